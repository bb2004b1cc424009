import fc from "fast-check";
import { expect, test } from "vitest";
import {
  colourAspect,
  PACKED_FRACTIONS,
  PACKED_UNITS,
  packedLayout,
  unitRowsFor,
} from "./packed-layout.ts";

const units = fc.integer({ min: 2, max: 40 });
const widths = fc.integer({ min: 1, max: 120 }).map((blocks) => blocks * 16);

test("[PACK-1] colour, guard, alpha, guard and strip follow each other in fixed shares", () => {
  fc.assert(
    fc.property(widths, units, (widthPx, k) => {
      const { heightPx, colour, alpha, code } = packedLayout(widthPx, k);
      expect(heightPx).toBe(160 * k);
      expect(colour).toEqual({ start: 0, rows: 98 * k });
      expect(alpha).toEqual({ start: 100 * k, rows: 49 * k });
      expect(code).toEqual({ start: 151 * k, rows: 9 * k });
      expect(code.start + code.rows).toBe(heightPx);
    }),
  );
});

test("[PACK-1] every border but those of odd units falls on whole chroma rows", () => {
  const { colour, alpha } = packedLayout(320, 4);
  for (const row of [colour.rows, alpha.start, alpha.start + alpha.rows]) expect(row % 2).toBe(0);
});

test("[PACK-1] the fractions are those of the rows", () => {
  const { heightPx, colour, alpha, code } = packedLayout(320, 5);
  expect(PACKED_FRACTIONS.colourEnd * heightPx).toBeCloseTo(colour.rows, 9);
  expect(PACKED_FRACTIONS.alphaStart * heightPx).toBeCloseTo(alpha.start, 9);
  expect(PACKED_FRACTIONS.alphaEnd * heightPx).toBeCloseTo(alpha.start + alpha.rows, 9);
  expect(PACKED_FRACTIONS.codeStart * heightPx).toBeCloseTo(code.start, 9);
});

test("[PACK-1] refuses sizes that encoders would pad", () => {
  for (const [widthPx, k] of [
    [0, 4],
    [100, 4],
    [320, 1],
    [320, 2.5],
    [Number.NaN, 4],
  ] as const) {
    expect(() => packedLayout(widthPx, k)).toThrow(
      expect.objectContaining({ code: "message-invalid" }),
    );
  }
});

test("the unit is the largest whose colour fits, but never below two", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), (rows) => {
      const k = unitRowsFor(rows);
      expect(k).toBeGreaterThanOrEqual(2);
      if (k > 2) expect(98 * k).toBeLessThanOrEqual(rows);
      expect(98 * (k + 1)).toBeGreaterThan(rows);
    }),
  );
});

test("[PACK-5] a resized frame keeps the shape of its picture", () => {
  const { heightPx, colour } = packedLayout(320, 6);
  const aspect = 320 / colour.rows;
  expect(colourAspect(320, heightPx)).toBeCloseTo(aspect, 12);
  expect(colourAspect(160, heightPx / 2)).toBeCloseTo(aspect, 12);
  expect(PACKED_UNITS * 6).toBe(heightPx);
});
