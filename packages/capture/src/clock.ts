const SPAN_MS = 30_000;
/** A camera whose stamps leap by this much has started to count anew. */
const LEAP_MS = 2000;

/** Pure state of the map from a camera's own time to ours. */
export interface CaptureClock {
  /** The smallest arrival minus stamp of the last two spans: the frames that waited least. */
  readonly olderMs: number;
  readonly newerMs: number;
  readonly sinceMs: number;
}

/** Takes in one frame's stamp and arrival; `null` starts a new map. */
export function nextClock(
  clock: CaptureClock | null,
  timestampUs: number,
  arrivedAtMs: number,
): CaptureClock {
  const offsetMs = arrivedAtMs - timestampUs / 1000;
  if (!clock || Math.abs(offsetMs - bestOffset(clock)) > LEAP_MS) {
    return { olderMs: offsetMs, newerMs: offsetMs, sinceMs: arrivedAtMs };
  }
  if (arrivedAtMs - clock.sinceMs > SPAN_MS) {
    return { olderMs: clock.newerMs, newerMs: offsetMs, sinceMs: arrivedAtMs };
  }
  return offsetMs < clock.newerMs ? { ...clock, newerMs: offsetMs } : clock;
}

/** When the camera handed the frame over, in the time of `arrivedAtMs`. */
export function capturedAtMs(clock: CaptureClock, timestampUs: number): number {
  return timestampUs / 1000 + bestOffset(clock);
}

/** Gaps up to this much over the interval are the camera's own unrest; wider ones are dropped frames. */
const WIDE_GAP = 1.25;
const NEAR_SHARE = 0.1;
/** Slow, so that drops do not pass for a slow camera; a camera that slows down in the dark does. */
const WIDE_SHARE = 0.005;
const MAX_GAP_MS = 500;

/** The camera's own frame interval, from the gaps between those frames that came through. */
export function nextIntervalMs(intervalMs: number, gapMs: number): number {
  if (gapMs <= 0 || gapMs > MAX_GAP_MS) return intervalMs;
  const share = gapMs > WIDE_GAP * intervalMs ? WIDE_SHARE : NEAR_SHARE;
  return intervalMs + share * (gapMs - intervalMs);
}

function bestOffset({ olderMs, newerMs }: CaptureClock): number {
  return Math.min(olderMs, newerMs);
}
