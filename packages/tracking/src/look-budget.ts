const MOST_PER_S = 15;
/** As rare as looks get on a busy machine: a hand that closes is still seen within a second. */
const FEWEST_PER_S = 2;
/** While no hand does anything. */
const CALM_PER_S = 5;
/** Saved up while little is to be done, for a hand that comes up: this long a time's budget. */
const SAVED_S = 3;
/** However dear a look was, the next one comes by then. */
const LONGEST_PAUSE_MS = 2000;
/** A timer later than this, on average, says that others wait for the processor as well. */
const BUSY_LATE_MS = 15;
/** And so does work that takes this many times as long as it does undisturbed. */
const BUSY_SLOWDOWN = 2.5;
/** The matte steps down at 0.9: the hands have stepped down by then. */
const BUSY_LOAD = 0.75;
const CALM_LOAD = 0.65;
const STEP_DOWN = 0.7;
const STEP_DOWN_EVERY_MS = 500;
const CALM_AFTER_MS = 2000;
/** Looks per second more, each second. */
const RISE_PER_S = 1;
const SMOOTHING = 0.25;
/** By which the shortest time ever seen is forgotten, a look: processors get slower for good, too. */
const FORGETTING = 1.002;

export interface LookSample {
  /** Looks of different kinds cost differently. */
  readonly kind: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** How late its timer was. */
  readonly lateMs: number;
  /** Capture's load as it reports it; null when unknown. */
  readonly captureLoad: number | null;
  readonly isCalm: boolean;
}

/** Pure state of how often to look. */
export interface LookBudget {
  /** Of work, per second. */
  readonly budgetMs: number;
  /** What may be spent at once; below zero it must be waited for. */
  readonly savedMs: number;
  /** Shortest time of each kind of look. */
  readonly leastMs: Readonly<Record<string, number>>;
  /** Means over some looks. */
  readonly lateMs: number;
  readonly slowdown: number;
  /** Looks per second that the machine bears. */
  readonly ceilingPerS: number;
  readonly isCalm: boolean;
  readonly busyAtMs: number;
  readonly loweredAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** @param budgetMs of work per second */
export function startLookBudget(budgetMs: number, atMs: number): LookBudget {
  return {
    budgetMs,
    savedMs: budgetMs * SAVED_S,
    leastMs: {},
    lateMs: 0,
    slowdown: 1,
    ceilingPerS: MOST_PER_S,
    isCalm: true,
    busyAtMs: Number.NEGATIVE_INFINITY,
    loweredAtMs: Number.NEGATIVE_INFINITY,
    startedAtMs: atMs,
    endedAtMs: atMs,
  };
}

export function looksPerSecond({ ceilingPerS, isCalm }: LookBudget): number {
  return Math.min(isCalm ? CALM_PER_S : MOST_PER_S, ceilingPerS);
}

/** When to look next: as often as is wanted and borne, once what was overspent has come in again. */
export function nextLookAtMs(budget: LookBudget): number {
  const { startedAtMs, endedAtMs, savedMs, budgetMs } = budget;
  const owedMs = Math.max(0, (-savedMs / Math.max(1, budgetMs)) * 1000);
  const wantedAtMs = startedAtMs + 1000 / looksPerSecond(budget);
  return Math.max(wantedAtMs, endedAtMs + Math.min(LONGEST_PAUSE_MS, owedMs));
}

/** One look on. */
export function nextLookBudget(before: LookBudget, sample: LookSample): LookBudget {
  const { kind, startedAtMs, endedAtMs, isCalm, captureLoad } = sample;
  const workMs = Math.max(0, endedAtMs - startedAtMs);
  const sinceMs = Math.max(0, endedAtMs - before.endedAtMs);
  const mostMs = before.budgetMs * SAVED_S;
  const comeInMs = (before.budgetMs * sinceMs) / 1000;
  const savedMs = Math.max(-mostMs, Math.min(mostMs, before.savedMs + comeInMs) - workMs);
  const leastMs = Math.min(workMs, (before.leastMs[kind] ?? workMs) * FORGETTING);
  const budget: LookBudget = {
    ...before,
    savedMs,
    leastMs: { ...before.leastMs, [kind]: leastMs },
    lateMs: smoothed(before.lateMs, sample.lateMs),
    slowdown: leastMs > 0 ? smoothed(before.slowdown, workMs / leastMs) : before.slowdown,
    isCalm,
    startedAtMs,
    endedAtMs,
  };
  const load = captureLoad ?? 0;
  if (isBusy(budget, load)) return lowered(budget);
  const isQuiet = load < CALM_LOAD && endedAtMs - budget.busyAtMs >= CALM_AFTER_MS;
  return isQuiet ? raised(budget, sinceMs) : budget;
}

function isBusy({ lateMs, slowdown }: LookBudget, load: number): boolean {
  return lateMs > BUSY_LATE_MS || slowdown > BUSY_SLOWDOWN || load > BUSY_LOAD;
}

/** One long wait says little: it counts no more than a few times the bound. */
function smoothed(before: number, now: number): number {
  return before + SMOOTHING * (Math.min(now, 4 * BUSY_LATE_MS) - before);
}

function lowered(budget: LookBudget): LookBudget {
  const { endedAtMs, ceilingPerS } = budget;
  const busy = { ...budget, busyAtMs: endedAtMs };
  if (endedAtMs - budget.loweredAtMs < STEP_DOWN_EVERY_MS) return busy;
  // From what is really done, so that the first step is felt.
  const lower = Math.max(FEWEST_PER_S, looksPerSecond(budget) * STEP_DOWN);
  return { ...busy, loweredAtMs: endedAtMs, ceilingPerS: Math.min(ceilingPerS, lower) };
}

function raised(budget: LookBudget, sinceMs: number): LookBudget {
  const higher = budget.ceilingPerS + (RISE_PER_S * Math.min(1000, sinceMs)) / 1000;
  return { ...budget, ceilingPerS: Math.min(MOST_PER_S, higher) };
}
