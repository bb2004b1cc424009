import type { Pane, Vector3 } from "@visavis/pane";
import { holdPose, type Pose, steadyHold } from "@visavis/stage";
import { type Hand, handPositionAt } from "@visavis/tracking";

/** Where an object is at its holder's site. */
export interface Held {
  /** On the plane that the person is seen on; z as far as the hand is from being held out. */
  readonly pose: Pose;
  readonly isInHand: boolean;
}

/** A hand at rest has the object so far before the glass, one that is held out at it. */
const NEAREST_M = 0.2;
const UPRIGHT: Pose["rotation"] = [0, 0, 0, 1];
/** A little before the glass, where it is seen whole. */
const BEFORE_GLASS_M = 0.05;

/** So much of it is under the hand, and above it with its fire. */
const BELOW_GRIP_M = 0.16;
const ABOVE_GRIP_M = 0.75;

/** How a hand holds an object by now; `last` is the pose before, `passedMs` ago. */
export function poseInHand(
  hand: Hand,
  last: Pose | null,
  { nowMs, passedMs }: { readonly nowMs: number; readonly passedMs: number },
): Pose {
  const [ax, ay] = handPositionAt(hand, nowMs);
  const [px, py] = hand.onPersonPlane;
  // The picture shows the hand on the person's plane: that is where it moves on, too.
  const x = px + ax - hand.position[0];
  const y = py + ay - hand.position[1];
  const point: Vector3 = [x, y, NEAREST_M * (1 - hand.extension)];
  if (hand.source === "input") return { position: point, rotation: UPRIGHT };
  const held = holdPose({ point, forearm: [0, 0, 0], knuckles: hand.axis });
  return steadyHold(last, held, passedMs);
}

/** Calm and whole on the glass, at the local person's right, where a hand would hold it. */
export function restingPose({ lowerEdgeM, size }: Pane): Pose {
  const heightM = Math.max(0.9, Math.min(1.25, lowerEdgeM + 0.28 * size.heightM));
  return { position: [0.3 * Math.min(size.widthM, 1), heightM, 0.02], rotation: UPRIGHT };
}

/** How the holder's own glass shows it: whole, whatever the hand does. */
export function onOwnGlass({ pose, isInHand }: Held, pane: Pane, addedM: number): Pose {
  if (!isInHand) return pose;
  const [x, y, z] = pose.position;
  const halfM = Math.max(0, pane.size.widthM / 2 - 0.06);
  const lowM = pane.lowerEdgeM + BELOW_GRIP_M;
  const highM = pane.lowerEdgeM + pane.size.heightM - ABOVE_GRIP_M;
  return {
    ...pose,
    position: [
      within(x, -halfM, halfM),
      within(y + addedM, lowM, Math.max(lowM, highM)),
      Math.max(z, BEFORE_GLASS_M),
    ],
  };
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
