import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextOneEuro, type OneEuro, startOneEuro } from "./one-euro.ts";

const metres = fc.double({ min: -5, max: 5, noNaN: true });

function follow(values: readonly number[], everyMs: number): OneEuro {
  return values.reduce(
    (filter, value, i) => nextOneEuro(filter, value, (i + 1) * everyMs),
    startOneEuro(values[0] ?? 0, 0),
  );
}

describe("One-Euro filter", () => {
  test("comes to rest where the hand rests", () => {
    const filter = follow([0, ...Array.from({ length: 40 }, () => 0.3)], 100);
    expect(filter.value).toBeCloseTo(0.3, 3);
    expect(filter.speed).toBeCloseTo(0, 2);
  });

  test("knows the speed of a steady movement and is hardly late", () => {
    const filter = follow(
      Array.from({ length: 30 }, (_, i) => i * 0.05),
      100,
    );
    expect(filter.speed).toBeCloseTo(0.5, 2);
    expect(29 * 0.05 - filter.value).toBeLessThan(0.02);
  });

  test("halves the tremble of a still hand at the rate of a camera", () => {
    const filter = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 0.003 : -0.003));
    expect(Math.abs(follow(filter, 33).value)).toBeLessThan(0.0015);
  });

  test("never leaves the range of what was measured", () => {
    const values = fc.array(metres, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 2000 }), (measured, everyMs) => {
        const { value } = follow(measured, everyMs);
        expect(value).toBeGreaterThanOrEqual(Math.min(...measured) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...measured) + 1e-9);
      }),
    );
  });
});
