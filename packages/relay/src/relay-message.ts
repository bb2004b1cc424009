import { MAX_RELAY_CHARACTERS, parseMessage, type PeerId, peerIdSchema } from "@visavis/protocol";
import * as v from "valibot";

const object = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));
/** From the keeper only, and never lower than before, over any number of restarts. */
const term = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Passes within a term. */
const seq = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e9));
/** One life of one page, as that page counts; a reload is another. */
const incarnation = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/));
const nonce = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,32}$/));
/** Counts a giver's offers of one holding, so that a late copy of an earlier one is known as such. */
const round = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));
const clockMs = v.pipe(v.number(), v.finite());
/** `direct`: the two sites commit between themselves. `keeper`: the server commits every pass. */
const mode = v.picklist(["direct", "keeper"]);
const claim = { term, seq };

const relayMessage = v.variant("type", [
  v.object({ type: v.literal("offer"), object, ...claim, offer: nonce, round }),
  v.object({ type: v.literal("cancel"), object, ...claim, offer: nonce }),
  v.object({ type: v.literal("refuse"), object, ...claim, offer: nonce }),
  v.object({ type: v.literal("accept"), object, ...claim, offer: nonce, incarnation, nonce }),
  v.object({
    type: v.literal("transfer"),
    object,
    ...claim,
    to: peerIdSchema,
    offer: nonce,
    incarnation,
    nonce,
  }),
  v.object({
    type: v.literal("commit"),
    object,
    ...claim,
    giver: peerIdSchema,
    incarnation,
    nonce,
  }),
  v.object({ type: v.literal("ack"), object, ...claim }),
  v.object({ type: v.literal("held"), object, ...claim, incarnation }),
  v.object({ type: v.literal("holder"), object, ...claim, holder: v.nullable(peerIdSchema) }),
  v.object({ type: v.literal("revoke"), object, term }),
  v.object({ type: v.literal("revoked"), object, term, incarnation }),
  v.object({ type: v.literal("mint"), object, term, incarnation, mode }),
  v.object({
    type: v.literal("ping"),
    incarnation,
    sentAtMs: clockMs,
    holdings: v.pipe(v.array(v.object({ object, ...claim, isHeld: v.boolean() })), v.maxLength(16)),
  }),
  v.object({
    type: v.literal("pong"),
    incarnation,
    sentAtMs: clockMs,
    leases: v.pipe(v.array(v.object({ object, term, mode })), v.maxLength(16)),
  }),
]);

/** Everything that is said about who holds what; RELAY rules in docs/protocol.md. */
export type RelayMessage = v.InferOutput<typeof relayMessage>;
export type RelayMode = v.InferOutput<typeof mode>;
export type Address = PeerId | "keeper" | "everyone";

export function encodeRelay(message: RelayMessage): string {
  return JSON.stringify(message);
}

/** Refuses with `message-too-large` or `message-invalid`; whoever calls it counts and drops. */
export function parseRelay(text: string): RelayMessage {
  return parseMessage(relayMessage, text, MAX_RELAY_CHARACTERS);
}
