import { type CameraView, rowOf } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { type MeasureInput, nextMeasure, startMeasure, viewOfPicture } from "./metrology.ts";

const CAMERA = { widthPx: 720, heightPx: 1280 };
const VIEW: CameraView = {
  ...CAMERA,
  focalPx: 1100,
  heightM: 1.4,
  offsetXM: 0,
  pitchRad: 0.05,
  rollRad: 0,
};
const NOWHERE = { top: false, bottom: false, left: false, right: false };

function standing(heightM: number, planeM: number): NonNullable<MeasureInput["box"]> {
  const top = rowOf(VIEW, heightM, planeM);
  // The tip of the shoe stands before the plane of the body.
  const foot = rowOf(VIEW, 0, planeM - 0.08);
  return { x: 200, y: top, width: 300, height: foot - top };
}

function play(inputs: readonly Partial<MeasureInput>[]): ReturnType<typeof nextMeasure> {
  let measure = startMeasure(0);
  inputs.forEach((input, i) => {
    measure = nextMeasure(measure, {
      camera: CAMERA,
      box: null,
      touches: NOWHERE,
      view: VIEW,
      personHeightM: null,
      atMs: i * 33,
      ...input,
    });
  });
  return measure;
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe("metrology", () => {
  test("[CAP-7] a calibrated camera gives the person's plane from his feet", () => {
    const { person, view } = play(times(20, { box: standing(1.75, 2.6) }));
    expect(person?.planeM).toBeCloseTo(2.6, 1);
    expect(person?.hasFloorContact).toBe(true);
    expect(view).toEqual({ focalPx: 1100, heightM: 1.4, pitchRad: 0.05 });
  });

  test("[CAP-7] holds the last good plane while the picture's borders cut feet and crown off", () => {
    const box = { x: 200, y: 0, width: 300, height: 1280 };
    const { person } = play([
      ...times(20, { box: standing(1.75, 2.6) }),
      ...times(20, { box, touches: { ...NOWHERE, top: true, bottom: true } }),
    ]);
    expect(person?.hasFloorContact).toBe(false);
    expect(person?.planeM).toBeCloseTo(2.6, 1);
  });

  test("goes on from the crown when somebody comes so near that his feet are not seen", () => {
    const near = standing(1.75, 1.6);
    const box = { ...near, height: 1280 - near.y };
    const { person } = play([
      ...times(60, { box: standing(1.75, 2.6) }),
      ...times(60, { box, touches: { ...NOWHERE, bottom: true } }),
    ]);
    expect(person?.hasFloorContact).toBe(false);
    expect(person?.planeM).toBeCloseTo(1.6, 1);
  });

  test("a foot within a few pixels of the border is no foot", () => {
    const { person } = play(times(5, { box: { x: 200, y: 300, width: 300, height: 977 } }));
    expect(person?.hasFloorContact).toBe(false);
  });

  test("an uncalibrated camera takes the scale from the known height", () => {
    const box = { x: 200, y: 200, width: 300, height: 880 };
    const { metresPerPixel, view } = play(times(60, { box, view: null, personHeightM: 1.76 }));
    expect(metresPerPixel).toBeCloseTo(0.002, 5);
    expect(view).toBeNull();
  });

  test("says nothing of a person when nobody is there", () => {
    const { person, view } = play([{ box: standing(1.75, 2.6) }, {}]);
    expect(person).toBeNull();
    expect(view).not.toBeNull();
  });

  test("brings a view to the camera's present size, less the border that is left out", () => {
    const lens = viewOfPicture(
      VIEW,
      { widthPx: 360, heightPx: 640 },
      { widthPx: 352, heightPx: 640 },
    );
    expect(lens).toMatchObject({ widthPx: 352, heightPx: 640, focalPx: 550 });
    expect(viewOfPicture(VIEW, { widthPx: 1280, heightPx: 720 }, CAMERA)).toBeNull();
  });
});
