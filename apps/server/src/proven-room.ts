import { parseRoomId, type RoomId, VisavisError } from "@visavis/protocol";
import type { FastifyRequest } from "fastify";
import type { RoomClaims } from "./room-claims.ts";

type InRoom = Pick<FastifyRequest<{ Params: { room: string } }>, "headers" | "params">;

/** Throws `link-wrong` unless the request shows the proof that this room was claimed with. */
export function provenRoom(request: InRoom, claims: RoomClaims): RoomId {
  const room = parseRoomId(request.params.room);
  if (!claims.isProof(room, credentialOf(request, "Room"))) {
    throw new VisavisError("link-wrong", "no proof of this room");
  }
  return room;
}

/** What follows the scheme in `Authorization`; empty when there is none. */
export function credentialOf({ headers }: Pick<FastifyRequest, "headers">, scheme: string): string {
  const [said, value] = (headers.authorization ?? "").split(" ");
  return said === scheme ? (value ?? "") : "";
}
