import type { RoomKey } from "./room-link.ts";

/** Null where the server does not have it. */
export async function fetchModel(_key: RoomKey, _name: string): Promise<ArrayBuffer | null> {
  return null;
}
