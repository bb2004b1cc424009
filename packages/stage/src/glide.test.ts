import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Glide, GLIDE_MS, MAX_STEP_M, nextGlide, NO_GLIDE } from "./glide.ts";
import { distance, type Pose, UPRIGHT } from "./rotation.ts";

const at = (x: number, y = 1): Pose => ({ position: [x, y, 0], rotation: UPRIGHT });
const frame = { passedMs: 16, mayJump: false };

function run(glide: Glide, target: Pose, frames: number): Glide[] {
  const steps: Glide[] = [];
  for (let i = 0; i < frames; i++) steps.push(nextGlide(steps.at(-1) ?? glide, target, frame));
  return steps;
}

describe("a thing that is drawn", () => {
  test("appears where it is, and follows small steps at once", () => {
    const first = nextGlide(NO_GLIDE, at(0.3), frame);
    expect(first.drawn).toEqual(at(0.3));
    expect(nextGlide(first, at(0.35), frame).drawn).toEqual(at(0.35));
  });

  test("glides back within 250 ms instead of jumping", () => {
    const held = nextGlide(NO_GLIDE, at(0), frame);
    const steps = run(held, at(0.9), 16);
    const places = steps.map(({ drawn }) => drawn?.position[0] ?? 0);
    expect(places[0]).toBeLessThan(0.1);
    expect(places[Math.ceil(GLIDE_MS / 16)]).toBeCloseTo(0.9, 6);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test("jumps under a flash", () => {
    const held = nextGlide(NO_GLIDE, at(0), frame);
    expect(nextGlide(held, at(3), { passedMs: 16, mayJump: true }).drawn).toEqual(at(3));
  });

  test("never moves half a metre in one frame, however late the frame and far the target", () => {
    const target = fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.nat(400));
    fc.assert(
      fc.property(fc.array(target, { maxLength: 40 }), (targets) => {
        let glide = nextGlide(NO_GLIDE, at(0), frame);
        for (const [x, passedMs] of targets) {
          const next = nextGlide(glide, at(x), { passedMs, mayJump: false });
          const from = glide.drawn?.position ?? [0, 0, 0];
          const to = next.drawn?.position ?? [0, 0, 0];
          expect(distance(from, to)).toBeLessThanOrEqual(MAX_STEP_M + 1e-9);
          glide = next;
        }
      }),
    );
    expect(MAX_STEP_M).toBeLessThan(0.5);
  });

  test("arrives at a target that rests, from anywhere", () => {
    fc.assert(
      fc.property(fc.double({ min: -4, max: 4, noNaN: true }), (x) => {
        const held = nextGlide(NO_GLIDE, at(0), frame);
        expect(run(held, at(x), 40).at(-1)?.drawn?.position[0]).toBeCloseTo(x, 2);
      }),
    );
  });
});
