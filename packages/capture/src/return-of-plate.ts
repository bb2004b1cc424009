const AGREEING_LOOKS = 2;
/** A plate that is lost again so soon was not the room's after all. */
const REGRET_MS = 10_000;
const FIRST_WAIT_MS = 30_000;
const MAX_WAIT_MS = 600_000;

/** When a kept plate is to be trusted again: the room agreed with it, and not in vain before. */
export class ReturnOfPlate {
  #agreeing = 0;
  #usedAtMs = Number.NEGATIVE_INFINITY;
  #waitMs = FIRST_WAIT_MS;
  #notBeforeMs = 0;

  isDue(isAgreeing: boolean, atMs: number): boolean {
    this.#agreeing = isAgreeing ? this.#agreeing + 1 : 0;
    return this.#agreeing >= AGREEING_LOOKS && atMs >= this.#notBeforeMs;
  }

  used(atMs: number): void {
    this.#usedAtMs = atMs;
    this.#agreeing = 0;
  }

  lost(atMs: number): void {
    if (atMs - this.#usedAtMs < REGRET_MS) {
      this.#notBeforeMs = atMs + this.#waitMs;
      this.#waitMs = Math.min(MAX_WAIT_MS, 2 * this.#waitMs);
    }
    this.#agreeing = 0;
  }
}
