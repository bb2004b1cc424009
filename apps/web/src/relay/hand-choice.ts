import type { Hand } from "@visavis/tracking";

/** A camera that looks often and has not seen the hand for so long does not know about it. */
const STALE_MS = 700;
const MOST_STALE_MS = 2500;
/** Of the time between two looks. */
const MISSED = 1.6;
/** Two hands that look alike must not take turns. */
const LOYALTY = 0.35;
const TRACKER = "tracker";

/** Which of the hands that are seen is the one that gives and takes. */
export class HandChoice {
  readonly #hands = new Map<string, Hand>();
  #chosen: string | null = null;

  handChanged(hand: Hand): void {
    this.#hands.set(nameOf(hand), hand);
  }

  /** From a tracker that somebody joined to the page: it is believed before this camera. */
  trackerChanged(hand: Hand): void {
    this.#hands.set(TRACKER, hand);
  }

  /** Whether the hand that counts comes from such a tracker. */
  get isTracked(): boolean {
    return this.#chosen === TRACKER;
  }

  /** Null while no hand is known. A camera that looks rarely is believed for longer. */
  at(nowMs: number, looksPerSecond = Number.POSITIVE_INFINITY): Hand | null {
    const staleMs = Math.min(MOST_STALE_MS, Math.max(STALE_MS, (1000 * MISSED) / looksPerSecond));
    let best: readonly [name: string, hand: Hand] | null = null;
    let most = 0;
    for (const [name, hand] of this.#hands) {
      if (!isKnown(hand, nowMs - staleMs)) continue;
      const worth =
        worthOf(hand) + (name === this.#chosen ? LOYALTY : 0) + (name === TRACKER ? 5 : 0);
      if (best && worth <= most) continue;
      best = [name, hand];
      most = worth;
    }
    this.#chosen = best?.[0] ?? null;
    return best?.[1] ?? null;
  }
}

function nameOf({ side, source }: Hand): string {
  return source === "input" ? source : side;
}

/** A pointer that rests is still there; a camera that is silent is blind. */
function isKnown({ atMs, source, state }: Hand, sinceMs: number): boolean {
  return state !== "none" && (source === "input" || atMs > sinceMs);
}

/** Who presses the glass means it; else the hand that holds on, else the one that is held out. */
function worthOf({ extension, source, state }: Hand): number {
  if (source === "input") return 10;
  return (state === "grip" ? 1 : 0) + extension + (source === "hand" ? 0.5 : 0);
}
