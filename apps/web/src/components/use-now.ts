import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** This page's monotonic clock, told every so often; whoever reads it is drawn anew. */
export function useNow(everyMs: number): ReadonlySignal<number> {
  const nowMs = useSignal(performance.now());
  useEffect(() => {
    const timer = setInterval(() => (nowMs.value = performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [nowMs, everyMs]);
  return nowMs;
}
