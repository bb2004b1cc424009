import * as v from "valibot";
import { ceremonyNewsSchema, ceremonyRequestSchema } from "./ceremony-message.ts";
import { coordinatesSchema } from "./coordinates.ts";
import { pageIdSchema, peerIdSchema } from "./ids.ts";
import { parseMessage } from "./message-text.ts";
import { shortTextSchema } from "./text.ts";

/** Raised only when an old page would misread a new message; see docs/protocol.md, V-1. */
export const SIGNAL_VERSION = 1;
export const MAX_SIGNAL_CHARACTERS = 64 * 1024;
const MAX_SDP_CHARACTERS = 48 * 1024;
/** What @visavis/relay takes; the text is its business. */
export const MAX_RELAY_CHARACTERS = 8 * 1024;

/** JSON has no infinity, yet 1e999 reads as one and would be written as null. */
const finite = v.pipe(v.number(), v.finite());
const token = v.pipe(v.string(), v.maxLength(2048));
const seat = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(63));

export const roleSchema = v.picklist(["booth", "guest", "view", "xr", "operator"]);
/** What kind of page this is. Booths and guests are sites: they take a seat and are seen. */
export type Role = v.InferOutput<typeof roleSchema>;

export function isSite(role: Role): boolean {
  return role === "booth" || role === "guest";
}

const site = v.object({
  role: roleSchema,
  name: shortTextSchema,
  /** The town or the building, as people would say it. */
  place: shortTextSchema,
  /** Where that is, if the booth or an operator said so. */
  coordinates: v.optional(coordinatesSchema),
  isMuted: v.boolean(),
  isCameraOff: v.boolean(),
  /** Whether this browser can read the trailer on encoded frames; if not, facts come as pixels. */
  readsTrailer: v.boolean(),
});
/** What a page says of itself to the others in the room. */
export type Site = v.InferOutput<typeof site>;

const peer = v.object({ peer: peerIdSchema, page: pageIdSchema, seat, site, isAway: v.boolean() });
/** A page in the room, as the server knows it. */
export type Peer = v.InferOutput<typeof peer>;

const iceServer = v.object({
  urls: v.array(v.pipe(v.string(), v.maxLength(512))),
  username: v.optional(v.pipe(v.string(), v.maxLength(256))),
  credential: v.optional(v.pipe(v.string(), v.maxLength(256))),
});
export type IceServer = v.InferOutput<typeof iceServer>;

const description = v.object({
  type: v.picklist(["offer", "answer", "rollback"]),
  sdp: v.pipe(v.string(), v.maxLength(MAX_SDP_CHARACTERS)),
  /** Counts a side's offers; an answer says which one it answers. See NEG-2. */
  round: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
const candidate = v.nullable(
  v.object({
    candidate: v.pipe(v.string(), v.maxLength(1024)),
    sdpMid: v.nullable(v.pipe(v.string(), v.maxLength(64))),
    sdpMLineIndex: v.nullable(finite),
    usernameFragment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(256)))),
  }),
);
/** Both pages' ids: a message about an earlier life of either page is dropped. */
const between = {
  fromPage: pageIdSchema,
  toPage: pageIdSchema,
  /** Which life of the connection between the two pages this is about; see NEG-4. */
  link: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/))),
};

const relayText = v.pipe(v.string(), v.maxLength(MAX_RELAY_CHARACTERS));
const relayAddress = v.union([v.literal("keeper"), peerIdSchema]);

const clientMessage = v.variant("type", [
  v.object({
    type: v.literal("hello"),
    version: finite,
    ticket: token,
    page: pageIdSchema,
    seatToken: v.optional(token),
    site,
  }),
  v.object({ type: v.literal("site"), site }),
  v.object({ type: v.literal("describe"), to: peerIdSchema, ...between, description }),
  v.object({ type: v.literal("candidate"), to: peerIdSchema, ...between, candidate }),
  /** Begins with its type, so that the server can tell its rate from that of signalling: RELAY-24. */
  v.object({ type: v.literal("relay"), to: relayAddress, message: relayText }),
  v.object({ type: v.literal("ceremony"), message: ceremonyRequestSchema }),
  v.object({ type: v.literal("ice-servers") }),
  v.object({ type: v.literal("ping"), sentAtMs: finite }),
  v.object({ type: v.literal("leave") }),
]);

const refusal = v.picklist([
  "link-wrong",
  "message-invalid",
  "message-too-large",
  "rate-limited",
  "removed",
  "replaced",
  "room-full",
  "ticket-invalid",
  "version-unsupported",
]);

const serverMessage = v.variant("type", [
  v.object({
    type: v.literal("welcome"),
    version: finite,
    self: peerIdSchema,
    seat,
    seatToken: token,
    peers: v.array(peer),
    iceServers: v.array(iceServer),
    /** Refresh credentials after this long; a kept page must never run into an expired one. */
    iceRefreshMs: finite,
  }),
  v.object({ type: v.literal("peer-joined"), peer }),
  v.object({ type: v.literal("peer-changed"), peer }),
  v.object({ type: v.literal("peer-left"), peer: peerIdSchema }),
  v.object({ type: v.literal("describe"), from: peerIdSchema, ...between, description }),
  v.object({ type: v.literal("candidate"), from: peerIdSchema, ...between, candidate }),
  v.object({ type: v.literal("relay"), from: relayAddress, message: relayText }),
  v.object({ type: v.literal("ceremony"), message: ceremonyNewsSchema }),
  v.object({
    type: v.literal("ice-servers"),
    iceServers: v.array(iceServer),
    iceRefreshMs: finite,
  }),
  v.object({ type: v.literal("pong"), sentAtMs: finite, serverAtMs: finite }),
  v.object({ type: v.literal("refused"), code: refusal, detail: v.optional(v.string()) }),
]);

export type ClientMessage = v.InferOutput<typeof clientMessage>;
export type ServerMessage = v.InferOutput<typeof serverMessage>;
export type Refusal = v.InferOutput<typeof refusal>;

export function encodeSignal(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}

/** The server's only door from a socket into the program. */
export function parseClientMessage(text: string): ClientMessage {
  return parseMessage(clientMessage, text, MAX_SIGNAL_CHARACTERS);
}

/** The page's only door from a socket into the program. */
export function parseServerMessage(text: string): ServerMessage {
  return parseMessage(serverMessage, text, MAX_SIGNAL_CHARACTERS);
}
