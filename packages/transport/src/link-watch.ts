export interface LinkSample {
  readonly nowMs: number;
  readonly isConnected: boolean;
  readonly hasFailed: boolean;
  /** When anything last came from the other side. */
  readonly heardAtMs: number;
}

/** `restart` looks for a new way with the connection kept; `rebuild` begins with a new connection. */
export type LinkAction = "restart" | "rebuild" | null;

const SILENCE_MS = 4_000;
const PATIENCE_MS = 8_000;
const MIN_RETRY_MS = 7_000;
const RETRY_SPREAD_MS = 3_000;
const RESTARTS_BEFORE_REBUILD = 3;

/** Decides when a link needs help. It never gives up; see docs/protocol.md, TR-9 and TR-10. */
export class LinkWatch {
  readonly #random: () => number;
  #dueAtMs: number | null;
  #attempts = 0;

  constructor(nowMs: number, random: () => number) {
    this.#random = random;
    this.#dueAtMs = nowMs + PATIENCE_MS;
  }

  next(sample: LinkSample): LinkAction {
    if (sample.isConnected) {
      this.#dueAtMs = null;
      this.#attempts = 0;
      return null;
    }
    if (this.#dueAtMs === null) {
      const isSilent = sample.nowMs - sample.heardAtMs >= SILENCE_MS;
      return sample.hasFailed || isSilent ? this.#attempt(sample.nowMs) : null;
    }
    return sample.nowMs >= this.#dueAtMs ? this.#attempt(sample.nowMs) : null;
  }

  /** Somebody else has just taken an attempt: give it time. */
  postpone(nowMs: number): void {
    this.#dueAtMs = nowMs + PATIENCE_MS;
  }

  #attempt(nowMs: number): "restart" | "rebuild" {
    this.#attempts++;
    const isFirst = this.#attempts === 1;
    const waitMs = isFirst ? PATIENCE_MS : MIN_RETRY_MS + RETRY_SPREAD_MS * this.#random();
    this.#dueAtMs = nowMs + waitMs;
    return this.#attempts % (RESTARTS_BEFORE_REBUILD + 1) === 0 ? "rebuild" : "restart";
  }
}
