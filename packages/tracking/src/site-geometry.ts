import { type CameraView, heightAt, sideAt, type Vector3, viewAtSize } from "@visavis/pane";
import type { PictureSize, Point } from "./region.ts";

/** How the picture of a camera that is not calibrated stands before the pane: without perspective. */
export interface PictureScale {
  readonly metresPerPixel: number;
  /** This row is shown `baseM` above the floor. */
  readonly baseRow: number;
  readonly baseM: number;
}

/** Of the larger side of the picture: a webcam that sees 64 degrees. */
const GUESSED_FOCAL = 0.8;
const GUESSED_LENS_M = 1.3;

/** The camera's view of pictures of this size; a guess where the camera is not calibrated. */
export function viewOrGuess(
  view: CameraView | null,
  { widthPx, heightPx }: PictureSize,
): CameraView {
  const known = view && viewAtSize(view, widthPx, heightPx);
  if (known) return known;
  return {
    widthPx,
    heightPx,
    focalPx: GUESSED_FOCAL * Math.max(widthPx, heightPx),
    heightM: GUESSED_LENS_M,
    offsetXM: 0,
    pitchRad: 0,
    rollRad: 0,
  };
}

/** What is seen at this point, `distanceM` from the pane. */
export function pointAtDistance(
  view: CameraView,
  [column, row]: Point,
  distanceM: number,
): Vector3 {
  const x = view.offsetXM - sideAt(view, column, row, distanceM);
  return [x, heightAt(view, row, distanceM, column), distanceM];
}

/** The same for a picture that has a scale only. */
export function pointOnFlatPicture(
  { metresPerPixel, baseRow, baseM }: PictureScale,
  { widthPx }: PictureSize,
  [column, row]: Point,
  distanceM: number,
): Vector3 {
  const x = (widthPx / 2 - column) * metresPerPixel;
  return [x, baseM + (baseRow - row) * metresPerPixel, distanceM];
}

/** Distance from the pane of what has this size (`pixelsPerMetre`) at this row. */
export function distanceFromScale(view: CameraView, pixelsPerMetre: number, row: number): number {
  const below = (row - view.heightPx / 2) / view.focalPx;
  const alongLensM = view.focalPx / pixelsPerMetre;
  return alongLensM * (Math.cos(view.pitchRad) - below * Math.sin(view.pitchRad));
}

/** A direction as the camera sees it (right, down, away) in the pane frame. */
export function directionInSite(
  { pitchRad, rollRad }: Pick<CameraView, "pitchRad" | "rollRad">,
  [right, down, away]: Vector3,
): Vector3 {
  const [sinT, cosT] = [Math.sin(pitchRad), Math.cos(pitchRad)];
  const [sinR, cosR] = [Math.sin(rollRad), Math.cos(rollRad)];
  const levelRight = cosR * right - sinR * down;
  const levelDown = sinR * right + cosR * down;
  return [-levelRight, -cosT * levelDown - sinT * away, cosT * away - sinT * levelDown];
}
