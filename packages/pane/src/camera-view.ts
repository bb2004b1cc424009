import type { Matrix4 } from "./matrix.ts";

/**
 * A calibrated camera in its site's pane frame: it stands at (offsetXM, heightM, 0) and looks out
 * of the glass, so its picture's right is the frame's −x. Columns and rows are continuous, 0 at the
 * picture's upper left border; the lens looks at the middle of the picture.
 */
export interface CameraView {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly focalPx: number;
  /** Of the lens above the floor. */
  readonly heightM: number;
  /** Of the lens from the pane's centre, along the frame's x. */
  readonly offsetXM: number;
  /** Positive looks down. */
  readonly pitchRad: number;
  /** Positive: the camera is turned clockwise, seen from behind it. */
  readonly rollRad: number;
}

/** A ray per metre of horizontal distance: to the picture's right, and below the lens. */
interface RaySlope {
  readonly side: number;
  readonly drop: number;
}

/** The focal length, in pixels, of a picture side of `sidePx` that spans `angleRad`. */
export function focalFromAngle(sidePx: number, angleRad: number): number {
  return sidePx / 2 / Math.tan(angleRad / 2);
}

/** The angle that a side of `sidePx` spans at this focal length. */
export function angleFromFocal(sidePx: number, focalPx: number): number {
  return 2 * Math.atan(sidePx / 2 / focalPx);
}

/** Angle of a picture point below the horizon. */
export function angleBelowHorizon(
  view: CameraView,
  row: number,
  column = view.widthPx / 2,
): number {
  return Math.atan(raySlope(view, column, row).drop);
}

/** Horizontal distance of a floor point; negative when the row is above the horizon. */
export function floorDistance(view: CameraView, row: number, column?: number): number {
  return view.heightM / Math.tan(angleBelowHorizon(view, row, column));
}

/** Height above the floor of what stands at `distanceM` and is seen at this row. */
export function heightAt(
  view: CameraView,
  row: number,
  distanceM: number,
  column = view.widthPx / 2,
): number {
  return view.heightM - distanceM * raySlope(view, column, row).drop;
}

/** Metres to the picture's right of the lens, on the upright plane at `distanceM`. */
export function sideAt(view: CameraView, column: number, row: number, distanceM: number): number {
  return distanceM * raySlope(view, column, row).side;
}

/** The row of a point `heightM` above the floor at `distanceM`, on the middle column, without roll. */
export function rowOf(view: CameraView, heightM: number, distanceM: number): number {
  const below = Math.atan2(view.heightM - heightM, distanceM);
  return view.heightPx / 2 + view.focalPx * Math.tan(below - view.pitchRad);
}

/** Distance of a person whose height is known, from the rows of crown and soles. */
export function distanceFromHeight(
  view: CameraView,
  topRow: number,
  footRow: number,
  heightM: number,
): number {
  const column = view.widthPx / 2;
  return heightM / (raySlope(view, column, footRow).drop - raySlope(view, column, topRow).drop);
}

/** The same lens when the camera delivers another size; null when the shape differs (cropped or turned). */
export function viewAtSize(view: CameraView, widthPx: number, heightPx: number): CameraView | null {
  const scale = widthPx / view.widthPx;
  if (!(scale > 0) || Math.abs(heightPx / (view.heightPx * scale) - 1) > 0.01) return null;
  return { ...view, widthPx, heightPx, focalPx: view.focalPx * scale };
}

/**
 * Site's pane frame to the picture's texture coordinates (0..1, v down): (u, v) = (x, y) / w of the
 * product. With it a surface of any shape takes the picture's colour from where the camera saw it.
 */
export function captureMatrix(view: CameraView): Matrix4 {
  const { focalPx, widthPx, heightPx, heightM, offsetXM } = view;
  const [sinT, cosT] = [Math.sin(view.pitchRad), Math.cos(view.pitchRad)];
  const [sinR, cosR] = [Math.sin(view.rollRad), Math.cos(view.rollRad)];
  // Rows over (x, y, z, 1): how far a point lies along the lens, to its right and below it.
  const ahead = [0, -sinT, cosT, sinT * heightM];
  const right = [-1, 0, 0, offsetXM];
  const below = [0, -cosT, -sinT, cosT * heightM];
  const columns = [0, 1, 2, 3].map((i) => {
    const [a, r, b] = [ahead[i] ?? 0, right[i] ?? 0, below[i] ?? 0];
    const u = a / 2 + (focalPx / widthPx) * (cosR * r + sinR * b);
    const v = a / 2 + (focalPx / heightPx) * (cosR * b - sinR * r);
    return [u, v, 0, a];
  });
  return columns.flat();
}

function raySlope(view: CameraView, column: number, row: number): RaySlope {
  const a = (column - view.widthPx / 2) / view.focalPx;
  const b = (row - view.heightPx / 2) / view.focalPx;
  const [sinR, cosR] = [Math.sin(view.rollRad), Math.cos(view.rollRad)];
  const right = cosR * a - sinR * b;
  const down = sinR * a + cosR * b;
  const [sinT, cosT] = [Math.sin(view.pitchRad), Math.cos(view.pitchRad)];
  const ahead = cosT - down * sinT;
  return { side: right / ahead, drop: (sinT + down * cosT) / ahead };
}
