import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { decodePng, encodePng } from "./png.ts";

test("a picture survives its file", () => {
  const side = integer({ min: 1, max: 9 });
  assert(
    property(side, side, integer(), (widthPx, heightPx, seed) => {
      const rgba = new Uint8Array(widthPx * heightPx * 4).map((_, i) => (i * 37 + seed) & 255);
      expect(decodePng(encodePng({ widthPx, heightPx, rgba }))).toEqual({
        widthPx,
        heightPx,
        rgba,
      });
    }),
  );
});

test("refuses what is no PNG", () => {
  expect(() => decodePng(Buffer.from("GIF89a, or whatever else"))).toThrow("not a PNG");
});
