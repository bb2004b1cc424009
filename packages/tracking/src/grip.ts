const CLOSE_ABOVE = 0.55;
const OPEN_BELOW = 0.35;
/** Share of the new value when pictures come every 100 ms. */
const SMOOTHING = 0.4;
const USUAL_MS = 100;
const [LEAST_SHARE, MOST_SHARE] = [0.25, 0.6];
/** A hand that is on its way looks closed in a blurred picture now and then. */
const LOOKS_TO_CLOSE = 2;

/** Whether a hand holds on, without flutter. Pure state. */
export interface Grip {
  readonly isClosed: boolean;
  /** Smoothed curl, 0 to 1. */
  readonly curl: number;
  /** How many looks on end said that it is closed. */
  readonly closedLooks: number;
  readonly atMs: number;
}

/** One picture of a hand that has just come into view decides nothing. */
export function startGrip(curl: number, atMs: number): Grip {
  return { isClosed: false, curl: Math.min(OPEN_BELOW, curl), closedLooks: 0, atMs };
}

/** One look on. Looks that do not show the hand leave the grip as it is. */
export function nextGrip(before: Grip, curl: number, atMs: number): Grip {
  const smoothed = before.curl + shareAfter(atMs - before.atMs) * (curl - before.curl);
  const closedLooks = smoothed > CLOSE_ABOVE ? before.closedLooks + 1 : 0;
  const isClosed = before.isClosed ? smoothed > OPEN_BELOW : closedLooks >= LOOKS_TO_CLOSE;
  return { isClosed, curl: smoothed, closedLooks, atMs };
}

/** Rare pictures count for more each, so that a hand closes no later in time. */
function shareAfter(sinceMs: number): number {
  const share = 1 - (1 - SMOOTHING) ** (Math.max(0, sinceMs) / USUAL_MS);
  return Math.min(MOST_SHARE, Math.max(LEAST_SHARE, share));
}
