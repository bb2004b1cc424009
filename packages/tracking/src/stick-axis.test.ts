import type { CameraView, Vector3 } from "@visavis/pane";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { turned } from "./hand-landmarks.ts";
import { axisFromForearm, axisFromKnuckles, nextAxis } from "./stick-axis.ts";
import { handAt } from "./synthetic-hand.ts";
import { poseAt } from "./synthetic-pose.ts";

const VIEW: CameraView = {
  widthPx: 720,
  heightPx: 1280,
  focalPx: 900,
  heightM: 1.5,
  offsetXM: 0,
  pitchRad: 0.2,
  rollRad: 0,
};
const length = (axis: Vector3): number => Math.hypot(...axis);

describe("axis of a held stick", () => {
  test("points to the thumb's side of the fist", () => {
    const flat = handAt([360, 640], 400, 75);
    // The index finger's knuckle is at the picture's left: turned clockwise by a quarter it is on top.
    const upright = { ...flat, world: turned(flat.world, Math.PI / 2) };
    const hanging = { ...flat, world: turned(flat.world, -Math.PI / 2) };
    expect(axisFromKnuckles(upright, VIEW)[1]).toBeGreaterThan(0.95);
    expect(axisFromKnuckles(hanging, VIEW)[1]).toBeLessThan(-0.8);
  });

  test("stands upright across a forearm that is held out", () => {
    const pose = poseAt([360, 700], 400, { wrists: [0.25, -0.25, -0.3] });
    expect(axisFromForearm(pose, "right", VIEW)[1]).toBeGreaterThan(0.9);
  });

  test("is always a direction", () => {
    const angle = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(angle, fc.integer({ min: 0, max: 2000 }), (turnRad, sinceMs) => {
        const hand = handAt([360, 640], 400, 40);
        const axis = axisFromKnuckles({ ...hand, world: turned(hand.world, turnRad) }, VIEW);
        expect(length(axis)).toBeCloseTo(1);
        expect(length(nextAxis([0, 1, 0], axis, sinceMs))).toBeCloseTo(1);
        const wrists = [
          0.25 + 0.2 * Math.sin(turnRad),
          -0.25 + 0.2 * Math.cos(turnRad),
          0,
        ] as const;
        const pose = poseAt([360, 700], 400, { wrists });
        expect(length(axisFromForearm(pose, "right", VIEW))).toBeCloseTo(1);
      }),
    );
  });
});
