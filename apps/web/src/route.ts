import { isVisavisError, parseRoomId, type RoomId } from "@visavis/protocol";

/** Which page a path asks for. */
export type Route =
  | { readonly page: "lobby" }
  | { readonly page: "calibrate" }
  | { readonly page: "booth" | "guest" | "view"; readonly room: RoomId }
  | { readonly page: "not-found" };

const stations: Record<string, "booth" | "guest" | "view"> = {
  booth: "booth",
  r: "guest",
  view: "view",
};

export function routeOf(path: string): Route {
  const [first = "", room, ...rest] = path.split("/").filter(Boolean);
  if (first === "") return { page: "lobby" };
  if (first === "calibrate" && room === undefined) return { page: "calibrate" };
  const page = stations[first];
  if (page === undefined || room === undefined || rest.length > 0) return { page: "not-found" };
  try {
    return { page, room: parseRoomId(room.toLowerCase()) };
  } catch (error) {
    if (isVisavisError(error, "link-wrong")) return { page: "not-found" };
    throw error;
  }
}
