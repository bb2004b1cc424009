/** The clocks that a page has: one that is never set, one that never stands still. */
export interface PageClocks {
  readonly steadyMs: () => number;
  readonly wallMs: () => number;
}

/** Less than this is how unevenly two clocks are read, or a wall clock that is put right by a little. */
const ASLEEP_MS = 250;

/**
 * The time by which leases run. A browser's steady clock stands still while the machine sleeps on some
 * systems, and a torch would wake up with it; so time that only the wall clock has seen pass counts, too.
 * A wall clock that is put forward costs a lease early, and one that is put back changes nothing.
 */
export class SiteClock {
  readonly #clocks: PageClocks;
  #aheadMs: number;
  #sleptMs = 0;

  constructor(clocks: PageClocks = browserClocks) {
    this.#clocks = clocks;
    this.#aheadMs = clocks.wallMs() - clocks.steadyMs();
  }

  /** Never goes back, as long as the steady clock does not. */
  nowMs(): number {
    const steadyMs = this.#clocks.steadyMs();
    const aheadMs = this.#clocks.wallMs() - steadyMs;
    const sleptMs = aheadMs - this.#aheadMs;
    if (sleptMs > ASLEEP_MS) this.#sleptMs += sleptMs;
    // Followed either way, so that a clock that is put right by and by is never taken for sleep.
    if (Math.abs(sleptMs) > ASLEEP_MS / 2) this.#aheadMs = aheadMs;
    return steadyMs + this.#sleptMs;
  }
}

const browserClocks: PageClocks = {
  steadyMs: () => performance.now(),
  wallMs: () => Date.now(),
};
