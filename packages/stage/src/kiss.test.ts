import { describe, expect, test } from "vitest";
import { type Kiss, kissSeconds, nextKiss, NO_KISS, tipsDistanceM, torchTip } from "./kiss.ts";
import { type Pose, uprightTo } from "./rotation.ts";

const lean = (x: number): Pose["rotation"] => uprightTo([x, Math.sqrt(1 - x * x), 0]);
const upright = (x: number): Pose => ({ position: [x, 1, 0], rotation: [0, 0, 0, 1] });

function over(distances: readonly (number | null)[], passedMs = 20): Kiss {
  return distances.reduce<Kiss>((kiss, each) => nextKiss(kiss, each, passedMs), NO_KISS);
}

const times = (count: number, distance: number | null): (number | null)[] =>
  Array.from({ length: count }, () => distance);

describe("a kiss", () => {
  test("is measured from tip to tip, not from hand to hand", () => {
    expect(tipsDistanceM(upright(0), upright(0.1))).toBeCloseTo(0.1, 9);
    const [left, right] = [upright(-0.2), upright(0.2)];
    const leaning = [
      { ...left, rotation: lean(0.35) },
      { ...right, rotation: lean(-0.35) },
    ] as const;
    expect(tipsDistanceM(...leaning)).toBeLessThan(0.12);
    expect(torchTip(upright(0))[1]).toBeGreaterThan(1.4);
  });

  test("lights after half a second within 12 cm, and not before", () => {
    expect(over(times(24, 0.11)).isLit).toBe(false);
    expect(over(times(25, 0.11)).isLit).toBe(true);
    expect(over(times(50, 0.13)).isLit).toBe(false);
  });

  test("outlasts trembling hands but not a parting", () => {
    expect(over([...times(5, 0.1), ...times(25, 0.14)]).isLit).toBe(true);
    expect(over([...times(20, 0.1), 0.16, ...times(20, 0.1)]).isLit).toBe(false);
  });

  test("starts again when a torch is gone or the page slept", () => {
    expect(over([...times(20, 0.1), null, ...times(10, 0.1)]).isLit).toBe(false);
    expect(nextKiss(over(times(20, 0.1)), 0.1, 5000).touchMs).toBe(0);
  });

  test("tells how long it was, to a tenth of a second", () => {
    const long = over(times(87, 0.05));
    expect(kissSeconds(long)).toBe(1.7);
    expect(kissSeconds(nextKiss(long, 0.5, 20))).toBe(1.7);
    expect(kissSeconds(over(times(10, 0.05)))).toBe(0.2);
  });
});
