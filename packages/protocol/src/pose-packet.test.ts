import fc from "fast-check";
import { expect, test } from "vitest";
import vectors from "../vectors/v1/pose-packet.json" with { type: "json" };
import { decodePose, encodePose, isLaterPose, type PosePacket } from "./pose-packet.ts";

const POSE: PosePacket = {
  object: "torch",
  term: 1_767_225_600_001,
  seq: 7,
  sentAtMs: 123_456,
  positionM: [-0.25, 1.5, 0.125],
  rotation: [0, 0, 0, 1],
  isInHand: false,
};

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), twoDigits).join("");
}

function twoDigits(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function bytesOf(hex: string): ArrayBuffer {
  const pairs = hex.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)).buffer;
}

function changed(change: (view: DataView) => void): ArrayBuffer {
  const bytes = encodePose(POSE);
  change(new DataView(bytes));
  return bytes;
}

test("[POSE-1] a pose travels as it is written down", () => {
  const [{ hex, ...written } = { hex: "" }] = vectors;
  expect(written).toEqual(POSE);
  expect(hexOf(encodePose(POSE))).toBe(hex);
  expect(decodePose(bytesOf(hex))).toEqual(POSE);
});

test("[POSE-1] every pose comes out as it went in, to the step that travels", () => {
  const coordinate = fc.integer({ min: -2000, max: 2000 }).map((value) => value / 128);
  fc.assert(
    fc.property(
      fc.tuple(coordinate, coordinate, coordinate),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.nat(1e9),
      (positionM, angle, seq) => {
        const rotation = [0, Math.sin(angle), 0, Math.cos(angle)] as const;
        const back = decodePose(encodePose({ ...POSE, positionM, rotation, seq }));
        expect(back.positionM).toEqual(positionM);
        expect(back.seq).toBe(seq);
        back.rotation.forEach((part, i) => expect(part).toBeCloseTo(rotation[i] ?? 0, 3));
      },
    ),
  );
});

test("[POSE-1] whether a hand in the picture holds it travels too", () => {
  expect(decodePose(encodePose({ ...POSE, isInHand: true })).isInHand).toBe(true);
  expect(decodePose(changed((view) => view.setUint8(37, 0xfe))).isInHand).toBe(false);
});

test("[POSE-2] a pose that no hand can have is refused, whatever the bytes", () => {
  const bad = [
    changed((view) => view.setFloat32(17, Number.NaN)),
    changed((view) => view.setFloat32(21, Number.POSITIVE_INFINITY)),
    changed((view) => view.setFloat32(25, 21)),
    changed((view) => view.setInt16(35, 0)),
    changed((view) => view.setFloat64(1, 1.5)),
    changed((view) => view.setFloat64(1, -1)),
    changed((view) => view.setUint8(39, 0x20)),
    changed((view) => view.setUint8(38, 4)),
    encodePose(POSE).slice(0, 20),
    new ArrayBuffer(0),
  ];
  for (const bytes of bad) {
    expect(() => decodePose(bytes)).toThrow(expect.objectContaining({ code: "message-invalid" }));
  }
  expect(() => decodePose(changed((view) => view.setUint8(0, 2)))).toThrow(
    expect.objectContaining({ code: "version-unsupported" }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        decodePose(bytes.slice().buffer);
      } catch (error) {
        expect(error).toMatchObject({ name: "VisavisError" });
      }
    }),
  );
});

test("[POSE-3] what was sent later counts, across the wrap of the clock", () => {
  expect(isLaterPose(5, 4)).toBe(true);
  expect(isLaterPose(4, 5)).toBe(false);
  expect(isLaterPose(4, 4)).toBe(false);
  expect(isLaterPose(3, 2 ** 32 - 3)).toBe(true);
});
