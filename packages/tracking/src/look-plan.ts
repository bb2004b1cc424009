import { HAND_SIDES, type HandSide } from "./hand.ts";

/** What the next look at the picture is for. One look runs as few nets as it can. */
export type Look =
  | { readonly kind: "find-person" }
  | { readonly kind: "read-pose" }
  | { readonly kind: "follow"; readonly side: HandSide }
  | { readonly kind: "seek"; readonly side: HandSide }
  /** Nothing is due. */
  | { readonly kind: "rest" };

/** What the plan must know of one hand. */
export interface HandWatch {
  /** Its region is known from the last look at it. */
  readonly isFollowed: boolean;
  readonly lookedAtMs: number;
  /** Found in a search and not yet followed: a second look tells whether it is there at all. */
  readonly isNew: boolean;
  /** The arm's end is in the picture, so that the hand may be found there. */
  readonly isArmInPicture: boolean;
  readonly soughtAtMs: number;
  /** Grows with each search in vain, or for a hand that is lost at once. */
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
/** For a hand whose arm has moved. */
export const MOVED_SEEK_PAUSE_MS = 400;
export const LAST_SEEK_PAUSE_MS = 2400;
const BUSY_WEIGHT = 3;
/** While one hand is busy, the other is searched for this much more rarely. */
const BUSY_PATIENCE = 2;
/** The body says whose hands these are, how far away it stands, and where to search. */
const POSE_EVERY_MS = 700;
/** While no hand is followed the arms are all there is; the second is for arms that do something. */
const POSE_ALONE_EVERY_MS = 400;
const POSE_BUSY_EVERY_MS = 120;

export function nextLook({ poseAtMs, hands }: LookSituation, atMs: number): Look {
  if (poseAtMs === null) return { kind: "find-person" };
  const followed = HAND_SIDES.filter((side) => hands[side].isFollowed);
  const fresh = followed.find((side) => hands[side].isNew);
  if (fresh) return { kind: "follow", side: fresh };
  // A search reads the body as well, if it must.
  const sought = soughtSide(hands, atMs);
  if (sought) return { kind: "seek", side: sought };
  const isSomeBusy = HAND_SIDES.some((side) => hands[side].isBusy);
  const aloneMs = isSomeBusy ? POSE_BUSY_EVERY_MS : POSE_ALONE_EVERY_MS;
  const everyMs = followed.length > 0 ? POSE_EVERY_MS : aloneMs;
  if (atMs - poseAtMs >= everyMs) return { kind: "read-pose" };
  const waitMs = (side: HandSide): number =>
    (atMs - hands[side].lookedAtMs) * (hands[side].isBusy ? BUSY_WEIGHT : 1);
  const [next] = followed.toSorted((a, b) => waitMs(b) - waitMs(a));
  return next ? { kind: "follow", side: next } : { kind: "rest" };
}

/** Of two hands that are sought, the one that was not looked for longer. */
function soughtSide(hands: LookSituation["hands"], atMs: number): HandSide | null {
  const isSomeBusy = HAND_SIDES.some((side) => hands[side].isFollowed && hands[side].isBusy);
  const patience = isSomeBusy ? BUSY_PATIENCE : 1;
  const due = HAND_SIDES.filter((side) => {
    const { isFollowed, isArmInPicture, soughtAtMs, seekPauseMs } = hands[side];
    return !isFollowed && isArmInPicture && atMs - soughtAtMs >= seekPauseMs * patience;
  });
  return due.toSorted((a, b) => hands[a].soughtAtMs - hands[b].soughtAtMs)[0] ?? null;
}
