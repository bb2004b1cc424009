import { dot, subtract, type Vector3 } from "@visavis/pane";
import {
  add,
  direction,
  type Pose,
  rotate,
  scale,
  slerp,
  turnBetween,
  unitRotation,
  uprightTo,
} from "./rotation.ts";

/** What is seen of a hand that holds a stick, in the pane frame. */
export interface Grip {
  readonly point: Vector3;
  /** From elbow to wrist; any length. */
  readonly forearm: Vector3;
  /** Along the row of knuckles, thumb side up, if the hand is seen well enough; any length. */
  readonly knuckles?: Vector3 | null;
}

const UP: Vector3 = [0, 1, 0];
/** How far each witness is wrong: people hold a torch upright, knuckles are noisy, arms noisier. */
const SD_RAD = { upright: 0.3, forearm: 0.55, knuckles: 0.36 } as const;
const MAX_TILT_RAD = 0.9;
/** A wrist that droops pulls the stick a little after the forearm. */
const LEAN_WITH_ARM = 0.25;
const SMOOTH_MS = 110;
const MAX_TURN_RAD_PER_S = 6;
/** Below this it is the noise of a still fist. */
const STILL_RAD = 0.035;

/** How a torch stands in a hand: its grip at the hand, upright by preference. */
export function holdPose({ point, forearm, knuckles = null }: Grip): Pose {
  const arm = direction(forearm);
  const across = arm && direction(subtract(UP, scale(arm, dot(UP, arm))));
  const byArm = arm && across && direction(add(across, scale(arm, LEAN_WITH_ARM)));
  const row = knuckles && direction(knuckles);
  const byHand = row && (row[1] < 0 ? scale(row, -1) : row);
  let axis = scale(UP, 1 / SD_RAD.upright ** 2);
  if (byArm) axis = add(axis, scale(byArm, 1 / SD_RAD.forearm ** 2));
  if (byHand) axis = add(axis, scale(byHand, 1 / SD_RAD.knuckles ** 2));
  return { position: point, rotation: uprightTo(withinTilt(direction(axis) ?? UP)) };
}

/** A hand's noise taken out of the next pose: slow to turn, quick to follow. */
export function steadyHold(last: Pose | null, next: Pose, passedMs: number): Pose {
  const rotation = unitRotation(next.rotation);
  if (!last || !rotation) return next;
  const angle = turnBetween(last.rotation, rotation);
  if (angle < STILL_RAD) return { position: next.position, rotation: last.rotation };
  const wanted = 1 - Math.exp(-Math.max(0, passedMs) / SMOOTH_MS);
  const share = Math.min(wanted, (MAX_TURN_RAD_PER_S * passedMs) / 1000 / angle);
  return { position: next.position, rotation: slerp(last.rotation, rotation, share) };
}

/** The angle between a pose's stem and the vertical. */
export function tiltOf({ rotation }: Pose): number {
  return Math.acos(Math.max(-1, Math.min(1, rotate(rotation, UP)[1])));
}

function withinTilt(axis: Vector3): Vector3 {
  const tilt = Math.acos(Math.max(-1, Math.min(1, axis[1])));
  if (tilt <= MAX_TILT_RAD) return axis;
  const aside = direction([axis[0], 0, axis[2]]) ?? [0, 0, 1];
  return add(scale(aside, Math.sin(MAX_TILT_RAD)), scale(UP, Math.cos(MAX_TILT_RAD)));
}
