import * as v from "valibot";
import { VisavisError } from "./errors.ts";

/** A page's place in a room; minted by the server, kept over reconnects. */
export const peerIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/), v.brand("PeerId"));
/** The readable part of a link. What makes a room private is the secret in the fragment. */
const roomIdSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/),
  v.brand("RoomId"),
);
/** One life of one page; new at every load, so that the other side knows a reload from a reconnect. */
export const pageIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/), v.brand("PageId"));

export type PeerId = v.InferOutput<typeof peerIdSchema>;
export type RoomId = v.InferOutput<typeof roomIdSchema>;
export type PageId = v.InferOutput<typeof pageIdSchema>;

export function parsePeerId(value: unknown): PeerId {
  return parse(peerIdSchema, value, "message-invalid", "not a peer id");
}

export function parsePageId(value: unknown): PageId {
  return parse(pageIdSchema, value, "message-invalid", "not a page id");
}

/** Refuses with `link-wrong`: a room id comes from a link that somebody typed or shortened. */
export function parseRoomId(value: unknown): RoomId {
  return parse(roomIdSchema, value, "link-wrong", "not a room id");
}

function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  code: "link-wrong" | "message-invalid",
  message: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (!result.success) throw new VisavisError(code, message);
  return result.output;
}
