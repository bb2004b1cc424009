import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LinkAction, LinkWatch } from "./link-watch.ts";

const STEP_MS = 500;

interface Weather {
  readonly isConnected: boolean;
  readonly hasFailed?: boolean;
  readonly isHeard?: boolean;
}

/** What the watch asked for, and when, in a world that is as told at each half second. */
function watched(weather: (atMs: number) => Weather, untilMs: number, random = 0.5) {
  const watch = new LinkWatch(0, () => random);
  const actions: { readonly atMs: number; readonly action: LinkAction }[] = [];
  let heardAtMs = 0;
  for (let atMs = 0; atMs <= untilMs; atMs += STEP_MS) {
    const { isConnected, hasFailed = false, isHeard = isConnected } = weather(atMs);
    if (isHeard) heardAtMs = atMs;
    const action = watch.next({ nowMs: atMs, isConnected, hasFailed, heardAtMs });
    if (action) actions.push({ atMs, action });
  }
  return actions;
}

describe("link watch", () => {
  test("[TR-9] leaves a link alone that is connected, or still heard", () => {
    expect(watched(() => ({ isConnected: true }), 60_000)).toEqual([]);
    expect(watched((atMs) => ({ isConnected: atMs < 1_000, isHeard: true }), 60_000)).toEqual([]);
  });

  test("[TR-9] looks for a new way after 4 s of silence without a connection", () => {
    const actions = watched((atMs) => ({ isConnected: atMs < 10_000 }), 15_000);
    expect(actions).toEqual([{ atMs: 13_500, action: "restart" }]);
  });

  test("[TR-9] looks for a new way at once when the connection has failed", () => {
    const actions = watched((atMs) => {
      const hasFailed = atMs >= 10_000;
      return { isConnected: !hasFailed, hasFailed, isHeard: true };
    }, 11_000);
    expect(actions).toEqual([{ atMs: 10_000, action: "restart" }]);
  });

  test("[TR-10] tries again after 8 s, then every 7 to 10 s, and each fourth time from new", () => {
    const actions = watched(() => ({ isConnected: false }), 60_000, 1).map(({ action }) => action);
    expect(actions.slice(0, 5)).toEqual(["restart", "restart", "restart", "rebuild", "restart"]);
  });

  test("[TR-10] never gives up, whatever happens", () => {
    const hours = fc.array(fc.record({ isConnected: fc.boolean(), hasFailed: fc.boolean() }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(hours, fc.double({ min: 0, max: 0.999, noNaN: true }), (past, random) => {
        const endMs = past.length * STEP_MS;
        const weather = (atMs: number): Weather =>
          past[atMs / STEP_MS] ?? { isConnected: false, hasFailed: true };
        const later = watched(weather, endMs + 8 * 3_600_000, random)
          .map(({ atMs }) => atMs)
          .filter((atMs) => atMs >= endMs);
        const waits = later.slice(1).map((atMs, i) => atMs - (later[i] ?? 0));
        expect(later[0]).toBeLessThanOrEqual(endMs + 10_500);
        expect(Math.max(...waits)).toBeLessThanOrEqual(10_500);
        expect(Math.min(...waits)).toBeGreaterThanOrEqual(7_000);
      }),
      { numRuns: 20 },
    );
  });
});
