import { FACTS_BYTES } from "./frame-facts.ts";

const MAGIC = [0x56, 0x53, 0x41, 0x56] as const;
/** Bytes that a trailer adds to an encoded frame. */
export const TRAILER_BYTES = FACTS_BYTES + MAGIC.length;

/**
 * Appends frame facts to an encoded VP8 or H.264 frame. Each byte is inverted, because long runs of
 * zero in the facts could otherwise look like an H.264 start code; see docs/protocol.md, FACTS-2.
 */
export function appendTrailer(frame: ArrayBuffer, facts: ArrayBuffer): ArrayBuffer {
  const out = new Uint8Array(frame.byteLength + TRAILER_BYTES);
  out.set(new Uint8Array(frame));
  const inverted = new Uint8Array(facts).map((byte) => byte ^ 0xff);
  out.set(inverted, frame.byteLength);
  out.set(MAGIC, frame.byteLength + FACTS_BYTES);
  return out.buffer;
}

export interface SplitFrame {
  readonly frame: ArrayBuffer;
  readonly facts: ArrayBuffer;
}

/** Null when the frame carries no trailer: it is then decoded as it is. */
export function splitTrailer(data: ArrayBuffer): SplitFrame | null {
  const end = data.byteLength - MAGIC.length;
  const start = end - FACTS_BYTES;
  if (start < 0) return null;
  const magic = new Uint8Array(data, end);
  if (!MAGIC.every((byte, i) => magic[i] === byte)) return null;
  const facts = new Uint8Array(data.slice(start, end)).map((byte) => byte ^ 0xff);
  return { frame: data.slice(0, start), facts: facts.buffer };
}
