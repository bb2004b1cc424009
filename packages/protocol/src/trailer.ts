import { FACTS_BYTES } from "./frame-facts.ts";

const MAGIC = [0xd6, 0xd3, 0xc1, 0xd6] as const;
const HIGH_BIT = 0x80;
const SPREAD_BYTES = Math.ceil((FACTS_BYTES * 8) / 7);
/** Bytes that a trailer adds to an encoded frame. */
export const TRAILER_BYTES = SPREAD_BYTES + MAGIC.length;

/**
 * Appends frame facts to an encoded VP8 or H.264 frame. Seven bits travel in a byte whose highest
 * bit is set, because a run of zeros would look like an H.264 start code, at which the sender's
 * packetiser would cut the frame; see docs/protocol.md, FACTS-2.
 */
export function appendTrailer(frame: ArrayBuffer, facts: ArrayBuffer): ArrayBuffer {
  const out = new Uint8Array(frame.byteLength + TRAILER_BYTES);
  out.set(new Uint8Array(frame));
  out.set(spread(new Uint8Array(facts)), frame.byteLength);
  out.set(MAGIC, frame.byteLength + SPREAD_BYTES);
  return out.buffer;
}

export interface SplitFrame {
  readonly frame: ArrayBuffer;
  readonly facts: ArrayBuffer;
}

/** Null when the frame carries no trailer: it is then decoded as it is. */
export function splitTrailer(data: ArrayBuffer): SplitFrame | null {
  const end = data.byteLength - MAGIC.length;
  const start = end - SPREAD_BYTES;
  if (start < 0) return null;
  const magic = new Uint8Array(data, end);
  if (!MAGIC.every((byte, i) => magic[i] === byte)) return null;
  const bytes = new Uint8Array(data, start, SPREAD_BYTES);
  if (!bytes.every((byte) => byte >= HIGH_BIT)) return null;
  return { frame: data.slice(0, start), facts: gather(bytes).buffer };
}

function spread(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(SPREAD_BYTES).fill(HIGH_BIT);
  for (let bit = 0; bit < FACTS_BYTES * 8; bit++) {
    const at = Math.floor(bit / 7);
    if (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
      out[at] = (out[at] ?? 0) | (64 >> (bit % 7));
  }
  return out;
}

function gather(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(FACTS_BYTES);
  for (let bit = 0; bit < FACTS_BYTES * 8; bit++) {
    const isSet = ((bytes[Math.floor(bit / 7)] ?? 0) >> (6 - (bit % 7))) & 1;
    if (isSet) out[bit >> 3] = (out[bit >> 3] ?? 0) | (128 >> (bit & 7));
  }
  return out;
}
