import { describe, expect, it } from "vitest";
import {
  type AlphaPlane,
  edgeBand,
  flickerError,
  foregroundError,
  gradientError,
  meanAbsoluteError,
  meanSquareError,
} from "./matte-metrics.ts";

describe("the errors of a matte", () => {
  it("counts one wrong pixel of four as a quarter, times a thousand", () => {
    const truth = Uint8Array.of(0, 0, 255, 255);
    const got = Uint8Array.of(0, 255, 255, 255);
    expect(meanAbsoluteError(got, truth)).toBeCloseTo(250);
    expect(meanSquareError(got, truth)).toBeCloseTo(250);
  });

  it("squares half an error to a quarter", () => {
    const truth = Uint8Array.of(0, 0);
    const got = Uint8Array.of(102, 0);
    expect(meanAbsoluteError(got, truth)).toBeCloseTo(200);
    expect(meanSquareError(got, truth)).toBeCloseTo(80);
  });

  it("counts only the band where there is one", () => {
    const truth = Uint8Array.of(0, 0, 0, 0);
    const got = Uint8Array.of(255, 255, 0, 0);
    expect(meanAbsoluteError(got, truth, Uint8Array.of(0, 1, 1, 0))).toBeCloseTo(500);
    expect(meanAbsoluteError(got, truth, new Uint8Array(4))).toBe(0);
  });

  it("sees no flicker in an error that stays, nor in a person who moves", () => {
    const before = { got: Uint8Array.of(51, 0), truth: Uint8Array.of(0, 0) };
    expect(flickerError(Uint8Array.of(51, 0), Uint8Array.of(0, 0), before)).toBe(0);
    expect(flickerError(Uint8Array.of(51, 255), Uint8Array.of(0, 255), before)).toBe(0);
  });

  it("takes the root of the mean square of an error that comes and goes, times a hundred", () => {
    const before = { got: Uint8Array.of(0, 0, 0, 0), truth: Uint8Array.of(0, 0, 0, 0) };
    const flash = Uint8Array.of(255, 0, 0, 0);
    expect(flickerError(flash, before.truth, before)).toBeCloseTo(50);
  });

  it("has no gradient on a flat plane, and the step's own length on a straight edge", () => {
    const flat = plane(24, 24, () => 255);
    expect(gradientError(flat, flat)).toBe(0);
    expect(
      gradientError(
        flat,
        plane(24, 24, () => 0),
      ),
    ).toBeCloseTo(0, 9);
    const step = plane(24, 24, (x) => (x < 12 ? 0 : 255));
    // Each of 24 rows answers a unit step with the sums of the normalised slope's tails.
    const bell = Array.from({ length: 9 }, (_, i) => Math.exp(-((i - 4) ** 2) / (2 * 1.4 ** 2)));
    const slope = bell.map((value, i) => (4 - i) * value);
    const norm = Math.hypot(...bell) * Math.hypot(...slope);
    const gain = bell.reduce((sum, value) => sum + value, 0) / norm;
    const tails = slope.map((_, i) => slope.slice(i).reduce((sum, value) => sum + value, 0));
    const expected = 24 * tails.reduce((sum, tail) => sum + (tail * gain) ** 2, 0);
    expect(gradientError(step, flat)).toBeCloseTo(expected / 1e3, 6);
  });

  it("takes the band eight pixels to either side of the edge", () => {
    const band = edgeBand(plane(40, 3, (x) => (x < 20 ? 0 : 255)));
    const row = Array.from(band.subarray(0, 40));
    expect(row.indexOf(1)).toBe(12);
    expect(row.lastIndexOf(1)).toBe(27);
    expect(edgeBand(plane(40, 3, () => 255)).includes(1)).toBe(false);
  });

  it("weighs the person's colour with alpha", () => {
    const truth = { alpha: Uint8Array.of(255, 0), rgb: Uint8Array.of(255, 0, 0, 9, 9, 9) };
    const got = { alpha: Uint8Array.of(255, 0), rgb: Uint8Array.of(204, 0, 0, 200, 200, 200) };
    expect(foregroundError(got, truth, Uint8Array.of(1, 0))).toBeCloseTo(1000 * (0.2 / 3));
    expect(foregroundError(got, truth, Uint8Array.of(0, 1))).toBe(0);
  });
});

function plane(widthPx: number, heightPx: number, at: (x: number) => number): AlphaPlane {
  const alpha = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => at(i % widthPx));
  return { widthPx, heightPx, alpha };
}
