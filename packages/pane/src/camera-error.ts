import { type CameraView, rowOf } from "./camera-view.ts";
import { personHeightM, planeFromFeet, TOE_M } from "./metrology.ts";

/** How far the numbers that somebody measured by hand may be off. */
export interface NumbersError {
  readonly heightM: number;
  readonly pitchRad: number;
  /** Of the focal length, as a share. */
  readonly focalShare: number;
}

/** A tape to a centimetre, a phone's level to half a degree, a data sheet's angle to 3 %. */
export const HAND_ERROR: NumbersError = {
  heightM: 0.01,
  pitchRad: Math.PI / 360,
  focalShare: 0.03,
};

const PERSON_M = 1.75;
const USUAL_PLANE_M = 2.4;

/** What errors in a camera's numbers make of a person's measured height, in percent. */
export function cameraErrorPercent(view: CameraView, error: NumbersError = HAND_ERROR): number {
  const level = { ...view, rollRad: 0 };
  const topRow = rowOf(level, PERSON_M, USUAL_PLANE_M);
  const footRow = rowOf(level, 0, USUAL_PLANE_M - TOE_M);
  const percentIf = (wrong: CameraView): number => {
    const planeM = planeFromFeet(wrong, footRow, TOE_M);
    return planeM === null ? 100 : (personHeightM(wrong, topRow, planeM) / PERSON_M - 1) * 100;
  };
  return Math.hypot(
    percentIf({ ...level, heightM: view.heightM + error.heightM }),
    percentIf({ ...level, pitchRad: view.pitchRad + error.pitchRad }),
    percentIf({ ...level, focalPx: view.focalPx * (1 + error.focalShare) }),
  );
}
