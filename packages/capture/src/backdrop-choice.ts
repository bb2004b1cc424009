import type { Backdrop } from "@visavis/matte";

/** What is to be known of the room behind the person. */
export type BackdropChoice =
  | Backdrop
  /** A plate, taken or learnt, as long as the camera keeps still; otherwise the net alone. */
  | { readonly kind: "auto" };

/** A camera that loses its plate so often in so short a time is held in a hand. */
const LOSSES = 3;
const WITHIN_MS = 30_000;
const REST_MS = 60_000;

/** Whether the camera keeps still enough for a plate. Pure state. */
export interface Steadiness {
  readonly lossesAtMs: readonly number[];
  readonly restsUntilMs: number;
}

export const STEADY: Steadiness = { lossesAtMs: [], restsUntilMs: 0 };

export function nextSteadiness(before: Steadiness, lostAtMs: number): Steadiness {
  const lossesAtMs = [...before.lossesAtMs, lostAtMs].filter((atMs) => lostAtMs - atMs < WITHIN_MS);
  return lossesAtMs.length < LOSSES
    ? { ...before, lossesAtMs }
    : { lossesAtMs: [], restsUntilMs: lostAtMs + REST_MS };
}

export interface PlateChance {
  readonly steady: Steadiness;
  readonly atMs: number;
}

export function backdropOf(choice: BackdropChoice, chance: PlateChance): Backdrop {
  if (choice.kind !== "auto") return choice;
  const isSteady = chance.atMs >= chance.steady.restsUntilMs;
  return { kind: isSteady ? "plate" : "none" };
}
