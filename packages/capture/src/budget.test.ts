import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Budget,
  BUDGET_LEVELS,
  BUDGET_STEP_MS,
  budgetLevel,
  type BudgetSample,
  type BudgetUses,
  nextBudget,
  startBudget,
} from "./budget.ts";

const INTERVAL_MS = 33.3;
const ALL: BudgetUses = { hasBackdrop: true, wantsHair: true };
const BARE: BudgetUses = { hasBackdrop: false, wantsHair: false };

/** Work per frame, in ms, on a level at a second. */
type Machine = (level: number, second: number) => number;

/** One sample a second. */
function play(machine: Machine, seconds: number, uses = ALL): Budget[] {
  const budgets = [startBudget(0)];
  for (let second = 1; second <= seconds; second++) {
    const before = budgets.at(-1) ?? startBudget(0);
    const workMs = machine(before.level, second);
    const { frameEvery } = budgetLevel(before);
    budgets.push(nextBudget(before, sample(second * 1000, workMs, { frameEvery, uses })));
  }
  return budgets;
}

function sample(
  atMs: number,
  workMs: number,
  { frameEvery = 1, uses = ALL }: { frameEvery?: number; uses?: BudgetUses } = {},
): BudgetSample {
  const busyShare = Math.min(1, workMs / INTERVAL_MS / frameEvery);
  return { atMs, workMs, intervalMs: INTERVAL_MS, busyShare, uses };
}

/** A machine on which every level has its own fixed cost. */
const fixed =
  (...costs: readonly number[]): Machine =>
  (level) =>
    costs[level] ?? costs.at(-1) ?? 0;

const busyForAMinute =
  (...costs: readonly number[]): Machine =>
  (level, second) =>
    second < 60 ? fixed(...costs)(level, second) : 5;

/** Changes of level after some second, in seconds. */
function steps(budgets: readonly Budget[], afterSecond = 0): number[] {
  return budgets.flatMap((budget, second) => {
    const before = budgets[second - 1];
    return before && before.level !== budget.level && second > afterSecond ? [second] : [];
  });
}

function levels(budgets: readonly Budget[]): number[] {
  return budgets.map(({ level }) => level).filter((level, i, all) => level !== all[i - 1]);
}

test("[CAP-2] steps are at least ten seconds apart, whatever the load does", () => {
  const loads = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { maxLength: 200 });
  fc.assert(
    fc.property(loads, fc.boolean(), fc.boolean(), (work, hasBackdrop, wantsHair) => {
      const machine: Machine = (_, second) => work[second - 1] ?? 0;
      const times = steps(play(machine, work.length, { hasBackdrop, wantsHair }));
      times.slice(1).forEach((second, i) => {
        expect((second - (times[i] ?? 0)) * 1000).toBeGreaterThanOrEqual(BUDGET_STEP_MS);
      });
    }),
  );
});

test("[CAP-2] gives up the net's every frame, hair, size, frames, and the outline last", () => {
  const order = levels(play(fixed(120, 115, 110, 105, 100, 95, 90), 120));
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(BUDGET_LEVELS.map((level) => level.netEveryWithBackdrop)).toEqual([1, 2, 2, 2, 2, 2, 3]);
  expect(BUDGET_LEVELS.map((level) => level.isEdgeRedrawn)).toEqual([
    true,
    ...Array.from({ length: 6 }, () => false),
  ]);
  expect(BUDGET_LEVELS.map((level) => level.hasHair)).toEqual([
    true,
    true,
    ...Array.from({ length: 5 }, () => false),
  ]);
  expect(BUDGET_LEVELS.map((level) => level.frameEvery)).toEqual([1, 1, 1, 1, 1, 2, 2]);
  expect(BUDGET_LEVELS.map((level) => level.netEvery)).toEqual([1, 1, 1, 1, 1, 1, 2]);
});

test("the picture is never given up", () => {
  const budgets = play(fixed(500), 3600);
  expect(budgets.at(-1)?.level).toBe(BUDGET_LEVELS.length - 1);
  expect(BUDGET_LEVELS.every((level) => level.frameEvery <= 2)).toBe(true);
  expect(BUDGET_LEVELS.every((level) => level.maxColourHeightPx >= 588)).toBe(true);
});

test("a step that saves nothing is passed over, on the way down and on the way up", () => {
  expect(levels(play(busyForAMinute(80, 80, 80, 50, 25), 400, BARE))).toEqual([0, 3, 4, 3, 0]);
  const withPlate = { hasBackdrop: true, wantsHair: false };
  expect(levels(play(busyForAMinute(80, 80, 80, 50, 25), 400, withPlate))).toEqual([
    0, 1, 3, 4, 3, 1, 0,
  ]);
});

test("goes back to full quality when what was chosen leaves nothing to save", () => {
  const [rested] = play(fixed(40, 20), 30).slice(-1);
  expect(rested?.level).toBe(1);
  let budget = rested ?? startBudget(0);
  for (let i = 31; i < 90; i++) budget = nextBudget(budget, sample(i * 1000, 15, { uses: BARE }));
  expect(budget.level).toBe(0);
});

test("stays at full quality with time to spare", () => {
  expect(steps(play(fixed(15), 300))).toEqual([]);
});

test("goes back up when the load is gone", () => {
  expect(play(busyForAMinute(60, 50, 40, 25), 240).at(-1)?.level).toBe(0);
});

test("lowers also when other programs take the time and the worker mostly waits", () => {
  let budget = startBudget(0);
  for (let i = 1; i < 10; i++) {
    const busy = { atMs: i * 1000, workMs: 45, intervalMs: INTERVAL_MS, busyShare: 0.6, uses: ALL };
    budget = nextBudget(budget, busy);
  }
  expect(budget.level).toBe(1);
});

describe("[CAP-2] no oscillation", () => {
  const HOUR_S = 3600;

  test("between two levels of which one is too dear: ever rarer, hardly once an hour", () => {
    const budgets = play(fixed(40, 15), 6 * HOUR_S);
    expect(steps(budgets).length).toBeLessThan(28);
    expect(steps(budgets, 4 * HOUR_S).length).toBeLessThanOrEqual(4);
  });

  test("on a machine whose load just fills the time", () => {
    const costs = fixed(36, 30, 27, 20, 12);
    const noisy: Machine = (level, second) => costs(level, 0) * (1 + 0.15 * Math.sin(second * 1.7));
    const budgets = play(noisy, 4 * HOUR_S);
    expect(steps(budgets, HOUR_S).length).toBeLessThanOrEqual(6);
  });

  test("with bursts of other work every minute", () => {
    const costs = fixed(24, 20, 17, 12, 9);
    const bursts: Machine = (level, second) => costs(level, 0) * (second % 60 < 8 ? 2 : 1);
    const budgets = play(bursts, 4 * HOUR_S);
    expect(steps(budgets, 2 * HOUR_S).length).toBeLessThanOrEqual(8);
  });

  test("for any fixed costs", () => {
    const costs = fc.array(fc.double({ min: 4, max: 90, noNaN: true }), {
      minLength: BUDGET_LEVELS.length,
      maxLength: BUDGET_LEVELS.length,
    });
    fc.assert(
      fc.property(costs, (unsorted) => {
        const falling = unsorted.toSorted((a, b) => b - a);
        expect(steps(play(fixed(...falling), 2 * HOUR_S), HOUR_S).length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 60 },
    );
  });

  test("and a machine that has time again need not wait for an hour", () => {
    const costs = fixed(40, 16);
    const machine: Machine = (level, second) => costs(level, 0) / (second < 2 * HOUR_S ? 1 : 4);
    const budgets = play(machine, 2 * HOUR_S + 120);
    expect(budgets.at(-1)?.level).toBe(0);
  });
});
