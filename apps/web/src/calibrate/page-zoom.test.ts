import { expect, test } from "vitest";
import { pageZoom } from "./page-zoom.ts";

test.each([
  [1440, 1440, 1],
  [1440, 1425, 1],
  [1440, 960, 1.5],
  [0, 1440, 1],
])("a window of %d outside and %d inside is zoomed by %d", (outerPx, innerPx, zoom) => {
  expect(pageZoom(outerPx, innerPx)).toBeCloseTo(zoom, 9);
});
