import { distance, mix, type Pose, slerp } from "./rotation.ts";

/** How a thing follows its target without ever jumping. */
export interface Glide {
  /** Where it was drawn last; null before the first time. */
  readonly drawn: Pose | null;
  readonly target: Pose | null;
  /** From where a jump is being made good; null while it simply follows. */
  readonly from: Pose | null;
  readonly sinceMs: number;
}

export interface GlideStep {
  readonly passedMs: number;
  /** A flash hides the jump, or nothing was drawn before. */
  readonly mayJump: boolean;
}

export const NO_GLIDE: Glide = { drawn: null, target: null, from: null, sinceMs: 0 };
export const GLIDE_MS = 220;
/** In one frame; what is more than this is a jump. */
const JUMP_M = 0.2;
export const MAX_STEP_M = 0.45;

/** One frame on: follows the target, and where the target jumped, glides after it. */
export function nextGlide(glide: Glide, target: Pose, { passedMs, mayJump }: GlideStep): Glide {
  const { drawn } = glide;
  if (!drawn || mayJump) return { drawn: target, target, from: null, sinceMs: 0 };
  const jumped = distance(glide.target?.position ?? target.position, target.position) > JUMP_M;
  const from = jumped ? drawn : glide.from;
  if (!from) return { drawn: limited(drawn, target), target, from: null, sinceMs: 0 };
  const sinceMs = (jumped ? 0 : glide.sinceMs) + Math.max(0, passedMs);
  const share = eased(Math.min(1, sinceMs / GLIDE_MS));
  const wanted = {
    position: mix(from.position, target.position, share),
    rotation: slerp(from.rotation, target.rotation, share),
  };
  const next = limited(drawn, wanted);
  const hasArrived = share === 1 && distance(next.position, target.position) < 1e-3;
  return { drawn: next, target, from: hasArrived ? null : from, sinceMs };
}

function limited(drawn: Pose, wanted: Pose): Pose {
  const stepM = distance(drawn.position, wanted.position);
  if (stepM <= MAX_STEP_M) return wanted;
  return { ...wanted, position: mix(drawn.position, wanted.position, MAX_STEP_M / stepM) };
}

function eased(share: number): number {
  return share * share * (3 - 2 * share);
}
