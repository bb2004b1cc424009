import { isVisavisError, parseRoomId, type RoomId } from "@visavis/protocol";

type RoomPage = "booth" | "guest" | "operator" | "view";

/** Which page a path asks for. */
export type Route =
  | { readonly page: "lobby" }
  | { readonly page: "calibrate" }
  | { readonly page: RoomPage; readonly room: RoomId }
  | { readonly page: "certificate"; readonly certificate: string }
  | { readonly page: "not-found" };

const stations: Record<string, RoomPage> = {
  booth: "booth",
  operator: "operator",
  r: "guest",
  view: "view",
};

export function routeOf(path: string): Route {
  const [first = "", room, ...rest] = path.split("/").filter(Boolean);
  if (first === "") return { page: "lobby" };
  if (first === "calibrate" && room === undefined) return { page: "calibrate" };
  if (first === "certificate" && room !== undefined && rest.length === 0) {
    return { page: "certificate", certificate: room };
  }
  const page = stations[first];
  if (page === undefined || room === undefined || rest.length > 0) return { page: "not-found" };
  try {
    return { page, room: parseRoomId(room.toLowerCase()) };
  } catch (error) {
    if (isVisavisError(error, "link-wrong")) return { page: "not-found" };
    throw error;
  }
}
