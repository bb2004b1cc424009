import type { CameraView, Vector3 } from "@visavis/pane";
import type { HandSide } from "./hand.ts";
import type { HandLandmarks } from "./hand-landmarks.ts";
import { BODY, type PoseLandmarks } from "./pose-landmarks.ts";
import { directionInSite } from "./site-geometry.ts";

const UP: Vector3 = [0, 1, 0];
const TO_PANE: Vector3 = [0, 0, -1];
/** People carry a torch upright, and the row of knuckles trembles by 12 degrees on a still fist. */
const UPRIGHT_SHARE = 0.25;
const SMOOTHING_MS = 200;

/** Along the row of knuckles, from the little finger to the index finger: the thumb's side is up. */
export function axisFromKnuckles({ world }: HandLandmarks, view: CameraView): Vector3 {
  const along = (axis: number): number =>
    (world[3 * 5 + axis] ?? 0) +
    (world[3 * 6 + axis] ?? 0) -
    (world[3 * 17 + axis] ?? 0) -
    (world[3 * 18 + axis] ?? 0);
  const row = unit(directionInSite(view, [along(0), along(1), along(2)]), UP);
  return unit(blend(row, UP, UPRIGHT_SHARE), UP);
}

/** As upright as a stick can be that is held across this forearm. */
export function axisFromForearm(pose: PoseLandmarks, side: HandSide, view: CameraView): Vector3 {
  const [wrist, elbow] = [BODY.wrists[side], BODY.elbows[side]];
  const along = (axis: number): number =>
    (pose.world[3 * wrist + axis] ?? 0) - (pose.world[3 * elbow + axis] ?? 0);
  const forearm = unit(directionInSite(view, [along(0), along(1), along(2)]), TO_PANE);
  return unit(across(UP, forearm), unit(across(TO_PANE, forearm), UP));
}

/** Smoothed by time. */
export function nextAxis(before: Vector3, axis: Vector3, sinceMs: number): Vector3 {
  return unit(blend(before, axis, 1 - Math.exp(-Math.max(0, sinceMs) / SMOOTHING_MS)), axis);
}

/** What is left of `vector` without its part along `along`; nothing, if next to nothing is left. */
function across(vector: Vector3, along: Vector3): Vector3 {
  const part = vector[0] * along[0] + vector[1] * along[1] + vector[2] * along[2];
  if (Math.abs(part) > 0.97) return [0, 0, 0];
  return [vector[0] - part * along[0], vector[1] - part * along[1], vector[2] - part * along[2]];
}

function blend(a: Vector3, b: Vector3, share: number): Vector3 {
  const mix = (i: 0 | 1 | 2): number => a[i] + share * (b[i] - a[i]);
  return [mix(0), mix(1), mix(2)];
}

function unit([x, y, z]: Vector3, otherwise: Vector3): Vector3 {
  const length = Math.hypot(x, y, z);
  return length > 1e-6 ? [x / length, y / length, z / length] : otherwise;
}
