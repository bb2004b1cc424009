import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type LookBudget,
  type LookSample,
  looksPerSecond,
  nextLookAtMs,
  nextLookBudget,
  startLookBudget,
} from "./look-budget.ts";

type Conditions = Omit<LookSample, "startedAtMs" | "endedAtMs"> & { readonly workMs: number };

const QUIET: Conditions = {
  kind: "follow",
  workMs: 14,
  lateMs: 2,
  captureLoad: 0.4,
  isCalm: false,
};

interface Lived {
  readonly budget: LookBudget;
  readonly workMs: number;
  readonly looks: number;
}

/** Looks as often as the budget says, for some seconds. */
function live(from: LookBudget, seconds: number, conditions: Conditions): Lived {
  const { workMs, ...sample } = conditions;
  let [budget, looks] = [from, 0];
  const untilMs = from.endedAtMs + seconds * 1000;
  for (;;) {
    const startedAtMs = Math.max(nextLookAtMs(budget), budget.endedAtMs);
    if (startedAtMs + workMs > untilMs) return { budget, looks, workMs: looks * workMs };
    budget = nextLookBudget(budget, { ...sample, startedAtMs, endedAtMs: startedAtMs + workMs });
    looks++;
  }
}

describe("look budget", () => {
  test("[HAND-5] looks 15 times a second where that is paid for and nobody else is in need", () => {
    const { looks } = live(startLookBudget(300, 0), 10, QUIET);
    expect(looks).toBeGreaterThan(145);
  });

  test("[HAND-5] spends no more than its budget and what it has saved, whatever a look costs", () => {
    const cost = fc.integer({ min: 5, max: 120 });
    fc.assert(
      fc.property(cost, fc.integer({ min: 60, max: 400 }), (workMs, budgetMs) => {
        const { workMs: spentMs } = live(startLookBudget(budgetMs, 0), 20, { ...QUIET, workMs });
        expect(spentMs).toBeLessThanOrEqual(budgetMs * (20 + 3) + workMs);
      }),
    );
  });

  test("what was saved lets a hand that comes up be followed at once", () => {
    const idle = live(startLookBudget(150, 0), 10, { ...QUIET, workMs: 2, isCalm: true }).budget;
    const { looks } = live(idle, 2, { ...QUIET, kind: "seek", workMs: 20 });
    expect(looks).toBeGreaterThan(24);
  });

  test("[HAND-5] steps down within two seconds when timers are late", () => {
    const quiet = live(startLookBudget(300, 0), 5, QUIET).budget;
    expect(looksPerSecond(live(quiet, 2, { ...QUIET, lateMs: 40 }).budget)).toBeLessThan(8);
    expect(looksPerSecond(live(quiet, 20, { ...QUIET, lateMs: 40 }).budget)).toBe(2);
  });

  test("[HAND-5] steps down when the same work takes three times as long", () => {
    const quiet = live(startLookBudget(300, 0), 5, QUIET).budget;
    const slow = { ...QUIET, workMs: 3 * QUIET.workMs };
    expect(looksPerSecond(live(quiet, 10, slow).budget)).toBe(2);
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
    const { looks } = live(startLookBudget(300, 0), 5, { ...QUIET, isCalm: true });
    expect(looks).toBeLessThanOrEqual(25);
  });
});
