import type { Vector3 } from "@visavis/pane";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  hasMovedSince,
  nextTrack,
  NO_TRACK,
  poseAt,
  type PoseTrack,
  type Reach,
} from "./pose-track.ts";
import { distance, type Pose, type Rotation, UPRIGHT } from "./rotation.ts";

const reach: Reach = { min: [-1, 0, -3], max: [1, 2.4, 0.6] };

function pose(x: number, y = 1, z = 0, rotation: Rotation = UPRIGHT): Pose {
  return { position: [x, y, z], rotation };
}

function trackOf(...samples: readonly (readonly [atMs: number, pose: Pose])[]): PoseTrack {
  return samples.reduce<PoseTrack>(
    (track, [atMs, each]) => nextTrack(track, { atMs, pose: each }, reach) ?? track,
    NO_TRACK,
  );
}

describe("the way of a thing", () => {
  test("is drawn between the poses that are known", () => {
    const track = trackOf([0, pose(0)], [100, pose(0.4)]);
    expect(poseAt(track, 25)?.position[0]).toBeCloseTo(0.1, 9);
    expect(poseAt(track, -50)?.position[0]).toBe(0);
  });

  test("goes on for at most 150 ms when nothing is heard, and slows down", () => {
    const track = trackOf([0, pose(0)], [50, pose(0.05)], [100, pose(0.1)]);
    const at = (ms: number): number => poseAt(track, ms)?.position[0] ?? 0;
    expect(at(130)).toBeGreaterThan(0.12);
    expect(at(250)).toBeCloseTo(0.175, 3);
    expect(at(10_000)).toBe(at(250));
  });

  test("saying the same again is no motion, and what has arrived has stopped", () => {
    const moving = trackOf([0, pose(0)], [400, pose(0)], [433, pose(0.1)]);
    expect(hasMovedSince(trackOf([0, pose(0)], [400, pose(0)]), 100)).toBe(false);
    expect(hasMovedSince(moving, 200)).toBe(true);
    expect(hasMovedSince(moving, 433)).toBe(false);
    expect(hasMovedSince(trackOf([50, pose(0)]), 0)).toBe(true);
    expect(hasMovedSince(NO_TRACK, 0)).toBe(false);
  });

  test("takes the rotation's shorter way", () => {
    const half = Math.SQRT1_2;
    const track = trackOf([0, pose(0)], [100, pose(0, 1, 0, [0, 0, -half, -half])]);
    const [, , z, w] = poseAt(track, 50)?.rotation ?? UPRIGHT;
    expect(Math.abs(2 * Math.atan2(z, w))).toBeCloseTo(Math.PI / 4, 6);
  });

  test("drops a pose that comes after a later one", () => {
    const track = trackOf([0, pose(0)], [100, pose(0.4)], [50, pose(-0.9)]);
    expect(poseAt(track, 50)?.position[0]).toBeCloseTo(0.2, 9);
  });

  test("refuses numbers that no arm could make", () => {
    const bad = [Number.NaN, Infinity, -Infinity, 1e9, 21];
    for (const value of bad) {
      const sample = { atMs: 0, pose: pose(value) };
      expect(nextTrack(NO_TRACK, sample, reach)).toBeNull();
    }
    for (const rotation of [
      [0, 0, 0, 0],
      [Number.NaN, 0, 0, 1],
      [1e200, 0, 0, 1e200],
    ] satisfies Rotation[]) {
      expect(nextTrack(NO_TRACK, { atMs: 0, pose: pose(0, 1, 0, rotation) }, reach)).toBeNull();
    }
    expect(nextTrack(NO_TRACK, { atMs: Number.NaN, pose: pose(0) }, reach)).toBeNull();
  });

  test("whatever is sent, stays within reach and turned by a unit", () => {
    const number = fc.double({ min: -30, max: 30 });
    const sample = fc.record({
      atMs: fc.double({ min: 0, max: 2000, noNaN: true }),
      position: fc.tuple(number, number, number),
      rotation: fc.tuple(number, number, number, number),
    });
    const margin = 4 * 0.15;
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 30 }), fc.nat(3000), (samples, askedMs) => {
        let track = NO_TRACK;
        for (const { atMs, position, rotation } of samples) {
          track = nextTrack(track, { atMs, pose: { position, rotation } }, reach) ?? track;
        }
        const drawn = poseAt(track, askedMs);
        if (!drawn) return;
        const [x, y, z] = drawn.position;
        expect(Math.abs(x)).toBeLessThanOrEqual(1 + margin);
        expect(y).toBeLessThanOrEqual(2.4 + margin);
        expect(z).toBeLessThanOrEqual(0.6 + margin);
        expect(Math.hypot(...drawn.rotation)).toBeCloseTo(1, 6);
      }),
    );
  });

  test("makes no step that its poses did not make", () => {
    const steps = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (moves) => {
        let x = 0;
        const track = trackOf(
          ...moves.map((move, i) => {
            x += move;
            return [i * 16, pose(x)] as const;
          }),
        );
        let last: Vector3 | null = null;
        for (let ms = 0; ms < moves.length * 16; ms += 16) {
          const now = poseAt(track, ms)?.position ?? null;
          if (last && now) expect(distance(last, now)).toBeLessThan(0.21);
          last = now;
        }
      }),
    );
  });
});
