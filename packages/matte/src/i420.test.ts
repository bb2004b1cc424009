import { describe, expect, test } from "vitest";
import { rgbToI420, splitNv12 } from "./i420.ts";

describe("I420", () => {
  test("takes NV12 apart", () => {
    const nv12 = Uint8Array.of(1, 2, 3, 4, 50, 60);
    const i420 = new Uint8Array(6);
    splitNv12(nv12, { widthPx: 2, heightPx: 2 }, i420);
    expect([...i420]).toEqual([1, 2, 3, 4, 50, 60]);
  });

  test.each([
    ["black", [0, 0, 0], [16, 128, 128]],
    ["white", [255, 255, 255], [235, 128, 128]],
    ["red", [255, 0, 0], [63, 102, 240]],
    ["blue", [0, 0, 255], [32, 240, 118]],
  ] as const)("turns %s into BT.709", (_, [red, green, blue], expected) => {
    const size = { widthPx: 2, heightPx: 2 };
    const rgb = Uint8Array.from({ length: 16 }, (__, i) => [red, green, blue, 255][i % 4] ?? 0);
    const bgr = Uint8Array.from({ length: 16 }, (__, i) => [blue, green, red, 255][i % 4] ?? 0);
    const [fromRgb, fromBgr] = [new Uint8Array(6), new Uint8Array(6)];
    rgbToI420(rgb, size, "RGB", fromRgb);
    rgbToI420(bgr, size, "BGR", fromBgr);
    expect([fromRgb[0], fromRgb[4], fromRgb[5]]).toEqual(expected);
    expect(fromBgr).toEqual(fromRgb);
  });
});
