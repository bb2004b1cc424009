/** How much work one level of the ladder spends. What is given up first is what people miss least. */
export interface BudgetLevel {
  /** The net runs on every n-th frame. Where nothing is known of the room, its mask is the outline. */
  readonly netEvery: number;
  /** The same with a clean plate or a screen behind the person, which carry the outline themselves. */
  readonly netEveryWithBackdrop: number;
  readonly maxColourHeightPx: number;
  /** Every n-th camera frame is used at all. */
  readonly frameEvery: number;
}

const FULL: BudgetLevel = {
  netEvery: 1,
  netEveryWithBackdrop: 1,
  maxColourHeightPx: 4096,
  frameEvery: 1,
};
export const BUDGET_LEVELS: readonly BudgetLevel[] = [
  FULL,
  { ...FULL, netEveryWithBackdrop: 2, maxColourHeightPx: 882 },
  { ...FULL, netEveryWithBackdrop: 2, maxColourHeightPx: 588 },
  { ...FULL, netEveryWithBackdrop: 2, maxColourHeightPx: 588, frameEvery: 2 },
  { netEvery: 2, netEveryWithBackdrop: 3, maxColourHeightPx: 588, frameEvery: 2 },
];

/** Between any two steps, so that neither the picture nor the encoder swings. */
export const BUDGET_STEP_MS = 10_000;
const FIRST_STEP_MS = 3000;
const CALM_MS = 20_000;
const MAX_CALM_MS = 600_000;
/** A step up that had to be taken back within this time was a mistake: the next waits twice as long. */
const REGRET_MS = 60_000;
const OVER_LOAD = 0.9;
const CALM_LOAD = 0.6;
const SMOOTHING = 0.25;

export interface BudgetSample {
  readonly atMs: number;
  /** Share of the time since the last sample that went into work. */
  readonly busyShare: number;
  /** Mean work per used frame since then. */
  readonly workMs: number;
  /** Of the camera itself. */
  readonly intervalMs: number;
}

/** Pure state of the ladder. */
export interface Budget {
  readonly level: number;
  /** Smoothed; 1 is all the time there is. */
  readonly load: number;
  readonly changedAtMs: number;
  readonly calmSinceMs: number | null;
  readonly calmNeededMs: number;
  readonly raisedAtMs: number | null;
}

export function startBudget(atMs: number): Budget {
  return {
    level: 0,
    load: 0,
    changedAtMs: atMs + FIRST_STEP_MS - BUDGET_STEP_MS,
    calmSinceMs: null,
    calmNeededMs: CALM_MS,
    raisedAtMs: null,
  };
}

export function budgetLevel({ level }: Pick<Budget, "level">): BudgetLevel {
  return BUDGET_LEVELS[level] ?? FULL;
}

/** One sample on, about one a second. */
export function nextBudget(before: Budget, sample: BudgetSample): Budget {
  const { atMs } = sample;
  const budget = { ...before, load: smoothedLoad(before, sample) };
  const isFree = atMs - budget.changedAtMs >= BUDGET_STEP_MS;
  if (budget.load > OVER_LOAD) {
    const canLower = isFree && budget.level < BUDGET_LEVELS.length - 1;
    return canLower ? lowered(budget, atMs) : { ...budget, calmSinceMs: null };
  }
  if (budget.level === 0 || loadAbove(budget) > CALM_LOAD) return { ...budget, calmSinceMs: null };
  const calmSinceMs = budget.calmSinceMs ?? atMs;
  const isCalm = atMs - calmSinceMs >= budget.calmNeededMs;
  return isFree && isCalm ? raised(budget, atMs) : { ...budget, calmSinceMs };
}

/** Whichever is worse: a machine that is busy with other things too leaves the worker waiting. */
function smoothedLoad(budget: Budget, { busyShare, workMs, intervalMs }: BudgetSample): number {
  const perFrame = workMs / Math.max(1, intervalMs * budgetLevel(budget).frameEvery);
  const now = Math.max(busyShare, perFrame);
  return budget.load === 0 ? now : budget.load + SMOOTHING * (now - budget.load);
}

/** What the same work would be if more frames were used, one level up. */
function loadAbove(budget: Budget): number {
  const above = budgetLevel({ level: budget.level - 1 });
  return (budget.load * budgetLevel(budget).frameEvery) / above.frameEvery;
}

function lowered(budget: Budget, atMs: number): Budget {
  const isRegret = budget.raisedAtMs !== null && atMs - budget.raisedAtMs < REGRET_MS;
  return {
    ...budget,
    level: budget.level + 1,
    changedAtMs: atMs,
    calmSinceMs: null,
    calmNeededMs: isRegret ? Math.min(MAX_CALM_MS, budget.calmNeededMs * 2) : budget.calmNeededMs,
  };
}

function raised(budget: Budget, atMs: number): Budget {
  return {
    ...budget,
    level: budget.level - 1,
    changedAtMs: atMs,
    calmSinceMs: null,
    raisedAtMs: atMs,
  };
}
