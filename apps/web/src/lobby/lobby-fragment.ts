import { isVisavisError, parseRoomId } from "@visavis/protocol";
import { type RoomKey, secretOf } from "../room-link.ts";

/** The lobby of a room that was just made keeps it in its own address. */
export function lobbyFragment({ room, secret }: RoomKey): string {
  return `#room=${room}&k=${secret}`;
}

export function keyOfLobby(fragment: string): RoomKey | null {
  const secret = secretOf(fragment);
  const room = new URLSearchParams(fragment.replace(/^#/, "")).get("room");
  if (secret === null || room === null) return null;
  try {
    return { room: parseRoomId(room), secret };
  } catch (error) {
    if (isVisavisError(error, "link-wrong")) return null;
    throw error;
  }
}
