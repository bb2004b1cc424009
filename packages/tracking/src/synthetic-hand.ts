// For tests: a hand made of straight bones, as the hand net would describe it.
import { FINGERS, HAND_POINTS, type HandLandmarks } from "./hand-landmarks.ts";
import type { Point } from "./region.ts";

const BONE_M = 0.03;
const KNUCKLE_UP_M = 0.09;
const KNUCKLE_ACROSS_M = [-0.03, -0.01, 0.01, 0.03] as const;

/** An upright hand; each of a finger's three joints is bent by `bendDeg` towards the camera. */
export function handWorld(bendDeg: readonly number[]): Float32Array {
  const world = new Float32Array(3 * HAND_POINTS);
  FINGERS.forEach((finger, f) => {
    // From the wrist to the knuckle the finger's own direction counts as straight.
    let [y, z, turnRad] = [-KNUCKLE_UP_M, 0, 0];
    const x = KNUCKLE_ACROSS_M[f] ?? 0;
    finger.forEach((joint, i) => {
      if (i > 0) {
        turnRad += ((bendDeg[f] ?? 0) * Math.PI) / 180;
        y -= BONE_M * Math.cos(turnRad);
        z -= BONE_M * Math.sin(turnRad);
      }
      world.set([x, y, z], 3 * joint);
    });
  });
  return world;
}

/** The same hand in the picture, its knuckles at `at`, `pixelsPerMetre` large. */
export function handAt(at: Point, pixelsPerMetre: number, bendDeg = 0): HandLandmarks {
  const world = handWorld([bendDeg, bendDeg, bendDeg, bendDeg]);
  const points = world.map((value, i) => {
    if (i % 3 === 0) return at[0] + value * pixelsPerMetre;
    if (i % 3 === 1) return at[1] + (value + KNUCKLE_UP_M) * pixelsPerMetre;
    return value * pixelsPerMetre;
  });
  return { points, world, presence: 1 };
}
