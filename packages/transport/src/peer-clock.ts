import type { ClockEstimate } from "./transport.ts";

/** One ping: all in ms, the peer's time on its wall clock, ours on ours. */
export interface ClockSample {
  readonly sentAtMs: number;
  readonly peerAtMs: number;
  readonly receivedAtMs: number;
}

const WINDOW_MS = 60_000;
const MAX_RTT_MS = 10_000;

/**
 * Where the peer's clock stands. Of the last minute's pings the quickest is believed: it was held up
 * least, so its two ways were most nearly even.
 */
export class PeerClock {
  readonly #samples: { readonly atMs: number; readonly estimate: ClockEstimate }[] = [];

  add({ sentAtMs, peerAtMs, receivedAtMs }: ClockSample): void {
    const rttMs = receivedAtMs - sentAtMs;
    if (!Number.isFinite(peerAtMs) || !(rttMs >= 0 && rttMs <= MAX_RTT_MS)) return;
    const offsetMs = peerAtMs - (sentAtMs + receivedAtMs) / 2;
    this.#samples.push({ atMs: receivedAtMs, estimate: { offsetMs, rttMs } });
    while ((this.#samples[0]?.atMs ?? receivedAtMs) < receivedAtMs - WINDOW_MS) {
      this.#samples.shift();
    }
  }

  get estimate(): ClockEstimate | null {
    let best: ClockEstimate | null = null;
    for (const { estimate } of this.#samples) {
      if (!best || estimate.rttMs < best.rttMs) best = estimate;
    }
    return best;
  }
}
