const RETRY_MS = 30_000;

/** Keeps the screen on while the page is seen; asks again whenever the browser took it back. */
export function keepAwake(): () => void {
  if (!("wakeLock" in navigator)) return () => {};
  const stopping = new AbortController();
  const { signal } = stopping;
  let lock: WakeLockSentinel | null = null;
  const take = async (): Promise<void> => {
    if (document.hidden || signal.aborted || (lock && !lock.released)) return;
    // Refused on a low battery, for instance; the next try may do better.
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (signal.aborted) await lock?.release();
  };
  document.addEventListener("visibilitychange", () => void take(), { signal });
  const timer = setInterval(() => void take(), RETRY_MS);
  void take();
  return () => {
    stopping.abort();
    clearInterval(timer);
    void lock?.release();
  };
}
