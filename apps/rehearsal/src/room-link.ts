import { randomBytes } from "node:crypto";

/** A booth's link to a room that nobody else knows. */
export function createRoomLink(origin: string, room: string): string {
  return `${origin}/booth/${room}#k=${randomBytes(16).toString("base64url")}`;
}
