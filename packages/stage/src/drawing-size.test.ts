import { expect, test } from "vitest";
import { drawingSize } from "./drawing-size.ts";

test("a GPU draws every device pixel", () => {
  const covers = { widthPx: 1080, heightPx: 1920 };
  expect(drawingSize(covers, false)).toEqual(covers);
});

test("software draws at most 540 x 960, upright or lying", () => {
  expect(drawingSize({ widthPx: 1080, heightPx: 1920 }, true)).toEqual({
    widthPx: 540,
    heightPx: 960,
  });
  expect(drawingSize({ widthPx: 1920, heightPx: 1080 }, true)).toEqual({
    widthPx: 960,
    heightPx: 540,
  });
  expect(drawingSize({ widthPx: 300, heightPx: 400 }, true)).toEqual({
    widthPx: 300,
    heightPx: 400,
  });
});

test("a canvas without a size still has a pixel", () => {
  expect(drawingSize({ widthPx: 0, heightPx: 0 }, true)).toEqual({ widthPx: 1, heightPx: 1 });
});
