import type { Vector3 } from "@visavis/pane";
import { distance, type Pose, pointOf } from "./rotation.ts";
import { TORCH_FLAME } from "./torch-geometry.ts";

/** Two torches that touch with their tips, over time. */
export interface Kiss {
  /** Of this touch so far; 0 while they are apart. */
  readonly touchMs: number;
  /** Long enough for one fire to light the other. */
  readonly isLit: boolean;
  /** The longest touch that lit. */
  readonly longestMs: number;
}

export const NO_KISS: Kiss = { touchMs: 0, isLit: false, longestMs: 0 };
export const KISS_M = 0.12;
export const KISS_MS = 500;
/** Trembling hands do not end a kiss. */
const APART_M = 0.15;
/** A page that slept does not know what happened meanwhile. */
const MAX_GAP_MS = 600;
/** The tip is the heart of the fire, a little above the lip. */
const TIP: Vector3 = [0, TORCH_FLAME[1] + 0.05, 0];

export function torchTip(pose: Pose): Vector3 {
  return pointOf(pose, TIP);
}

export function tipsDistanceM(a: Pose, b: Pose): number {
  return distance(torchTip(a), torchTip(b));
}

/** One frame on; the distance is null while there are not two torches. */
export function nextKiss(kiss: Kiss, distanceM: number | null, passedMs: number): Kiss {
  const limitM = kiss.touchMs > 0 || kiss.isLit ? APART_M : KISS_M;
  const isNear = distanceM !== null && distanceM <= limitM;
  if (!isNear || !(passedMs >= 0 && passedMs <= MAX_GAP_MS)) {
    return kiss.touchMs === 0 && !kiss.isLit ? kiss : { ...kiss, touchMs: 0, isLit: false };
  }
  const touchMs = kiss.touchMs + passedMs;
  const isLit = touchMs >= KISS_MS;
  return { touchMs, isLit, longestMs: isLit ? Math.max(kiss.longestMs, touchMs) : kiss.longestMs };
}

/** As the room shows it, of this touch or else of the longest: seconds, to a tenth. */
export function kissSeconds({ touchMs, longestMs }: Kiss): number {
  return Math.floor((touchMs > 0 ? touchMs : longestMs) / 100) / 10;
}
