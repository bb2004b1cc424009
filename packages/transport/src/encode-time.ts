const GUESSED_MS = 10;
/** By how much the smallest gap is let rise again, a frame. */
const LEAST_GAP_RISE_MS = 3;
/** An encoder that has just begun lets frames fall for other reasons. */
const BUSY_GAPS = 10;

/** How long an encoder takes for a frame: measured, or guessed from when frames come out of it. */
export class EncodeTime {
  measuredMs: number | null = null;
  #encodedAtMs: number | null = null;
  #gaps = 0;
  #meanGapMs = 0;
  #leastGapMs = Number.POSITIVE_INFINITY;

  add(encodedAtMs: number): void {
    if (this.#encodedAtMs !== null) {
      const gapMs = encodedAtMs - this.#encodedAtMs;
      this.#gaps++;
      this.#leastGapMs = Math.min(gapMs, this.#leastGapMs + LEAST_GAP_RISE_MS);
      this.#meanGapMs += (gapMs - this.#meanGapMs) * (this.#gaps === 1 ? 1 : 0.2);
    }
    this.#encodedAtMs = encodedAtMs;
  }

  /**
   * Two frames never come out closer together than the second takes to encode; and an encoder that
   * lets frames fall works without a pause, so that its gaps are its encoding time.
   */
  estimate(rawGapMs: number | null): number {
    if (this.measuredMs !== null) return this.measuredMs;
    const isBusy =
      rawGapMs !== null &&
      this.#gaps >= BUSY_GAPS &&
      this.#meanGapMs > 1.15 * rawGapMs &&
      this.#leastGapMs > 0.7 * this.#meanGapMs;
    return isBusy ? this.#meanGapMs : Math.min(GUESSED_MS, this.#leastGapMs);
  }
}
