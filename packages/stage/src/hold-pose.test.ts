import type { Vector3 } from "@visavis/pane";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdPose, steadyHold, tiltOf } from "./hold-pose.ts";
import { type Pose, rotate } from "./rotation.ts";

const point: Vector3 = [0.3, 1.2, 0.4];
const ahead: Vector3 = [0, 0, -1];

/** Bell-shaped from two even numbers, with a seed of its own. */
function noise(seed: number): () => number {
  let state = seed;
  const even = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 4_294_967_297;
  };
  return () => Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even());
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe("a torch in a hand", () => {
  test("has its grip in the hand and stands upright on a level arm", () => {
    const pose = holdPose({ point, forearm: ahead });
    expect(pose.position).toEqual(point);
    expect(tiltOf(pose)).toBeLessThan(0.15);
  });

  test("leans with a raised arm and with the knuckles, but stays nearer to upright than they", () => {
    const raised = holdPose({ point, forearm: [0, 1, -1] });
    expect(rotate(raised.rotation, [0, 1, 0])[2]).toBeGreaterThan(0);
    const knuckles: Vector3 = [Math.sin(0.6), Math.cos(0.6), 0];
    const tilt = tiltOf(holdPose({ point, forearm: ahead, knuckles }));
    expect(tilt).toBeGreaterThan(0.1);
    expect(tilt).toBeLessThan(0.6);
  });

  test("does not care which end of the knuckles was seen first", () => {
    const up = holdPose({ point, forearm: ahead, knuckles: [0.3, 1, 0] });
    expect(holdPose({ point, forearm: ahead, knuckles: [-0.3, -1, 0] })).toEqual(up);
  });

  test("never lies down, whatever is measured", () => {
    const number = fc.double({ min: -2, max: 2 });
    const vector = fc.tuple(number, number, number);
    fc.assert(
      fc.property(vector, fc.option(vector), (forearm, knuckles) => {
        const pose = holdPose({ point, forearm, knuckles });
        expect(tiltOf(pose)).toBeLessThan(0.91);
        expect(Math.hypot(...pose.rotation)).toBeCloseTo(1, 6);
      }),
    );
  });

  test("hardly trembles on a still fist whose knuckles are 12 degrees unsure", () => {
    const random = noise(7);
    const sd = (12 * Math.PI) / 180;
    let last: Pose | null = null;
    const leans: number[] = [];
    for (let i = 0; i < 300; i++) {
      const knuckles: Vector3 = [sd * random(), 1, sd * random()];
      last = steadyHold(last, holdPose({ point, forearm: ahead, knuckles }), 33);
      if (i > 30) leans.push(rotate(last.rotation, [0, 1, 0])[0]);
    }
    expect(deviation(leans)).toBeLessThan((3 * Math.PI) / 180);
  });

  test("follows a real turn within a quarter of a second, without a snap", () => {
    const upright = holdPose({ point, forearm: ahead });
    const tilted = holdPose({ point, forearm: ahead, knuckles: [1, 0.8, 0] });
    let pose = upright;
    const tilts: number[] = [];
    for (let i = 0; i < 15; i++) {
      pose = steadyHold(pose, tilted, 16);
      tilts.push(tiltOf(pose));
    }
    expect(tilts[0]).toBeLessThan(tiltOf(upright) + 0.12);
    expect(tilts.at(-1)).toBeGreaterThan(0.75 * tiltOf(tilted));
  });
});
