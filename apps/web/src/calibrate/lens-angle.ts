import { angleFromFocal, focalFromAngle } from "@visavis/pane";

const RAD = Math.PI / 180;

export const ANGLE_RANGE = { least: 20, most: 150 };
/** Of most webcams between 2015 and 2025. */
export const USUAL_ANGLE = "78";

/** Data sheets give the diagonal, which is the same for an upright camera. */
export function focalFromDiagonal(widthPx: number, heightPx: number, degrees: number): number {
  return focalFromAngle(Math.hypot(widthPx, heightPx), degrees * RAD);
}

export function diagonalAngle(widthPx: number, heightPx: number, focalPx: number): number {
  return angleFromFocal(Math.hypot(widthPx, heightPx), focalPx) / RAD;
}
