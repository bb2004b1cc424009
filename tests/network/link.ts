import type { LinkProfile } from "./router.ts";

const JITTER_STEP_MS = 50;

/** One site's way into the network, as router.py has it, for the relay that needs no root. */
export class Link {
  profile: LinkProfile = {};
  readonly #random: () => number;
  #busyUntilMs = 0;
  #lastDepartureMs = 0;
  #isInBurst = false;
  #jitter = { from: 0, to: 0, startedMs: 0 };

  constructor(random: () => number) {
    this.#random = random;
  }

  /** When a packet of this size that arrives now leaves; null if it never does. */
  departureMs(nowMs: number, bytes: number): number | null {
    const { profile } = this;
    if (profile.isDown || this.#loses()) return null;
    let leavesMs = nowMs;
    if (profile.rateKbps) {
      const startsMs = Math.max(nowMs, this.#busyUntilMs);
      if (startsMs - nowMs > (profile.queueMs ?? 200)) return null;
      leavesMs = this.#busyUntilMs = startsMs + (bytes * 8) / profile.rateKbps;
    }
    leavesMs += profile.delayMs ?? 0;
    const jitterMs = profile.jitterMs ?? 0;
    if (profile.isReordering) return leavesMs + this.#random() * jitterMs;
    if (jitterMs) leavesMs += this.#jitterShare(nowMs) * jitterMs;
    this.#lastDepartureMs = Math.max(leavesMs, this.#lastDepartureMs);
    return this.#lastDepartureMs;
  }

  /** Gilbert's model: in a burst everything is lost; out of one, nothing. */
  #loses(): boolean {
    const { loss = 0, burst = 1 } = this.profile;
    if (!loss) return false;
    if (burst <= 1) return this.#random() < loss;
    const draw = this.#random();
    this.#isInBurst = this.#isInBurst ? draw >= 1 / burst : draw < loss / burst / (1 - loss);
    return this.#isInBurst;
  }

  /** Moves in straight lines from one random target to the next. */
  #jitterShare(nowMs: number): number {
    const jitter = this.#jitter;
    if (nowMs - jitter.startedMs > 2 * JITTER_STEP_MS) jitter.startedMs = nowMs - JITTER_STEP_MS;
    while (nowMs >= jitter.startedMs + JITTER_STEP_MS) {
      [jitter.from, jitter.to] = [jitter.to, this.#random()];
      jitter.startedMs += JITTER_STEP_MS;
    }
    const share = (nowMs - jitter.startedMs) / JITTER_STEP_MS;
    return jitter.from + (jitter.to - jitter.from) * share;
  }
}
