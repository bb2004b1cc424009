import type { Vector3 } from "@visavis/pane";

/** `ghost` is where a thing would be; only `solid` is the thing. */
export type PropLook = "solid" | "ghost" | "none";
export type FlashKind = "pass" | "refuse" | "kiss" | "in-flight";

export interface Flash {
  readonly kind: FlashKind;
  readonly startMs: number;
  /** Where it happened, in the pane frame. */
  readonly at: Vector3;
}

/** Everything about a prop's look that takes time. */
export interface PropLife {
  readonly look: PropLook;
  /** 0 is nothing, 1 all that the look allows. */
  readonly presence: number;
  /** 0 ghost, 1 the thing itself; never above 0 unless the look is solid. */
  readonly solidity: number;
  /** Size of the fire, 0 to 1. */
  readonly flame: number;
  /** What is left of a fire that had to stop at once: fades, casts no light. */
  readonly ember: number;
  readonly smokeSinceMs: number | null;
  /** Where the fire was last, for what outlives it. */
  readonly flameAt: Vector3;
  readonly lastSolidMs: number;
  readonly flashes: readonly Flash[];
}

export interface PropWish {
  readonly look: PropLook;
  readonly isLit: boolean;
  /** Share of full brightness, 0 to 1. */
  readonly lightShare: number;
  /** Whether this kind of thing can burn. */
  readonly canBurn: boolean;
  readonly flameAt: Vector3;
}

export const NEW_LIFE: PropLife = {
  look: "none",
  presence: 0,
  solidity: 0,
  flame: 0,
  ember: 0,
  smokeSinceMs: null,
  flameAt: [0, 0, 0],
  lastSolidMs: Number.NEGATIVE_INFINITY,
  flashes: [],
};

const GHOST_IN_MS = 140;
const SOLID_IN_MS = 120;
const KINDLE_MS = 420;
const DIE_MS = 500;
const EMBER_MS = 260;
export const SMOKE_MS = 1300;
/** A commit later than this is shown on its way. */
export const LATE_MS = 400;
/** Nobody waits longer for a thing that does not come. */
const MAX_FLIGHT_MS = 10_000;
export const FLASH_MS: Readonly<Record<FlashKind, number>> = {
  pass: 700,
  refuse: 450,
  kiss: 1500,
  "in-flight": MAX_FLIGHT_MS,
};
const MAX_FLASHES = 4;

/** One drawn frame on. A thing that may no longer be solid is gone in this very frame. */
export function nextLife(
  life: PropLife,
  wish: PropWish,
  nowMs: number,
  passedMs: number,
): PropLife {
  const isSolid = wish.look === "solid";
  const wasSolid = life.look === "solid";
  const burns = isSolid && wish.isLit && wish.canBurn;
  const flame = burns
    ? toward(life.flame, clamp01(wish.lightShare), passedMs / KINDLE_MS)
    : isSolid
      ? toward(life.flame, 0, passedMs / DIE_MS)
      : 0;
  const flashes = running(life.flashes, isSolid && !wasSolid, nowMs);
  // Given away, the fire goes with the torch; lost, it dies here and leaves smoke.
  const isGiven = flashes.some(({ kind }) => kind === "pass" || kind === "in-flight");
  const isLost = wasSolid && !isSolid && life.flame > 0 && !isGiven;
  const isBlownOut = isSolid && !burns && wasSolid && life.flame > 0.99;
  const smokes = isLost || isBlownOut;
  const smokeAge = nowMs - (life.smokeSinceMs ?? Number.NEGATIVE_INFINITY);
  return {
    look: wish.look,
    presence: nextPresence(life, wish.look, passedMs),
    solidity: isSolid ? toward(wasSolid ? life.solidity : 0, 1, passedMs / SOLID_IN_MS) : 0,
    flame,
    ember: isLost ? life.flame : toward(life.ember, 0, passedMs / EMBER_MS),
    smokeSinceMs: smokes ? nowMs : smokeAge < SMOKE_MS && !burns ? life.smokeSinceMs : null,
    flameAt: wish.look === "none" ? life.flameAt : wish.flameAt,
    lastSolidMs: isSolid ? nowMs : life.lastSolidMs,
    flashes,
  };
}

export function withFlash(life: PropLife, flash: Flash): PropLife {
  const isAgain = life.flashes.some(({ kind }) => kind === "in-flight" && kind === flash.kind);
  if (isAgain) return life;
  const others = life.flashes.filter(
    ({ kind }) => !(kind === "in-flight" && endsFlight(flash.kind)),
  );
  return { ...life, flashes: [...others, flash].slice(-MAX_FLASHES) };
}

/** Sparks at the pane: only when the thing has been nowhere for long enough to be missed. */
export function isInFlight({ flashes, lastSolidMs, look }: PropLife, nowMs: number): boolean {
  const flight = flashes.find(({ kind }) => kind === "in-flight");
  return flight !== undefined && look !== "solid" && nowMs - lastSolidMs > LATE_MS;
}

/** A jump of the pose is covered by sparks at both of its ends. */
export function hidesJump({ flashes }: PropLife, nowMs: number): boolean {
  return flashes.some(
    ({ kind, startMs }) => kind === "pass" && nowMs - startMs < FLASH_MS.pass / 2,
  );
}

/** Whether something would look different a moment later; a calm fire, once it burns, stands still. */
export function isAlive(life: PropLife, nowMs: number, isCalm: boolean): boolean {
  const { look, presence, solidity, flame, ember, smokeSinceMs, flashes } = life;
  const isFading = look === "none" ? presence > 0 : presence < 1;
  const isSettling = look === "solid" && solidity < 1;
  const lasts = flashes.some(({ kind, startMs }) => nowMs - startMs < FLASH_MS[kind]);
  const burns = flame > 0 && !(isCalm && flame === 1);
  return isFading || isSettling || burns || ember > 0 || smokeSinceMs !== null || lasts;
}

function running(flashes: readonly Flash[], becameSolid: boolean, nowMs: number): readonly Flash[] {
  const kept = flashes.filter(
    ({ kind, startMs }) =>
      nowMs - startMs < FLASH_MS[kind] && !(kind === "in-flight" && becameSolid),
  );
  return kept.length === flashes.length ? flashes : kept;
}

function nextPresence(life: PropLife, look: PropLook, passedMs: number): number {
  if (look !== "none") return toward(life.presence, 1, passedMs / GHOST_IN_MS);
  // A ghost may linger while it fades; a solid thing must not.
  return life.look === "solid" ? 0 : toward(life.presence, 0, passedMs / GHOST_IN_MS);
}

function endsFlight(kind: FlashKind): boolean {
  return kind === "pass" || kind === "refuse";
}

function toward(value: number, goal: number, step: number): number {
  const by = Math.max(0, step);
  return value < goal ? Math.min(goal, value + by) : Math.max(goal, value - by);
}

function clamp01(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(1, value)) : 1;
}
