import { describe, expect, test } from "vitest";
import { patchAround, type PixelPatch, type Rotation, samplePatch } from "./pixel-patch.ts";

const CAMERA = { widthPx: 64, heightPx: 48 };

/** Brighter to the right, red at the bottom half. */
function picture(): PixelPatch {
  const { widthPx, heightPx } = CAMERA;
  const luma = widthPx * heightPx;
  const bytes = new Uint8Array(luma * 1.5).fill(128);
  for (let i = 0; i < luma; i++) bytes[i] = 16 + 3 * (i % widthPx);
  for (let i = 0; i < luma / 4; i++) {
    bytes[luma * 1.25 + i] = Math.floor(i / (widthPx / 2)) >= heightPx / 4 ? 200 : 128;
  }
  const layout = {
    kind: "yuv",
    stride: widthPx,
    blueOffset: luma,
    redOffset: luma * 1.25,
    chromaStride: widthPx / 2,
    chromaStep: 1,
  } as const;
  return { bytes, layout, ...CAMERA, left: 0, top: 0, scale: 1 };
}

function sampled(rotation: Rotation, centreX: number, centreY: number): readonly number[] {
  const into = new Float32Array(3);
  const region = { centreX, centreY, sidePx: 2, turnRad: 0 };
  const request = { camera: CAMERA, rotation, region, sidePx: 1, black: 0 } as const;
  samplePatch(picture(), request, into);
  return [...into];
}

describe("pixel patch", () => {
  test("colours come out as they are in the picture", () => {
    const [red, green, blue] = sampled(0, 32, 10);
    expect(red).toBeCloseTo((3 * 31.5 * 1.164) / 255, 2);
    expect(green).toBeCloseTo(red ?? 0, 4);
    expect(blue).toBeCloseTo(red ?? 0, 4);
    const [warm, cold] = sampled(0, 32, 40);
    expect(warm).toBeGreaterThan((cold ?? 0) + 0.4);
  });

  test("outside the picture there is black", () => {
    expect(sampled(0, -5, 10)).toEqual([0, 0, 0]);
    expect(sampled(0, 32, 60)).toEqual([0, 0, 0]);
  });

  test("a turned camera is read as the upright picture shows it", () => {
    // The camera's right border, bright, is at the bottom after a quarter turn clockwise.
    expect(sampled(90, 24, 60)[1]).toBeGreaterThan(sampled(90, 24, 4)[1] ?? 1);
    // Its red lower half is then at the left.
    expect(sampled(90, 6, 30)[0]).toBeGreaterThan(sampled(90, 40, 30)[0] ?? 1);
    expect(sampled(180, 4, 30)[1]).toBeGreaterThan(sampled(180, 60, 30)[1] ?? 1);
    expect(sampled(270, 24, 4)[1]).toBeGreaterThan(sampled(270, 24, 60)[1] ?? 1);
  });

  test("no more of the picture is read than the region shows", () => {
    const region = { centreX: 20, centreY: 20, sidePx: 10, turnRad: 0 };
    const patch = patchAround(CAMERA, 0, region);
    expect(patch).toMatchObject({ left: 14, top: 14 });
    expect(patch?.widthPx).toBeLessThanOrEqual(16);
    expect(patchAround(CAMERA, 0, { ...region, centreX: -30 })).toBeNull();
  });
});
