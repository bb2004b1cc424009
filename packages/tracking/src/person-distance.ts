import { type CameraView, planeFromFeet, TOE_M } from "@visavis/pane";
import { BODY, bodyPoint, type PoseLandmarks, visibility } from "./pose-landmarks.ts";
import { distancePx } from "./region.ts";
import { distanceFromScale } from "./site-geometry.ts";

/** The nets' metres are those of a body this tall. */
const AVERAGE_HEIGHT_M = 1.7;
const MIN_VISIBILITY = 0.6;
const [NEAREST_M, FARTHEST_M] = [0.25, 8];

/** How much larger than the nets' average body this person is. */
export function bodyScale(personHeightM: number | null): number {
  return (personHeightM ?? AVERAGE_HEIGHT_M) / AVERAGE_HEIGHT_M;
}

/** How far from the pane the person stands: by their feet on the floor, else by their size. */
export function personDistanceM(
  pose: PoseLandmarks,
  view: CameraView,
  {
    isCalibrated,
    personHeightM,
  }: { readonly isCalibrated: boolean; readonly personHeightM: number | null },
): number | null {
  const byFeetM = isCalibrated ? distanceByFeet(pose, view) : null;
  const distanceM = byFeetM ?? distanceBySize(pose, view, bodyScale(personHeightM));
  return distanceM === null ? null : Math.min(FARTHEST_M, Math.max(NEAREST_M, distanceM));
}

function distanceByFeet(pose: PoseLandmarks, view: CameraView): number | null {
  const points = [BODY.heels, BODY.toes].flatMap(({ left, right }) => [left, right]);
  const rows = points.map((i) => bodyPoint(pose, i)[1]);
  const areSeen = points.every((i) => visibility(pose, i) >= MIN_VISIBILITY);
  const footRow = Math.max(...rows);
  return areSeen && footRow < view.heightPx - 2 ? planeFromFeet(view, footRow, TOE_M) : null;
}

const TRUNK = [
  [BODY.shoulders.left, BODY.shoulders.right],
  [BODY.shoulders.left, BODY.hips.left],
  [BODY.shoulders.right, BODY.hips.right],
  [BODY.hips.left, BODY.hips.right],
] as const;

function distanceBySize(pose: PoseLandmarks, view: CameraView, scale: number): number | null {
  let [pixels, metres, row, seen] = [0, 0, 0, 0];
  for (const [a, b] of TRUNK) {
    if (Math.min(visibility(pose, a), visibility(pose, b)) < MIN_VISIBILITY) continue;
    const [pointA, pointB] = [bodyPoint(pose, a), bodyPoint(pose, b)];
    pixels += distancePx(pointA, pointB) ** 2;
    metres += worldLength(pose, a, b) ** 2;
    row += (pointA[1] + pointB[1]) / 2;
    seen++;
  }
  if (seen === 0 || metres < 1e-4) return null;
  return distanceFromScale(view, Math.sqrt(pixels / metres) / scale, row / seen);
}

/** As the camera sees it: what points at the camera has no length in the picture either. */
function worldLength({ world }: PoseLandmarks, a: number, b: number): number {
  const along = (axis: number): number => (world[3 * a + axis] ?? 0) - (world[3 * b + axis] ?? 0);
  return Math.hypot(along(0), along(1));
}
