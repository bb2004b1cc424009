import fc from "fast-check";
import { expect, test } from "vitest";
import { type CaptureClock, capturedAtMs, nextClock, nextIntervalMs } from "./clock.ts";

/** Plays frames at 30 Hz whose stamps began at `startUs`, each handed over after its delay. */
function play(
  delaysMs: readonly number[],
  startUs: number,
): { clock: CaptureClock; lastUs: number } {
  let clock: CaptureClock | null = null;
  let lastUs = startUs;
  delaysMs.forEach((delayMs, i) => {
    lastUs = startUs + Math.round((i * 1e6) / 30);
    clock = nextClock(clock, lastUs, 5000 + (i * 1000) / 30 + delayMs);
  });
  if (!clock) throw new Error("no frames");
  return { clock, lastUs };
}

test("[CAP-1] a frame's capture time is never later than its arrival, and as late as the quickest frame", () => {
  const delays = fc.array(fc.double({ min: 0.2, max: 80, noNaN: true }), {
    minLength: 1,
    maxLength: 900,
  });
  fc.assert(
    fc.property(delays, fc.integer({ min: -1e9, max: 1e12 }), (delaysMs, startUs) => {
      const { clock, lastUs } = play(delaysMs, startUs);
      const trueMs = 5000 + ((delaysMs.length - 1) * 1000) / 30;
      const errorMs = capturedAtMs(clock, lastUs) - trueMs;
      expect(errorMs).toBeCloseTo(Math.min(...delaysMs), 2);
    }),
  );
});

test("starts anew when a camera begins to count from zero", () => {
  const { clock } = play([1, 1, 1], 7e9);
  const next = nextClock(clock, 0, 9000);
  expect(capturedAtMs(next, 0)).toBe(9000);
});

test("follows a clock that drifts, within two spans", () => {
  let clock: CaptureClock | null = null;
  for (let i = 0; i < 30 * 180; i++) {
    const atMs = (i * 1000) / 30;
    clock = nextClock(clock, atMs * 1000 * 0.9999, atMs);
  }
  const atMs = 180_000;
  const errorMs = clock ? atMs - capturedAtMs(clock, atMs * 1000 * 0.9999) : Infinity;
  expect(errorMs).toBeLessThan(7);
});

test("tells dropped frames from a slow camera", () => {
  const dropping = Array.from({ length: 600 }, (_, i) => (i % 2 ? 33.3 : 66.6));
  const slow = Array.from({ length: 600 }, () => 66.6);
  expect(dropping.reduce(nextIntervalMs, 40)).toBeLessThan(37);
  expect(slow.reduce(nextIntervalMs, 33.3)).toBeCloseTo(66.6, 1);
});
