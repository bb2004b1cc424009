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

function bestOffset({ olderMs, newerMs }: CaptureClock): number {
  return Math.min(olderMs, newerMs);
}
