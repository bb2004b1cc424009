/** Time as the transport sees it; passed in, so that tests can turn it by hand. */
export interface Clock {
  /** Monotonic. */
  nowMs(): number;
  /** Calls back once; returns the cancel. */
  after(delayMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Milliseconds since 1970 that never jump while the page lives, with more than whole milliseconds. */
export function wallNowMs(): number {
  return performance.timeOrigin + performance.now();
}

export function every(clock: Clock, periodMs: number, call: () => void): () => void {
  let cancel = clock.after(periodMs, tick);
  function tick(): void {
    cancel = clock.after(periodMs, tick);
    call();
  }
  return () => cancel();
}
