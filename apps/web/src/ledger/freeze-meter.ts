const WINDOW_FRAMES = 30;
const LEAST_EXCESS_MS = 150;

/** Counts what a viewer calls a freeze, by WebRTC's own definition of `freezeCount`. */
export class FreezeMeter {
  readonly #intervalsMs: number[] = [];
  #lastAtMs: number | null = null;
  freezes = 0;
  frozenMs = 0;
  frames = 0;
  longestGapMs = 0;

  /** @param atMs a monotonic time */
  frameShown(atMs: number): void {
    this.frames++;
    if (this.#lastAtMs !== null) this.#interval(atMs - this.#lastAtMs);
    this.#lastAtMs = atMs;
  }

  /** Frames are expected again only from the next one on: muted, off, or reconnecting on purpose. */
  pause(): void {
    this.#lastAtMs = null;
  }

  #interval(gapMs: number): void {
    this.longestGapMs = Math.max(this.longestGapMs, gapMs);
    const intervals = this.#intervalsMs;
    if (intervals.length === WINDOW_FRAMES) {
      const meanMs = intervals.reduce((sum, interval) => sum + interval, 0) / WINDOW_FRAMES;
      if (gapMs >= Math.max(3 * meanMs, meanMs + LEAST_EXCESS_MS)) {
        this.freezes++;
        this.frozenMs += gapMs;
      }
      intervals.shift();
    }
    intervals.push(gapMs);
  }
}
