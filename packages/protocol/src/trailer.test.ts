import fc from "fast-check";
import { expect, test } from "vitest";
import vectors from "../vectors/v1/frame-facts.json" with { type: "json" };
import { FACTS_BYTES } from "./frame-facts.ts";
import { appendTrailer, splitTrailer, TRAILER_BYTES } from "./trailer.ts";

const frame = fc.uint8Array({ maxLength: 200 });
const facts = fc.uint8Array({ minLength: FACTS_BYTES, maxLength: FACTS_BYTES });

function buffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}

test("[FACTS-2] the frame and its facts come apart as they were joined", () => {
  fc.assert(
    fc.property(frame, facts, (sentFrame, sentFacts) => {
      const joined = appendTrailer(buffer(sentFrame), buffer(sentFacts));
      expect(joined.byteLength).toBe(sentFrame.length + TRAILER_BYTES);
      const split = splitTrailer(joined);
      expect(new Uint8Array(split?.frame ?? new ArrayBuffer(1))).toEqual(buffer8(sentFrame));
      expect(new Uint8Array(split?.facts ?? new ArrayBuffer(1))).toEqual(buffer8(sentFacts));
    }),
  );
});

test("[FACTS-2] no facts can look like an H.264 start code", () => {
  const extreme = fc.constantFrom(0x00, 0x01, 0x03, 0xfe, 0xff);
  const spiky = fc.array(extreme, { minLength: FACTS_BYTES, maxLength: FACTS_BYTES });
  fc.assert(
    fc.property(spiky, (bytes) => {
      const trailer = new Uint8Array(
        appendTrailer(new ArrayBuffer(0), Uint8Array.from(bytes).buffer),
      );
      expect(trailer.every((byte) => byte >= 0x80)).toBe(true);
    }),
  );
});

test("[FACTS-2] a frame without a trailer is left alone", () => {
  fc.assert(
    fc.property(frame, (bytes) => {
      expect(splitTrailer(buffer(bytes))).toBeNull();
    }),
  );
});

test.each(vectors.trailers)("[FACTS-2] has the bytes that were agreed on", (vector) => {
  const joined = appendTrailer(bytesOf(vector.frame), bytesOf(vector.facts));
  expect(new Uint8Array(joined)).toEqual(new Uint8Array(bytesOf(vector.joined)));
});

function buffer8(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(buffer(bytes));
}

function bytesOf(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.split(" "), (byte) => Number.parseInt(byte, 16)).buffer;
}
