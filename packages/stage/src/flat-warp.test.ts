import { invert3, mapPoint, type Matrix3, multiply3 } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { type Strip, stripsOf } from "./flat-warp.ts";

const CANVAS_PX = 960;
/** Unit square to a picture of 300 x 900 pixels whose lower end is nearer, so wider and stretched. */
const trapezoid: Matrix3 = multiply3(
  [300, 0, 0, 0, 900, 0, 120, 20, 1],
  [1, 0, 0, -0.125, 0.75, -0.25, 0, 0, 1],
);
const rectangle: Matrix3 = [300, 0, 0, 0, 900, 0, 120, 20, 1];

function drawnAt(strips: readonly Strip[], u: number, v: number): readonly [number, number] {
  const strip = strips.find(({ bottom }) => v <= bottom) ?? strips.at(-1);
  if (!strip) return [NaN, NaN];
  const [a, b, c, d, e, f] = strip.transform;
  const w = (v - strip.top) / (strip.bottom - strip.top);
  return [a * u + c * w + e, b * u + d * w + f];
}

function worstErrorPx(strips: readonly Strip[], map: Matrix3): number {
  const steps = Array.from({ length: 41 }, (_, i) => i / 40);
  return Math.max(
    ...steps.flatMap((v) =>
      [0, 0.5, 1].map((u) => {
        const [x, y] = drawnAt(strips, u, v);
        const [trueX, trueY] = mapPoint(map, [u, v]);
        return Math.hypot(x - trueX, y - trueY);
      }),
    ),
  );
}

describe("a picture as strips", () => {
  test("a picture without perspective is one strip", () => {
    const strips = stripsOf(rectangle, CANVAS_PX);
    expect(strips).toHaveLength(1);
    expect(worstErrorPx(strips, rectangle)).toBeLessThan(1e-6);
  });

  test("perspective is followed to a pixel", () => {
    expect(worstErrorPx(stripsOf(rectangle, CANVAS_PX), trapezoid)).toBeGreaterThan(20);
    expect(worstErrorPx(stripsOf(trapezoid, CANVAS_PX), trapezoid)).toBeLessThan(1);
  });

  test("level strips meet on whole pixels and leave nothing out", () => {
    const strips = stripsOf(trapezoid, CANVAS_PX);
    expect(strips[0]?.top).toBeCloseTo(0, 9);
    for (const [i, strip] of strips.slice(1).entries()) {
      expect(strip.top).toBe(strips[i]?.bottom);
      expect(strip.transform[5]).toBeCloseTo(Math.round(strip.transform[5]), 6);
    }
  });

  test("what lies beyond the canvas is not drawn", () => {
    const strips = stripsOf(trapezoid, 500);
    const lowest = mapPoint(invert3(trapezoid) ?? [], [270, 500])[1];
    expect(strips.at(-1)?.bottom).toBeCloseTo(lowest, 6);
    expect(stripsOf(multiply3([1, 0, 0, 0, 1, 0, 0, 2000, 1], rectangle), CANVAS_PX)).toEqual([]);
  });

  test("a turned card keeps its slanting rows", () => {
    const turned: Matrix3 = multiply3(trapezoid, [1, 0.08, 0, 0, 1, 0, 0, 0, 1]);
    expect(worstErrorPx(stripsOf(turned, CANVAS_PX), turned)).toBeLessThan(3);
  });

  test("a card seen from its edge is not drawn", () => {
    expect(stripsOf([1, 1, 0, 1, 1, 0, 0, 0, 1], CANVAS_PX)).toEqual([]);
  });
});
