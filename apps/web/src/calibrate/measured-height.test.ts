import type { CameraView } from "@visavis/pane";
import { rowOf } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { measuredHeight, nextHeights, type SeenPerson } from "./measured-height.ts";

const view: CameraView = {
  widthPx: 720,
  heightPx: 1280,
  focalPx: 834,
  heightM: 1.2,
  offsetXM: 0,
  pitchRad: 0.1,
  rollRad: 0,
};

const seen = (planeM: number, atMs: number): SeenPerson => ({
  topRow: rowOf(view, 1.75, planeM),
  footRow: rowOf(view, 0, planeM - 0.08),
  planeM,
  hasFloorContact: true,
  pictureHeightPx: 1280,
  atMs,
});

describe("measured height", () => {
  test("is the median of the last seconds", () => {
    let samples: ReturnType<typeof nextHeights> = [];
    for (let i = 0; i < 40; i++) samples = nextHeights(samples, seen(2.3 + i / 100, i * 40), view);
    expect(measuredHeight(samples)?.heightM).toBeCloseTo(1.75, 6);
    expect(measuredHeight(samples)?.spreadM).toBeLessThan(1e-6);
  });

  test("frames without feet or crown, or without a plane, say nothing", () => {
    const none = [
      { ...seen(2.3, 0), hasFloorContact: false },
      { ...seen(2.3, 0), topRow: 0 },
      { ...seen(2.3, 0), planeM: 0 },
    ];
    for (const frame of none) expect(nextHeights([], frame, view)).toEqual([]);
    expect(measuredHeight([])).toBeNull();
  });

  test("forgets what is older than its window", () => {
    let samples = nextHeights([], seen(2.3, 0), view);
    samples = nextHeights(samples, seen(2.3, 10_000), view);
    expect(samples.length).toBe(1);
  });
});
