import type { Vector3 } from "@visavis/pane";
import type { HandSource, HandState } from "@visavis/protocol";

/** The person's own: their right hand is `right`, wherever the picture shows it. */
export type HandSide = "left" | "right";

export const HAND_SIDES: readonly HandSide[] = ["left", "right"];

/** A hand of the person before the pane. Vectors are in the pane frame of this site. */
export interface Hand {
  readonly side: HandSide;
  readonly state: HandState;
  /** How far the fingers are closed: 0 stretched, 1 a fist. Smoothed. */
  readonly grip: number;
  /** Middle of the fist, in metres, at `atMs`. */
  readonly position: Vector3;
  readonly velocityMps: Vector3;
  /** The same point where the person's flat picture shows it: on the upright plane they stand on. */
  readonly onPersonPlane: Vector3;
  /** Unit vector along a held stick, to the thumb's side. */
  readonly axis: Vector3;
  /** How far the hand is held out towards the pane: 0 at the body, 1 an arm's reach. */
  readonly extension: number;
  readonly confidence: number;
  readonly source: HandSource;
  /** On the page's clock, `performance.now()`. */
  readonly atMs: number;
}

/** Milliseconds beyond which a movement is no longer carried on. */
const MAX_AHEAD_MS = 250;
/** Of the movement that the velocity promises: all of it overshoots. Measured on a desk clip. */
const LEAD = 0.7;

/** Where a hand that was known at `atMs` is likely to be by now. Call it for each drawn frame. */
export function handPositionAt(
  { position, velocityMps, atMs }: Pick<Hand, "position" | "velocityMps" | "atMs">,
  nowMs: number,
): Vector3 {
  const aheadS = (LEAD * Math.min(MAX_AHEAD_MS, Math.max(0, nowMs - atMs))) / 1000;
  const [x, y, z] = position;
  const [vx, vy, vz] = velocityMps;
  return [x + vx * aheadS, y + vy * aheadS, z + vz * aheadS];
}
