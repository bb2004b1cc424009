const CLOSE_ABOVE = 0.55;
const OPEN_BELOW = 0.35;
/** Share of the new value when pictures come every 100 ms. */
const SMOOTHING = 0.4;
const USUAL_MS = 100;
const [LEAST_SHARE, MOST_SHARE] = [0.25, 0.8];

/** Whether a hand holds on, without flutter. Pure state. */
export interface Grip {
  readonly isClosed: boolean;
  /** Smoothed curl, 0 to 1. */
  readonly curl: number;
  readonly atMs: number;
}

/** One picture of a hand that has just come into view decides nothing: it may be blurred. */
export function startGrip(curl: number, atMs: number): Grip {
  return { isClosed: false, curl, atMs };
}

export function nextGrip(before: Grip, curl: number, atMs: number): Grip {
  const sinceMs = Math.max(0, atMs - before.atMs);
  // Rare pictures count for more each, so that a hand closes no later in time.
  const share = Math.min(
    MOST_SHARE,
    Math.max(LEAST_SHARE, 1 - (1 - SMOOTHING) ** (sinceMs / USUAL_MS)),
  );
  const smoothed = before.curl + share * (curl - before.curl);
  const isClosed = before.isClosed ? smoothed > OPEN_BELOW : smoothed > CLOSE_ABOVE;
  return { isClosed, curl: smoothed, atMs };
}
