const WINDOW_FRAMES = 100;
const RESET_MS = 300;
const MIN_GAP_MS = 1;

/**
 * What the browser makes of a raw frame's timestamp before it becomes an RTP timestamp: moved to the
 * system's clock by an offset that is averaged over a hundred frames, never into the future and never
 * backwards. Chromium and Safari share this step (`TimestampAligner` in libwebrtc); following it here
 * takes its slow drift, up to 100 ms in the first second, out of the search for a frame's facts.
 */
export class CaptureAligner {
  #offsetMs = 0;
  #biasMs = 0;
  #frames = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  align(timestampMs: number, nowMs: number): number {
    const errorMs = nowMs - timestampMs - this.#offsetMs;
    if (Math.abs(errorMs) > RESET_MS) {
      this.#frames = 0;
      this.#biasMs = 0;
    }
    this.#frames = Math.min(this.#frames + 1, WINDOW_FRAMES);
    this.#offsetMs += errorMs / this.#frames;
    return this.#clip(timestampMs + this.#offsetMs, nowMs);
  }

  #clip(filteredMs: number, nowMs: number): number {
    let alignedMs = filteredMs - this.#biasMs;
    if (alignedMs > nowMs) {
      this.#biasMs += alignedMs - nowMs;
      alignedMs = nowMs;
    } else if (alignedMs < this.#latestMs + MIN_GAP_MS) {
      alignedMs = Math.min(this.#latestMs + MIN_GAP_MS, nowMs);
    }
    this.#latestMs = alignedMs;
    return alignedMs;
  }
}
