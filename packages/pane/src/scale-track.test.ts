import { describe, expect, test } from "vitest";
import { type CameraView, rowOf } from "./camera-view.ts";
import type { PersonRows } from "./metrology.ts";
import { nextScale, NO_SCALE, type ScaleTrack } from "./scale-track.ts";

const view: CameraView = {
  widthPx: 720,
  heightPx: 1280,
  focalPx: 834,
  heightM: 1.2,
  offsetXM: 0,
  pitchRad: 0.1,
  rollRad: 0,
};

/** The tips of the shoes are 8 cm before the plane of the body. */
function rowsAt(planeM: number, heightM = 1.75): PersonRows {
  return {
    topRow: rowOf(view, heightM, planeM),
    footRow: rowOf(view, 0, planeM - 0.08),
    widthPx: 200,
    touchesTop: false,
    touchesBottom: false,
  };
}

function after(track: ScaleTrack, frames: readonly PersonRows[], fromMs = 0): ScaleTrack {
  return frames.reduce(
    (now, rows, i) => nextScale(now, { rows, view, personHeightM: null, nowMs: fromMs + i * 40 }),
    track,
  );
}

const standing = after(
  NO_SCALE,
  Array.from({ length: 20 }, () => rowsAt(2.4)),
);

describe("a person's scale", () => {
  test("[PANE-3] shoes give the plane of head and hips, and that the height", () => {
    expect(standing.scale?.planeM).toBeCloseTo(2.4, 2);
    expect(standing.scale?.heightM).toBeCloseTo(1.75, 2);
    expect(standing.scale?.hasFloorContact).toBe(true);
    const rows = rowsAt(2.4);
    const spanM = (standing.scale?.metresPerPixel ?? 0) * (rows.footRow - rows.topRow);
    // A little over the height: the shoe is seen below where the plane meets the floor.
    expect(spanM).toBeGreaterThan(1.75);
    expect(spanM).toBeLessThan(1.75 + 0.08);
  });

  test("noise of a row does not make a standing person breathe", () => {
    const noisy = Array.from({ length: 50 }, (_, i) => {
      const rows = rowsAt(2.4);
      return { ...rows, footRow: rows.footRow + (i % 3) - 1 };
    });
    const planes = new Set<number>();
    noisy.reduce((track, rows, i) => {
      const next = nextScale(track, { rows, view, personHeightM: null, nowMs: 1000 + i * 40 });
      planes.add(next.scale?.planeM ?? 0);
      return next;
    }, standing);
    expect(Math.max(...planes) / Math.min(...planes)).toBeLessThan(1.005);
  });

  test("follows a walk of 1 m/s to 6 % of the distance", () => {
    let track = standing;
    for (let i = 1; i <= 25; i++) {
      const planeM = 2.4 + i * 0.04;
      track = nextScale(track, {
        rows: rowsAt(planeM),
        view,
        personHeightM: null,
        nowMs: 800 + i * 40,
      });
      expect(Math.abs((track.scale?.planeM ?? 0) / planeM - 1)).toBeLessThan(0.06);
    }
  });

  test("[PANE-7] feet out of the picture: the crown tells the plane", () => {
    const close = { ...rowsAt(1.6), footRow: 1280, touchesBottom: true };
    const { scale } = after(
      standing,
      Array.from({ length: 20 }, () => close),
      1000,
    );
    expect(scale?.hasFloorContact).toBe(false);
    expect(scale?.planeM).toBeCloseTo(1.6, 1);
  });

  test("[PANE-7] neither feet nor crown: the last good plane holds", () => {
    const close = { ...rowsAt(1), topRow: 0, footRow: 1280, touchesTop: true, touchesBottom: true };
    const { scale } = after(standing, [close, close, close], 1000);
    expect(scale?.planeM).toBeCloseTo(2.4, 2);
    expect(scale?.heightM).toBeNull();
  });

  test("a camera that has just been calibrated waits for the feet", () => {
    const close = { ...rowsAt(1.6), footRow: 1280, touchesBottom: true };
    const before = nextScale(NO_SCALE, { rows: close, view: null, personHeightM: null, nowMs: 0 });
    const during = nextScale(before, { rows: close, view, personHeightM: null, nowMs: 40 });
    const { scale } = after(during, [rowsAt(2.4)], 80);
    expect(scale?.planeM).toBeCloseTo(2.4, 2);
  });

  test("legs behind a table do not change the size", () => {
    const rows = rowsAt(2.4);
    const hidden = { ...rows, footRow: rows.footRow - 220 };
    const { scale } = after(
      standing,
      Array.from({ length: 20 }, () => hidden),
      1000,
    );
    expect(Math.abs((scale?.planeM ?? 0) / 2.4 - 1)).toBeLessThan(0.03);
  });

  test("a calibrated camera believes its own measure before a height that somebody typed", () => {
    const frames = Array.from({ length: 60 }, () => rowsAt(2.2, 1.3));
    const { scale } = frames.reduce(
      (track, rows, i) => nextScale(track, { rows, view, personHeightM: 1.8, nowMs: i * 40 }),
      NO_SCALE,
    );
    expect(scale?.hasFloorContact).toBe(true);
    expect(scale?.heightM).toBeCloseTo(1.3, 1);
  });

  test("another person is believed after a while", () => {
    const child = Array.from({ length: 80 }, () => rowsAt(2.2, 1.2));
    const { scale } = after(standing, child, 1000);
    expect(scale?.heightM).toBeCloseTo(1.2, 1);
    expect(scale?.planeM).toBeCloseTo(2.2, 1);
  });
});

describe("without a calibrated camera", () => {
  const rows: PersonRows = {
    topRow: 100,
    footRow: 700,
    widthPx: 180,
    touchesTop: false,
    touchesBottom: false,
  };

  test("the known height gives the scale", () => {
    const { scale } = nextScale(NO_SCALE, { rows, view: null, personHeightM: 1.8, nowMs: 0 });
    expect(scale).toEqual({
      planeM: 0,
      metresPerPixel: 1.8 / 600,
      hasFloorContact: true,
      heightM: 1.8,
    });
  });

  test("a bust is not blown up to the known height", () => {
    const bust = { ...rows, footRow: 720, widthPx: 500, touchesBottom: true };
    const { scale } = nextScale(NO_SCALE, { rows: bust, view: null, personHeightM: 1.8, nowMs: 0 });
    expect(scale?.metresPerPixel).toBeCloseTo(0.001, 6);
    expect(scale?.heightM).toBeNull();
    expect(scale?.hasFloorContact).toBe(false);
  });
});

describe("a camera that nobody calibrated", () => {
  const rows = {
    topRow: 100,
    footRow: 1100,
    widthPx: 300,
    touchesTop: false,
    touchesBottom: false,
  };
  const play = (from: ScaleTrack, seconds: number, change: Partial<PersonRows>): ScaleTrack => {
    let track = from;
    const startMs = (from.scales.at(-1)?.atMs ?? 0) + 100;
    for (let i = 0; i < seconds * 10; i++) {
      track = nextScale(track, {
        rows: { ...rows, ...change },
        view: null,
        personHeightM: 1.75,
        nowMs: startMs + i * 100,
      });
    }
    return track;
  };

  test("raised arms for some seconds do not shrink the person", () => {
    const upright = play(NO_SCALE, 10, {});
    expect(play(upright, 4, { topRow: -100 }).scale?.metresPerPixel).toBeCloseTo(0.00175, 6);
  });

  test("a person who walks nearer is measured anew", () => {
    const nearer = play(play(NO_SCALE, 10, {}), 3, { topRow: 50, footRow: 1250 });
    expect((nearer.scale?.metresPerPixel ?? 0) * 1200).toBeCloseTo(1.75, 1);
  });

  test("a person whom the picture cuts off is measured by the head", () => {
    const cut = { touchesBottom: true, widthPx: 900, headPx: 200 };
    expect(play(NO_SCALE, 3, cut).scale?.metresPerPixel).toBeCloseTo(0.17 / 200, 6);
    const wide = play(NO_SCALE, 10, { headPx: 110 });
    const perPixel = play(wide, 3, cut).scale?.metresPerPixel ?? 0;
    expect((perPixel * 200) / 0.00175 / 110).toBeCloseTo(1, 2);
  });
});
