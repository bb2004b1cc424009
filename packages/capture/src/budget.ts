/** How much work one level of the ladder spends. What is given up first is what people miss least. */
export interface BudgetLevel {
  /** The net runs on every n-th frame. Where nothing is known of the room, its mask is the outline. */
  readonly netEvery: number;
  /** The same with a known room or a screen behind the person, which carry the outline themselves. */
  readonly netEveryWithBackdrop: number;
  /** With a known room or a screen the edge is drawn a second time, with the colour beside it. */
  readonly isEdgeRedrawn: boolean;
  /** Loose hair is looked for without being asked, which takes a wider band along the edge. */
  readonly hasHair: boolean;
  readonly maxColourHeightPx: number;
  /** Every n-th camera frame is used at all. */
  readonly frameEvery: number;
}

const FULL: BudgetLevel = {
  netEvery: 1,
  netEveryWithBackdrop: 1,
  isEdgeRedrawn: true,
  hasHair: true,
  maxColourHeightPx: 4096,
  frameEvery: 1,
};
const NET_RESTS: BudgetLevel = { ...FULL, netEveryWithBackdrop: 2, isEdgeRedrawn: false };
const NARROW: BudgetLevel = { ...NET_RESTS, hasHair: false };
const SMALL: BudgetLevel = { ...NARROW, maxColourHeightPx: 588 };
export const BUDGET_LEVELS: readonly BudgetLevel[] = [
  FULL,
  NET_RESTS,
  NARROW,
  { ...NARROW, maxColourHeightPx: 882 },
  SMALL,
  { ...SMALL, frameEvery: 2 },
  { ...SMALL, frameEvery: 2, netEvery: 2, netEveryWithBackdrop: 3 },
];

/** Between any two steps, so that neither the picture nor the encoder swings. */
export const BUDGET_STEP_MS = 10_000;
const FIRST_STEP_MS = 3000;
const CALM_MS = 20_000;
const MAX_CALM_MS = 3_600_000;
/** A step up that had to be taken back within this time was a mistake: the next waits twice as long. */
const REGRET_MS = 60_000;
/** Below this share of the load of then, a mistake of then is none any more. */
const OTHER_TIMES = 0.7;
const OVER_LOAD = 0.9;
const CALM_LOAD = 0.6;
const SMOOTHING = 0.25;

/** What of the ladder's savings the present picture can feel. */
export interface BudgetUses {
  /** A plate that is whole, or a screen. */
  readonly hasBackdrop: boolean;
  /** Somebody is near, and hair is left to us. */
  readonly wantsHair: boolean;
}

export interface BudgetSample {
  readonly atMs: number;
  /** Share of the time since the last sample that went into work. */
  readonly busyShare: number;
  /** Mean work per used frame since then. */
  readonly workMs: number;
  /** Of the camera itself. */
  readonly intervalMs: number;
  readonly uses: BudgetUses;
}

/** Pure state of the ladder. */
export interface Budget {
  readonly level: number;
  /** Smoothed; 1 is all the time there is. */
  readonly load: number;
  readonly changedAtMs: number;
  readonly calmSinceMs: number | null;
  readonly calmNeededMs: number;
  /** When the last step up was taken, and from which load. */
  readonly raised: Readonly<{ atMs: number; load: number }> | null;
  /** The load from which a step up turned out to be a mistake. */
  readonly regretLoad: number;
}

export function startBudget(atMs: number): Budget {
  return {
    level: 0,
    load: 0,
    changedAtMs: atMs + FIRST_STEP_MS - BUDGET_STEP_MS,
    calmSinceMs: null,
    calmNeededMs: CALM_MS,
    raised: null,
    regretLoad: 0,
  };
}

export function budgetLevel({ level }: Pick<Budget, "level">): BudgetLevel {
  return BUDGET_LEVELS[level] ?? FULL;
}

/** One sample on, about one a second. */
export function nextBudget(before: Budget, sample: BudgetSample): Budget {
  const { atMs, uses } = sample;
  const budget = forgiven({ ...before, load: smoothedLoad(before, sample) });
  const isFree = atMs - budget.changedAtMs >= BUDGET_STEP_MS;
  if (budget.load > OVER_LOAD) {
    const level = isFree ? nextLevel(budget.level, 1, uses) : null;
    return level === null ? { ...budget, calmSinceMs: null } : lowered(budget, level, atMs);
  }
  const above = nextLevel(budget.level, -1, uses);
  if (above === null || loadAt(above, budget) > CALM_LOAD) return { ...budget, calmSinceMs: null };
  const calmSinceMs = budget.calmSinceMs ?? atMs;
  const isCalm = atMs - calmSinceMs >= budget.calmNeededMs;
  return isFree && isCalm ? raised(budget, above, atMs) : { ...budget, calmSinceMs };
}

/** Whichever is worse: a machine that is busy with other things too leaves the worker waiting. */
function smoothedLoad(budget: Budget, { busyShare, workMs, intervalMs }: BudgetSample): number {
  const perFrame = workMs / Math.max(1, intervalMs * budgetLevel(budget).frameEvery);
  const now = Math.max(busyShare, perFrame);
  return budget.load === 0 ? now : budget.load + SMOOTHING * (now - budget.load);
}

/**
 * The nearest level that makes a difference to the present picture; null at the ladder's ends. A step
 * that saves nothing would cost ten seconds of dropped frames.
 */
function nextLevel(level: number, step: 1 | -1, uses: BudgetUses): number | null {
  const effects = BUDGET_LEVELS.map((limits) => effectOf(limits, uses));
  const now = effects[level];
  if (step === 1) {
    const below = effects.findIndex((effect, i) => i > level && effect !== now);
    return below < 0 ? null : below;
  }
  if (level === 0) return null;
  // The highest of those alike; also where nothing is felt, so that the report says so.
  const above = effects.slice(0, level).findLast((effect) => effect !== now) ?? now ?? "";
  return effects.indexOf(above);
}

function effectOf(limits: BudgetLevel, { hasBackdrop, wantsHair }: BudgetUses): string {
  const { netEvery, netEveryWithBackdrop, hasHair, maxColourHeightPx, frameEvery } = limits;
  const net = hasBackdrop ? netEveryWithBackdrop : netEvery;
  return [net, wantsHair && hasHair, maxColourHeightPx, frameEvery].join(" ");
}

/** What the same work would be if that level's share of frames were used. */
function loadAt(level: number, budget: Budget): number {
  return (budget.load * budgetLevel(budget).frameEvery) / budgetLevel({ level }).frameEvery;
}

/** The machine has much more time than when a step up failed: it need not wait as long. */
function forgiven(budget: Budget): Budget {
  const isOther = budget.load < OTHER_TIMES * budget.regretLoad;
  return isOther ? { ...budget, calmNeededMs: CALM_MS, regretLoad: 0 } : budget;
}

function lowered(budget: Budget, level: number, atMs: number): Budget {
  const step = { ...budget, level, changedAtMs: atMs, calmSinceMs: null, raised: null };
  const { raised: mistake } = budget;
  if (mistake === null || atMs - mistake.atMs >= REGRET_MS) return step;
  const calmNeededMs = Math.min(MAX_CALM_MS, budget.calmNeededMs * 2);
  return { ...step, calmNeededMs, regretLoad: mistake.load };
}

function raised(budget: Budget, level: number, atMs: number): Budget {
  const { load } = budget;
  return { ...budget, level, changedAtMs: atMs, calmSinceMs: null, raised: { atMs, load } };
}
