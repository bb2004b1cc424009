import type { Band } from "@visavis/matte";

/** Whether loose hair is looked for: `auto` does for a person who is near. */
export type HairChoice = "auto" | "on" | "off";

/** Head against the picture's longer side: a desk's camera sees 0.15 and more, a booth's 0.08. */
const NEAR_SHARE = 0.13;
const FAR_SHARE = 0.11;
/** Nobody leans forward for so short a time that it would pay. */
const LASTING_MS = 1500;

/** Whether the head is near, without flutter. Pure state. */
export interface Nearness {
  readonly isNear: boolean;
  /** Since when frames say otherwise. */
  readonly otherSinceMs: number | null;
}

export const FAR: Nearness = { isNear: false, otherSinceMs: null };

/** @param headShare width of the head over the picture's longer side; null where no head is seen */
export function nextNearness(before: Nearness, headShare: number | null, atMs: number): Nearness {
  if (headShare === null) return before;
  const isNear = headShare > (before.isNear ? FAR_SHARE : NEAR_SHARE);
  if (isNear === before.isNear) {
    return before.otherSinceMs === null ? before : { ...before, otherSinceMs: null };
  }
  const otherSinceMs = before.otherSinceMs ?? atMs;
  return atMs - otherSinceMs >= LASTING_MS
    ? { isNear, otherSinceMs: null }
    : { ...before, otherSinceMs };
}

/** @param isAffordable false while the machine has no time for it; what was asked for by hand holds */
export function bandOf(choice: HairChoice, nearness: Nearness, isAffordable: boolean): Band {
  if (choice !== "auto") return choice === "on" ? "hair" : "narrow";
  return nearness.isNear && isAffordable ? "hair" : "narrow";
}
