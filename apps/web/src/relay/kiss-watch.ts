import {
  type Kiss,
  kissSeconds,
  nextKiss,
  NO_KISS,
  type Pose,
  tipsDistanceM,
} from "@visavis/stage";

/** How long its time stays on the glass when it is over. */
export const KISS_SHOWN_MS = 6000;

/** A torch here and one in another room, in one pane frame. */
export interface TorchPair {
  readonly own: string;
  readonly other: string;
  readonly ownPose: Pose;
  readonly otherPose: Pose;
  /** One of them burns. */
  readonly burns: boolean;
}

export type KissChange =
  | { readonly type: "started"; readonly pair: TorchPair; readonly distanceM: number }
  | { readonly type: "ended"; readonly own: string; readonly lengthMs: number };

/** Whether two torches touch, and for how long: CER-4 and CER-5 as one site sees them. */
export class KissWatch {
  #kiss: Kiss = NO_KISS;
  #own = "";
  #lastMs: number | null = null;

  /** Of the touch that goes on, else of the longest so far. */
  get seconds(): number {
    return kissSeconds(this.#kiss);
  }

  get isTouching(): boolean {
    return this.#kiss.touchMs > 0;
  }

  /** Long enough for one fire to light the other. */
  get isLit(): boolean {
    return this.#kiss.isLit;
  }

  /** One frame on. */
  frame(pairs: readonly TorchPair[], nowMs: number): KissChange | null {
    const near = nearest(pairs);
    const before = this.#kiss;
    this.#kiss = nextKiss(before, near?.distanceM ?? null, nowMs - (this.#lastMs ?? nowMs));
    this.#lastMs = nowMs;
    if (this.#kiss.isLit && !before.isLit && near) {
      this.#own = near.pair.own;
      return { type: "started", ...near };
    }
    if (before.isLit && !this.#kiss.isLit) {
      return { type: "ended", own: this.#own, lengthMs: before.touchMs };
    }
    return null;
  }
}

function nearest(
  pairs: readonly TorchPair[],
): { readonly pair: TorchPair; readonly distanceM: number } | null {
  const all = pairs
    .filter(({ burns }) => burns)
    .map((pair) => ({ pair, distanceM: tipsDistanceM(pair.ownPose, pair.otherPose) }));
  return all.toSorted((a, b) => a.distanceM - b.distanceM)[0] ?? null;
}
