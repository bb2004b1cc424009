import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Budget,
  BUDGET_LEVELS,
  BUDGET_STEP_MS,
  budgetLevel,
  type BudgetSample,
  nextBudget,
  startBudget,
} from "./budget.ts";

/** One sample a second of a machine on which level n costs `costs[n]` ms a frame. */
function play(costs: readonly number[], seconds: number): Budget[] {
  const budgets = [startBudget(0)];
  for (let i = 1; i <= seconds; i++) {
    const before = budgets.at(-1) ?? startBudget(0);
    const workMs = costs[before.level] ?? 0;
    budgets.push(nextBudget(before, sample(i * 1000, workMs, budgetLevel(before).frameEvery)));
  }
  return budgets;
}

function sample(atMs: number, workMs: number, frameEvery = 1): BudgetSample {
  const intervalMs = 33.3;
  return { atMs, workMs, intervalMs, busyShare: Math.min(1, workMs / intervalMs / frameEvery) };
}

function steps(budgets: readonly Budget[]): number[] {
  return budgets.flatMap((budget, i) => {
    const before = budgets[i - 1];
    return before && before.level !== budget.level ? [i * 1000] : [];
  });
}

test("[CAP-2] steps are at least ten seconds apart, whatever the load does", () => {
  const loads = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { maxLength: 200 });
  fc.assert(
    fc.property(loads, (work) => {
      const budgets = [startBudget(0)];
      work.forEach((workMs, i) => {
        const before = budgets.at(-1) ?? startBudget(0);
        budgets.push(nextBudget(before, sample((i + 1) * 1000, workMs)));
      });
      const times = steps(budgets);
      times.slice(1).forEach((atMs, i) => {
        expect(atMs - (times[i] ?? 0)).toBeGreaterThanOrEqual(BUDGET_STEP_MS);
      });
    }),
  );
});

test("stays at full quality with time to spare", () => {
  expect(play([15, 10, 8, 6, 6], 300).at(-1)?.level).toBe(0);
});

test("[CAP-2] lowers step by step until the work fits: size, then frames, the outline last", () => {
  const budgets = play([60, 45, 40, 25, 25], 60);
  expect(budgets.at(-1)?.level).toBe(3);
  expect(BUDGET_LEVELS.map(({ netEvery }) => netEvery)).toEqual([1, 1, 1, 1, 2]);
  expect(budgetLevel({ level: 1 })).toMatchObject({ netEveryWithBackdrop: 2, frameEvery: 1 });
  expect(BUDGET_LEVELS.at(-1)?.frameEvery).toBe(2);
});

test("[CAP-2] does not swing between two levels of which one is too dear", () => {
  const changes = steps(play([40, 15, 15, 15, 15], 3600));
  const lastHalfHour = changes.filter((atMs) => atMs > 1_800_000);
  expect(lastHalfHour.length).toBeLessThan(8);
});

test("goes back up when the load is gone", () => {
  const loaded = play([60, 45, 40, 25, 25], 60).at(-1) ?? startBudget(0);
  let budget = loaded;
  for (let i = 61; i < 200; i++) {
    budget = nextBudget(budget, sample(i * 1000, 8));
  }
  expect(budget.level).toBe(0);
});

test("lowers also when other programs take the time and the worker mostly waits", () => {
  let budget = startBudget(0);
  for (let i = 1; i < 10; i++) {
    budget = nextBudget(budget, { atMs: i * 1000, workMs: 45, intervalMs: 33.3, busyShare: 0.6 });
  }
  expect(budget.level).toBe(1);
});
