import type { Backdrop } from "@visavis/matte";

/** What is to be known of the room behind the person. */
export type BackdropChoice =
  | Backdrop
  /** The plate is learnt, or taken, as long as the camera keeps still; otherwise the net alone. */
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

export function backdropOf(choice: BackdropChoice, steady: Steadiness, atMs: number): Backdrop {
  if (choice.kind !== "auto") return choice;
  return { kind: atMs < steady.restsUntilMs ? "none" : "plate" };
}
