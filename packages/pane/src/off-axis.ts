import { fromColumns, type Matrix4, multiply4, type Vector3 } from "./matrix.ts";
import { type Pane, paneCorners } from "./pane.ts";
import { cross, dot, subtract } from "./vector.ts";

export interface ClipRange {
  readonly nearM: number;
  readonly farM: number;
}

const DEFAULT_RANGE: ClipRange = { nearM: 0.05, farM: 100 };
const MIN_EYE_DISTANCE_M = 0.1;

/** Where a viewer is assumed to stand before nobody tracks the head: 1.5 m away, eyes at 1.6 m. */
export const DEFAULT_EYE: Vector3 = [0, 1.6, 1.5];

/** Projection and view in one for any flat screen, given by three corners and the eye. */
export function offAxisScreen(
  lowerLeft: Vector3,
  lowerRight: Vector3,
  upperLeft: Vector3,
  eye: Vector3,
  { nearM, farM }: ClipRange = DEFAULT_RANGE,
): Matrix4 {
  const right = normalize(subtract(lowerRight, lowerLeft));
  const up = normalize(subtract(upperLeft, lowerLeft));
  const out = normalize(cross(right, up));
  const toLowerLeft = subtract(lowerLeft, eye);
  const distance = -dot(toLowerLeft, out);
  const atNear = nearM / distance;
  const frustum = frustumMatrix({
    left: dot(right, toLowerLeft) * atNear,
    right: dot(right, subtract(lowerRight, eye)) * atNear,
    bottom: dot(up, toLowerLeft) * atNear,
    top: dot(up, subtract(upperLeft, eye)) * atNear,
    nearM,
    farM,
  });
  const view = fromColumns(
    [right[0], up[0], out[0], 0],
    [right[1], up[1], out[1], 0],
    [right[2], up[2], out[2], 0],
    [-dot(right, eye), -dot(up, eye), -dot(out, eye), 1],
  );
  return multiply4(frustum, view);
}

/** Pane frame to clip space: what the glass shows to this eye. */
export function offAxis(pane: Pane, eye: Vector3, range: ClipRange = DEFAULT_RANGE): Matrix4 {
  return offAxisScreen(...paneCorners(pane), safeEye(eye), range);
}

/** The projection alone, for a camera that already stands at the eye and looks straight into the glass. */
export function offAxisProjection(
  { size, lowerEdgeM }: Pane,
  eye: Vector3,
  { nearM, farM }: ClipRange = DEFAULT_RANGE,
): Matrix4 {
  const [x, y, z] = safeEye(eye);
  const atNear = nearM / z;
  return frustumMatrix({
    left: (-size.widthM / 2 - x) * atNear,
    right: (size.widthM / 2 - x) * atNear,
    bottom: (lowerEdgeM - y) * atNear,
    top: (lowerEdgeM + size.heightM - y) * atNear,
    nearM,
    farM,
  });
}

/** How large something `depthM` behind the glass appears on it, for an eye `eyeM` before it. */
export function glassScale(eyeM: number, depthM: number): number {
  return eyeM / (eyeM + depthM);
}

/** What a tape measure on the glass reads for an upright height `depthM` behind it. */
export function heightOnGlassM(heightM: number, depthM: number, eye: Vector3): number {
  return heightM * glassScale(safeEye(eye)[2], depthM);
}

/** An eye in or behind the glass has no picture; a tracker may briefly say so. */
function safeEye([x, y, z]: Vector3): Vector3 {
  if (![x, y, z].every((value) => Number.isFinite(value))) return DEFAULT_EYE;
  return [x, y, Math.max(MIN_EYE_DISTANCE_M, z)];
}

interface Frustum extends ClipRange {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

function frustumMatrix({ left, right, bottom, top, nearM, farM }: Frustum): Matrix4 {
  const width = right - left;
  const height = top - bottom;
  const depth = farM - nearM;
  return fromColumns(
    [(2 * nearM) / width, 0, 0, 0],
    [0, (2 * nearM) / height, 0, 0],
    [(right + left) / width, (top + bottom) / height, -(farM + nearM) / depth, -1],
    [0, 0, (-2 * farM * nearM) / depth, 0],
  );
}

function normalize(a: Vector3): Vector3 {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
}
