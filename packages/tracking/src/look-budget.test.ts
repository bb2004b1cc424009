import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type LookBudget,
  type LookSample,
  looksPerSecond,
  nextLookBudget,
  startLookBudget,
} from "./look-budget.ts";

const QUIET = { workMs: 16, lateMs: 2, captureLoad: 0.4, isCalm: false };

/** Looks as often as the budget says, for some seconds. */
function live(
  from: LookBudget,
  seconds: number,
  sample: Omit<LookSample, "atMs">,
): { readonly budget: LookBudget; readonly workMs: number } {
  let [budget, atMs, workMs] = [from, from.atMs, 0];
  while (atMs < from.atMs + seconds * 1000) {
    atMs += Math.max(1000 / looksPerSecond(budget), sample.workMs);
    workMs += sample.workMs;
    budget = nextLookBudget(budget, { ...sample, atMs });
  }
  return { budget, workMs };
}

describe("look budget", () => {
  test("[HAND-5] looks 15 times a second where that is cheap and nobody else is in need", () => {
    const { budget } = live(startLookBudget(300, 0), 10, QUIET);
    expect(looksPerSecond(budget)).toBe(15);
  });

  test("[HAND-5] spends no more than its budget, whatever a look costs", () => {
    const cost = fc.integer({ min: 5, max: 250 });
    fc.assert(
      fc.property(cost, fc.integer({ min: 60, max: 400 }), (workMs, budgetMs) => {
        const started = live(startLookBudget(budgetMs, 0), 3, { ...QUIET, workMs }).budget;
        const spent = live(started, 20, { ...QUIET, workMs }).workMs;
        // Half a look a second is the least that can be called following a hand.
        expect(spent / 20).toBeLessThanOrEqual(
          Math.max(budgetMs, 0.5 * workMs) * 1.1 + workMs / 20,
        );
      }),
    );
  });

  test("[HAND-5] steps down within two seconds when timers are late", () => {
    const quiet = live(startLookBudget(300, 0), 5, QUIET).budget;
    expect(looksPerSecond(live(quiet, 2, { ...QUIET, lateMs: 40 }).budget)).toBeLessThan(8);
    expect(looksPerSecond(live(quiet, 20, { ...QUIET, lateMs: 40 }).budget)).toBe(2);
  });

  test("[HAND-5] is at its least before the matte's own ladder steps down", () => {
    const quiet = live(startLookBudget(300, 0), 5, QUIET).budget;
    const pressed = live(quiet, 6, { ...QUIET, captureLoad: 0.8 }).budget;
    expect(looksPerSecond(pressed)).toBe(2);
  });

  test("[HAND-5] comes back slowly, when the machine has been quiet for two seconds", () => {
    const busy = live(startLookBudget(300, 0), 20, { ...QUIET, lateMs: 40 }).budget;
    expect(looksPerSecond(live(busy, 2, QUIET).budget)).toBeLessThanOrEqual(3);
    expect(looksPerSecond(live(busy, 20, QUIET).budget)).toBeGreaterThan(10);
  });

  test("looks less often while no hand does anything", () => {
    const { budget } = live(startLookBudget(300, 0), 5, { ...QUIET, isCalm: true });
    expect(looksPerSecond(budget)).toBe(5);
  });
});
