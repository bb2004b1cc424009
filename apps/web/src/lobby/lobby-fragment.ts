import { isVisavisError, parseRoomId } from "@visavis/protocol";
import { type OperatorKey, operatorSecretOf, type RoomKey, secretOf } from "../room-link.ts";

/** The lobby of a room that was just made keeps it in its own address. */
export function lobbyFragment(key: RoomKey | OperatorKey): string {
  const fragment = `#room=${key.room}&k=${key.secret}`;
  return "operatorSecret" in key ? `${fragment}&o=${key.operatorSecret}` : fragment;
}

export function keyOfLobby(fragment: string): RoomKey | OperatorKey | null {
  const secret = secretOf(fragment);
  const operatorSecret = operatorSecretOf(fragment);
  const room = new URLSearchParams(fragment.replace(/^#/, "")).get("room");
  if (secret === null || room === null) return null;
  try {
    return { room: parseRoomId(room), secret, ...(operatorSecret && { operatorSecret }) };
  } catch (error) {
    if (isVisavisError(error, "link-wrong")) return null;
    throw error;
  }
}
