/** Hands the page's one job to the benchmark that opened it. */
export function offer(run: (...args: never[]) => Promise<unknown>): void {
  Object.assign(globalThis, { run, isReady: true });
}
