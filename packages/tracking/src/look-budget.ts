const MOST_PER_S = 15;
/** As rare as looks get on a busy machine: a hand that closes is still seen within half a second. */
const FEWEST_PER_S = 2;
/** Rarer only where a single look costs more than half the budget. */
const FEWEST_DEAR_PER_S = 0.5;
/** While no hand does anything. */
const CALM_PER_S = 5;
/** A timer later than this, on average, says that others wait for the processor as well. */
const BUSY_LATE_MS = 15;
/** The matte steps down at 0.9: the hands have stepped down by then. */
const BUSY_LOAD = 0.75;
const CALM_LOAD = 0.65;
const STEP_DOWN = 0.7;
const STEP_DOWN_EVERY_MS = 500;
const CALM_AFTER_MS = 2000;
/** Looks per second more, each second. */
const RISE_PER_S = 1;
const SMOOTHING = 0.25;

export interface LookSample {
  readonly atMs: number;
  /** What this look cost. */
  readonly workMs: number;
  /** How late its timer was. */
  readonly lateMs: number;
  /** Capture's load as it reports it; null when unknown. */
  readonly captureLoad: number | null;
  readonly isCalm: boolean;
}

/** Pure state of how often to look. */
export interface LookBudget {
  readonly budgetMs: number;
  /** Means over some looks. */
  readonly workMs: number;
  readonly lateMs: number;
  /** Looks per second that the machine bears. */
  readonly ceilingPerS: number;
  readonly isCalm: boolean;
  readonly busyAtMs: number;
  readonly loweredAtMs: number;
  readonly atMs: number;
}

/** @param budgetMs of work per second */
export function startLookBudget(budgetMs: number, atMs: number): LookBudget {
  return {
    budgetMs,
    workMs: 0,
    lateMs: 0,
    ceilingPerS: MOST_PER_S,
    isCalm: true,
    busyAtMs: Number.NEGATIVE_INFINITY,
    loweredAtMs: Number.NEGATIVE_INFINITY,
    atMs,
  };
}

export function looksPerSecond({ budgetMs, workMs, ceilingPerS, isCalm }: LookBudget): number {
  const affordable = workMs > 0 ? budgetMs / workMs : MOST_PER_S;
  const wanted = isCalm ? CALM_PER_S : MOST_PER_S;
  return Math.max(FEWEST_DEAR_PER_S, Math.min(wanted, affordable, ceilingPerS));
}

/** One look on. */
export function nextLookBudget(before: LookBudget, sample: LookSample): LookBudget {
  const { atMs, isCalm } = sample;
  const budget = {
    ...before,
    workMs: smoothed(before.workMs, sample.workMs),
    lateMs: smoothed(before.lateMs, sample.lateMs),
    isCalm,
    atMs,
  };
  const load = sample.captureLoad ?? 0;
  if (budget.lateMs > BUSY_LATE_MS || load > BUSY_LOAD) return lowered(budget);
  const isQuiet = load < CALM_LOAD && atMs - budget.busyAtMs >= CALM_AFTER_MS;
  return isQuiet ? raised(budget, atMs - before.atMs) : budget;
}

function smoothed(before: number, now: number): number {
  return before === 0 ? now : before + SMOOTHING * (now - before);
}

function lowered(budget: LookBudget): LookBudget {
  const { atMs, ceilingPerS } = budget;
  if (atMs - budget.loweredAtMs < STEP_DOWN_EVERY_MS) return { ...budget, busyAtMs: atMs };
  // From what is really done, so that the first step is felt.
  const from = Math.min(ceilingPerS, looksPerSecond(budget));
  const lower = Math.max(FEWEST_PER_S, from * STEP_DOWN);
  return {
    ...budget,
    busyAtMs: atMs,
    loweredAtMs: atMs,
    ceilingPerS: Math.min(ceilingPerS, lower),
  };
}

function raised(budget: LookBudget, sinceMs: number): LookBudget {
  const higher = budget.ceilingPerS + (RISE_PER_S * Math.min(1000, sinceMs)) / 1000;
  return { ...budget, ceilingPerS: Math.min(MOST_PER_S, higher) };
}
