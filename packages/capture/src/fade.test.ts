import { packedLayout } from "@visavis/protocol";
import { expect, test } from "vitest";
import { emptyPacked, fadeAlpha } from "./fade.ts";

const layout = packedLayout(32, 2);
const bytes = (layout.widthPx * layout.heightPx * 3) / 2;

test("halves the alpha and touches nothing else", () => {
  const packed = new Uint8Array(bytes).fill(216);
  fadeAlpha(packed, layout, 0.5);
  const lumaAt = (row: number): number | undefined => packed[row * layout.widthPx];
  expect(lumaAt(layout.alpha.start)).toBe(116);
  expect(lumaAt(layout.colour.rows - 1)).toBe(216);
  expect(lumaAt(layout.code.start)).toBe(216);
});

test("[CAP-4] a faded-out frame has no alpha at all, guard rows included", () => {
  const packed = new Uint8Array(bytes).fill(235);
  fadeAlpha(packed, layout, 0);
  const from = (layout.alpha.start - layout.alpha.start / 100) * layout.widthPx;
  const rows = packed.subarray(from, (layout.code.start - 2) * layout.widthPx);
  expect(rows.every((luma) => luma === 16)).toBe(true);
});

test("an empty frame is grey, transparent and idle", () => {
  const packed = emptyPacked(layout);
  expect(packed[0]).toBe(128);
  expect(packed[layout.alpha.start * layout.widthPx]).toBe(16);
  expect(packed[layout.code.start * layout.widthPx]).toBe(128);
  expect(packed.at(-1)).toBe(128);
});
