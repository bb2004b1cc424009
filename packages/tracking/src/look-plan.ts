import { HAND_SIDES, type HandSide } from "./hand.ts";

/** What the next look at the picture is for. One look runs as few nets as it can. */
export type Look =
  | { readonly kind: "find-person" }
  | { readonly kind: "read-pose" }
  | { readonly kind: "follow"; readonly side: HandSide }
  | { readonly kind: "seek"; readonly side: HandSide };

/** What the plan must know of one hand. */
export interface HandWatch {
  /** Its region is known from the last look at it. */
  readonly isFollowed: boolean;
  readonly lookedAtMs: number;
  /** The arm's end is in the picture, so that the hand may be found there. */
  readonly isArmInPicture: boolean;
  readonly soughtAtMs: number;
  /** Grows with each search in vain. */
  readonly seekPauseMs: number;
  /** Busy hands are looked at more often than resting ones. */
  readonly isBusy: boolean;
}

export interface LookSituation {
  /** When the body was last read; null while nobody is followed. */
  readonly poseAtMs: number | null;
  readonly hands: Readonly<Record<HandSide, HandWatch>>;
}

export const FIRST_SEEK_PAUSE_MS = 200;
export const LAST_SEEK_PAUSE_MS = 1600;
const BUSY_WEIGHT = 3;
/** The body says whose hands these are, how far away it stands, and where to search. */
const POSE_EVERY_MS = 700;
/** While no hand is followed the arms are all there is. */
const POSE_ALONE_EVERY_MS = 250;

export function nextLook({ poseAtMs, hands }: LookSituation, atMs: number): Look {
  if (poseAtMs === null) return { kind: "find-person" };
  const followed = HAND_SIDES.filter((side) => hands[side].isFollowed);
  const everyMs = followed.length > 0 ? POSE_EVERY_MS : POSE_ALONE_EVERY_MS;
  if (atMs - poseAtMs >= everyMs) return { kind: "read-pose" };
  const sought = HAND_SIDES.find((side) => isSeekDue(hands[side], atMs));
  if (sought) return { kind: "seek", side: sought };
  const waitMs = (side: HandSide): number =>
    (atMs - hands[side].lookedAtMs) * (hands[side].isBusy ? BUSY_WEIGHT : 1);
  const [next] = followed.toSorted((a, b) => waitMs(b) - waitMs(a));
  return next ? { kind: "follow", side: next } : { kind: "read-pose" };
}

function isSeekDue(hand: HandWatch, atMs: number): boolean {
  return !hand.isFollowed && hand.isArmInPicture && atMs - hand.soughtAtMs >= hand.seekPauseMs;
}
