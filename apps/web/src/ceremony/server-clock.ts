const MOST_SAMPLES = 20;

/**
 * What the server's clock says now. Each word of the server carries its time; the one that was quickest
 * on its way is the nearest to the truth, and late by that way alone.
 */
export class ServerClock {
  readonly #offsetsMs: number[] = [];

  /** @param nowMs a monotonic time */
  heard(saidAtMs: number, nowMs: number): void {
    this.#offsetsMs.push(saidAtMs - nowMs);
    if (this.#offsetsMs.length > MOST_SAMPLES) this.#offsetsMs.shift();
  }

  /** Null before the first word. */
  at(nowMs: number): number | null {
    return this.#offsetsMs.length === 0 ? null : nowMs + Math.max(...this.#offsetsMs);
  }
}
