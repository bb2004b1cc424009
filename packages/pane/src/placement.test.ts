import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CameraView, focalFromAngle, rowOf, sideAt } from "./camera-view.ts";
import { mapPoint, transformPoint } from "./matrix.ts";
import { DEFAULT_EYE } from "./off-axis.ts";
import type { Pane } from "./pane.ts";
import { type FigurePlacement, placeFigure, type PlacementFacts } from "./placement.ts";
import { nextScale, NO_SCALE } from "./scale-track.ts";

const RAD = Math.PI / 180;
const pane: Pane = { size: { widthM: 1.2, heightM: 2.1 }, lowerEdgeM: 0 };
const fallback = { personHeightM: 1.7 };
const PERSON_M = 1.75;

const camera = (pitchDeg: number, heightM: number): CameraView => ({
  widthPx: 720,
  heightPx: 1280,
  focalPx: focalFromAngle(1280, 75 * RAD),
  heightM,
  offsetXM: 0,
  pitchRad: pitchDeg * RAD,
  rollRad: 0,
});

/** What a perfect matte of an upright flat person at `planeM` makes of them, rows to whole pixels if asked. */
function factsOf(view: CameraView, planeM: number, isQuantised: boolean): PlacementFacts {
  const seen = [rowOf(view, PERSON_M, planeM), rowOf(view, 0, planeM)];
  const [topRow = 0, footRow = 0] = isQuantised ? seen.map((row) => Math.round(row)) : seen;
  const rows = { topRow, footRow, widthPx: 200, touchesTop: false, touchesBottom: false };
  const { scale } = nextScale(NO_SCALE, { rows, view, personHeightM: null, nowMs: 0, toeM: 0 });
  return {
    camera: { width: view.widthPx, height: view.heightPx },
    crop: { x: 180, y: Math.max(0, topRow - 30), width: 320, height: footRow - topRow + 60 },
    view,
    person: { topRow, footRow, planeM: scale?.planeM ?? 0, hasFloorContact: true },
    metresPerPixel: scale?.metresPerPixel ?? 0,
  };
}

/** Measures on the glass, as a tape would, the picture of what the camera saw at two points. */
function tapeM(
  placement: FigurePlacement,
  { crop }: PlacementFacts,
  from: readonly [number, number],
  to: readonly [number, number],
): number {
  const [a, b] = [from, to].map(([column, row]) => {
    const clip = mapPoint(placement.clipFromTexture, [
      (column - crop.x) / crop.width,
      (row - crop.y) / crop.height,
    ]);
    return [(clip[0] * pane.size.widthM) / 2, (clip[1] * pane.size.heightM) / 2] as const;
  });
  if (!a || !b) throw new Error("two points");
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

const cases = [0, 5, 12].flatMap((pitchDeg) =>
  [1.1, 1.5, 1.7].flatMap((heightM) => [2.3, 2.8].map((planeM) => ({ pitchDeg, heightM, planeM }))),
);

describe("life size", () => {
  test.each(cases)(
    "[PANE-4] a person before a camera at $heightM m, tilt $pitchDeg°, $planeM m away is true to 0.2 %",
    ({ pitchDeg, heightM, planeM }) => {
      const view = camera(pitchDeg, heightM);
      const facts = factsOf(view, planeM, true);
      const placement = placeFigure({ facts, pane, standBackM: 0, eye: DEFAULT_EYE, fallback });
      if (!placement) throw new Error("no placement");
      const crown = [360, rowOf(view, PERSON_M, planeM)] as const;
      const soles = [360, rowOf(view, 0, planeM)] as const;
      const glassM = tapeM(placement, facts, crown, soles);
      expect(Math.abs(glassM / PERSON_M - 1)).toBeLessThan(0.002);
      expect(Math.abs((placement.heightOnGlassM ?? 0) / PERSON_M - 1)).toBeLessThan(0.002);
    },
  );

  test("[PANE-4] a metre across measures a metre at every height, however the camera tilts", () => {
    const view = camera(12, 1.7);
    const facts = factsOf(view, 2.5, false);
    const placement = placeFigure({ facts, pane, standBackM: 0, eye: DEFAULT_EYE, fallback });
    if (!placement) throw new Error("no placement");
    for (const heightM of [0, 0.9, 1.7]) {
      const row = rowOf(view, heightM, 2.5);
      const halfColumns = 0.25 / (sideAt(view, view.widthPx / 2 + 1, row, 2.5) || 1);
      const ends = [360 - halfColumns, 360 + halfColumns];
      const glassM = tapeM(placement, facts, [ends[0] ?? 0, row], [ends[1] ?? 0, row]);
      expect(glassM).toBeCloseTo(0.5, 6);
    }
  });

  test("behind the glass a person shrinks by the viewer's distance alone", () => {
    const facts = factsOf(camera(5, 1.5), 2.3, false);
    const eye = [0.5, 1.5, 1.5] as const;
    const placement = placeFigure({ facts, pane, standBackM: 0.3, eye, fallback });
    expect(placement?.heightOnGlassM).toBeCloseTo((PERSON_M * 1.5) / 1.8, 6);
    expect(placement?.floorContact?.[2]).toBeCloseTo(-0.3, 12);
  });

  test("[PANE-2] the picture's left is the viewer's left", () => {
    const facts = factsOf(camera(5, 1.5), 2.3, false);
    const placement = placeFigure({ facts, pane, standBackM: 0, eye: DEFAULT_EYE, fallback });
    const [upperLeft, upperRight] = placement?.corners ?? [];
    expect(upperLeft?.[0]).toBeLessThan(upperRight?.[0] ?? -Infinity);
  });

  test("corners, texture matrix and homography agree", () => {
    const facts = factsOf(camera(12, 1.1), 2.3, false);
    const placement = placeFigure({ facts, pane, standBackM: 0.1, eye: [0.2, 1.5, 1], fallback });
    const wanted = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const;
    placement?.corners.forEach((corner, i) => {
      const [u, v] = transformPoint(placement.textureFromPane, corner);
      expect(u).toBeCloseTo(wanted[i]?.[0] ?? NaN, 9);
      expect(v).toBeCloseTo(wanted[i]?.[1] ?? NaN, 9);
      const clip = mapPoint(placement.clipFromTexture, wanted[i] ?? [0, 0]);
      const back = mapPoint(placement.textureFromClip, clip);
      expect(back[0]).toBeCloseTo(wanted[i]?.[0] ?? NaN, 9);
    });
  });
});

const place = (of: PlacementFacts, on: Pane = pane): FigurePlacement | null =>
  placeFigure({ facts: of, pane: on, standBackM: 0, eye: DEFAULT_EYE, fallback });

describe("a camera that nobody calibrated", () => {
  const facts: PlacementFacts = {
    camera: { width: 1280, height: 720 },
    crop: { x: 400, y: 60, width: 400, height: 660 },
    view: null,
    person: { topRow: 100, footRow: 700, planeM: 0, hasFloorContact: true },
    metresPerPixel: 1.75 / 600,
  };

  test("[PANE-5] stands on the floor with the height that the sender knows", () => {
    const placement = place(facts);
    expect(placement?.basis).toBe("known-height");
    expect(placement?.heightM).toBeCloseTo(1.75, 9);
    const foot = (placement?.corners[3][1] ?? 0) + (20 * 1.75) / 600;
    expect(foot).toBeCloseTo(0, 9);
  });

  test("[PANE-5] cut off below, the picture's border stands on the pane's lower edge", () => {
    const person = { topRow: 100, footRow: 720, planeM: 0, hasFloorContact: false };
    const raised = { ...pane, lowerEdgeM: 0.4 };
    const placement = place({ ...facts, person, metresPerPixel: 0 }, raised);
    expect(placement?.basis).toBe("guessed");
    expect(placement?.corners[3][1]).toBeCloseTo(0.4, 9);
    expect(placement?.heightM).toBeNull();
    expect(placement?.floorContact).toBeNull();
  });

  test("stays on the glass as a whole when he walks aside", () => {
    const placement = place({ ...facts, crop: { ...facts.crop, x: 0 } });
    const [left, right] = placement?.corners ?? [];
    const reachM = pane.size.widthM / 2;
    expect(left?.[0] ?? 0).toBeGreaterThanOrEqual(-reachM - 1e-9);
    expect(right?.[0] ?? 0).toBeLessThanOrEqual(reachM + 1e-9);
    expect((left?.[0] ?? 0) < 0 && (right?.[0] ?? 0) > 0).toBe(true);
  });
});

test("[PANE-5] says how far it moved what the sender measured on the flat picture", () => {
  const [column, row, scale] = [500, 300, 1.75 / 600];
  const person = { topRow: 100, footRow: 720, planeM: 0, hasFloorContact: false };
  const facts: PlacementFacts = {
    camera: { width: 1280, height: 720 },
    crop: { x: 0, y: 60, width: 400, height: 660 },
    view: null,
    person,
    metresPerPixel: scale,
  };
  const placement = place(facts, { ...pane, lowerEdgeM: 0.4 });
  const [addedX, addedY] = placement?.addedM ?? [0, 0];
  // As the sender counts: from the middle, and from the crop's lower border.
  const [x, y] = [(640 - column) * scale + addedX, (720 - row) * scale + addedY];
  const at = placement && transformPoint(placement.textureFromPane, [-x, y, 0]);
  expect(at?.[0]).toBeCloseTo(column / 400, 6);
  expect(at?.[1]).toBeCloseTo((row - 60) / 660, 6);
});

test("[PANE-6] whatever a peer claims, a figure has finite corners and at most 6 m", () => {
  const wild = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -1, NaN, Infinity, 65535, 1e-9),
    fc.double({ min: 0, max: 4096, noNaN: true }),
  );
  const facts = fc.record({
    camera: fc.record({ width: wild, height: wild }),
    crop: fc.record({ x: wild, y: wild, width: wild, height: wild }),
    view: fc.option(fc.record({ focalPx: wild, heightM: wild, pitchRad: wild })),
    person: fc.option(
      fc.record({ topRow: wild, footRow: wild, planeM: wild, hasFloorContact: fc.boolean() }),
    ),
    metresPerPixel: wild,
  });
  const eye = fc.tuple(wild, wild, wild);
  fc.assert(
    fc.property(facts, wild, eye, (claimed, standBackM, from) => {
      const placement = placeFigure({ facts: claimed, pane, standBackM, eye: from, fallback });
      if (!placement) return;
      expect(placement.corners.flat().every((value) => Number.isFinite(value))).toBe(true);
      expect(placement.corners[0][1] - placement.corners[3][1]).toBeLessThanOrEqual(6.01);
      expect(placement.clipFromTexture.every((value) => Number.isFinite(value))).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
