import fc from "fast-check";
import { describe, expect, test } from "vitest";
import vectors from "../vectors/v1/frame-facts.json" with { type: "json" };
import {
  decodeFacts,
  encodeFacts,
  FACTS_BYTES,
  type FrameFacts,
  stampEncodeMs,
  wholePictureFacts,
} from "./frame-facts.ts";

const NOW_MS = 1_767_225_600_000;

/** On the grid that travels, so that a round trip must be exact. */
function grid(max: number, steps: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: Math.floor(max * steps) }).map((value) => value / steps);
}

const camera = fc.record({
  width: fc.integer({ min: 160, max: 4000 }),
  height: fc.integer({ min: 160, max: 4000 }),
});
const milliseconds = grid(6000, 10);

const facts: fc.Arbitrary<FrameFacts> = camera.chain(({ width, height }) =>
  fc.record({
    sequence: fc.integer({ min: 0, max: 65_535 }),
    capturedAtMs: fc.integer({ min: -500_000_000, max: 500_000_000 }).map((by) => NOW_MS + by / 10),
    camera: fc.constant({ width, height }),
    crop: fc
      .tuple(grid(width - 16, 16), grid(height - 16, 16))
      .map(([x, y]) => ({ x, y, width: width - x, height: height - y })),
    view: fc.option(
      fc.record({
        focalPx: grid(16_000, 4),
        heightM: grid(5, 1000),
        pitchRad: fc.integer({ min: -15_000, max: 15_000 }).map((value) => value / 1e4),
      }),
    ),
    person: fc.option(
      fc
        .tuple(grid(height, 16), grid(height, 16), grid(20, 1000), fc.boolean())
        .map(([a, b, planeM, hasFloorContact]) => ({
          topRow: Math.min(a, b),
          footRow: Math.max(a, b),
          planeM,
          hasFloorContact,
        })),
    ),
    metresPerPixel: fc.integer({ min: 0, max: 0xff_ff_ff_ff }).map((value) => value / 1e9),
    waitMs: milliseconds,
    matteMs: milliseconds,
    packMs: milliseconds,
    encodeMs: milliseconds,
  }),
);

const known: FrameFacts = {
  ...wholePictureFacts({ width: 720, height: 1280 }),
  sequence: 1,
  capturedAtMs: NOW_MS,
};

const refused = (code: string): unknown => expect.objectContaining({ code });

describe("frame facts", () => {
  test("[FACTS-1] survive encoding and decoding", () => {
    fc.assert(
      fc.property(facts, (sent) => {
        const bytes = encodeFacts(sent);
        expect(bytes.byteLength).toBe(FACTS_BYTES);
        expect(decodeFacts(bytes, NOW_MS)).toEqual(sent);
      }),
    );
  });

  test.each(vectors.facts)("[FACTS-1] have the bytes that were agreed on: $name", (vector) => {
    expect(decodeFacts(bytesOf(vector.bytes), NOW_MS)).toEqual(vector.facts);
    expect(new Uint8Array(encodeFacts(vector.facts))).toEqual(
      new Uint8Array(bytesOf(vector.bytes)),
    );
  });

  test("[FACTS-1] numbers beyond the wire's range stop at its end", () => {
    const far = { ...known, waitMs: 1e9, matteMs: -5, packMs: Number.NaN, metresPerPixel: -1 };
    const { waitMs, matteMs, packMs, metresPerPixel } = decodeFacts(encodeFacts(far), NOW_MS);
    expect({ waitMs, matteMs, packMs, metresPerPixel }).toEqual({
      waitMs: 6553.5,
      matteMs: 0,
      packMs: 0,
      metresPerPixel: 0,
    });
  });

  test("[FACTS-3] are refused at every length but their own", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        fc.pre(bytes.length !== FACTS_BYTES);
        expect(() => decodeFacts(bytes.slice().buffer, NOW_MS)).toThrow(refused("message-invalid"));
      }),
    );
  });

  test("[FACTS-3] of a version not known are refused by that name", () => {
    const bytes = encodeFacts(known);
    new DataView(bytes).setUint8(0, 9);
    expect(() => decodeFacts(bytes, NOW_MS)).toThrow(refused("version-unsupported"));
  });

  test.each<[string, Partial<FrameFacts>]>([
    ["a crop beyond the picture", { crop: { x: 700, y: 0, width: 100, height: 100 } }],
    ["an empty crop", { crop: { x: 0, y: 0, width: 0, height: 100 } }],
    [
      "a head below its feet",
      { person: { topRow: 9, footRow: 8, planeM: 2, hasFloorContact: true } },
    ],
  ])("[FACTS-3] with %s are refused", (_what, wrong) => {
    expect(() => decodeFacts(encodeFacts({ ...known, ...wrong }), NOW_MS)).toThrow(
      refused("message-invalid"),
    );
  });

  test("[FACTS-3] whatever bytes come, the answer is facts or a refusal", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: FACTS_BYTES, maxLength: FACTS_BYTES }), (bytes) => {
        bytes[0] = 1;
        try {
          const { camera: size, crop } = decodeFacts(bytes.slice().buffer, NOW_MS);
          expect(crop.x + crop.width).toBeLessThanOrEqual(size.width + 1);
        } catch (error) {
          expect(error).toMatchObject({ code: "message-invalid" });
        }
      }),
    );
  });

  test("[FACTS-4] the capture time is completed from any clock within two days", () => {
    const days = fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 });
    const times = fc.integer({ min: 1_000_000_000_000, max: 3_000_000_000_000 });
    fc.assert(
      fc.property(times, days, (capturedAtMs, off) => {
        const bytes = encodeFacts({ ...known, capturedAtMs });
        expect(decodeFacts(bytes, capturedAtMs + off).capturedAtMs).toBe(capturedAtMs);
      }),
    );
  });

  test("[FACTS-5] the encoder's time is written into facts that are already bytes", () => {
    const bytes = encodeFacts(known);
    stampEncodeMs(bytes, 12.34);
    expect(decodeFacts(bytes, NOW_MS)).toEqual({ ...known, encodeMs: 12.3 });
  });
});

function bytesOf(hex: string): ArrayBuffer {
  return Uint8Array.from(hex.split(" "), (byte) => Number.parseInt(byte, 16)).buffer;
}
