import { median } from "./median.ts";
import type { PictureGrid } from "./picture-grid.ts";

/** While the last person's matte fades, nothing counts. */
const SETTLE_MS = 400;
const SHOT_MS = 1700;
const LEAST_FRAMES = 12;
/** Sums of bytes stay within 16 bits. */
const MOST_FRAMES = 120;
const GIVE_UP_MS = 10_000;
/** Of the picture: a hand in the corner is more, a wrong guess of the net is less. */
const SOMEBODY_SHARE = 0.003;
const MOVED_LEVELS = 6;
const MOVED_SHARE = 0.015;
/** Of the frames: one flash or one wrong guess is forgiven. */
const FORGIVEN_SHARE = 0.2;
const FORGIVEN_FRAMES = 2;

/** The mean of empty frames: sums of the camera's I420 bytes. */
export interface PlateSums {
  readonly sums: Uint16Array<ArrayBuffer>;
  readonly frames: number;
}

export type ShotState =
  | { readonly state: "taking"; readonly progress: number }
  | { readonly state: "taken"; readonly plate: PlateSums }
  | {
      readonly state: "refused";
      readonly code: "plate-not-empty" | "plate-moving" | "plate-failed";
    };

export interface ShotFrame {
  readonly grid: PictureGrid;
  /** Share of the picture that the net takes for people. */
  readonly personShare: number;
  readonly atMs: number;
}

/** One try at taking the empty room. */
export class PlateShot {
  readonly #startedAtMs: number;
  /** The person says so: a picture of somebody on the wall must not stop it for ever. */
  readonly #isSurelyEmpty: boolean;
  #sums: Uint16Array<ArrayBuffer> | null = null;
  #frames = 0;
  #first: PictureGrid | null = null;
  #withPeople = 0;
  #withMotion = 0;

  constructor(atMs: number, isSurelyEmpty: boolean) {
    this.#startedAtMs = atMs;
    this.#isSurelyEmpty = isSurelyEmpty;
  }

  /** Frames or the matte have stopped. */
  isOverdue(atMs: number): boolean {
    return atMs - this.#startedAtMs > SETTLE_MS + GIVE_UP_MS;
  }

  /** The camera's bytes, before the kernels work on them. */
  addPicture(i420: Uint8Array, atMs: number): void {
    if (atMs - this.#startedAtMs < SETTLE_MS || this.#frames >= MOST_FRAMES) return;
    this.#sums ??= new Uint16Array(i420.length);
    const sums = this.#sums;
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (i420[i] ?? 0);
    this.#frames++;
  }

  /** The same frame once it is matted. */
  next({ grid, personShare, atMs }: ShotFrame): ShotState {
    const sinceMs = atMs - this.#startedAtMs - SETTLE_MS;
    if (sinceMs < 0 || !this.#sums) return { state: "taking", progress: 0 };
    this.#first ??= grid;
    if (personShare > SOMEBODY_SHARE) this.#withPeople++;
    if (movedShare(this.#first, grid) > MOVED_SHARE) this.#withMotion++;
    const refusal = this.#refusal();
    if (refusal) return { state: "refused", code: refusal };
    if (sinceMs >= SHOT_MS && this.#frames >= LEAST_FRAMES) {
      return { state: "taken", plate: { sums: this.#sums, frames: this.#frames } };
    }
    const byTime = sinceMs / SHOT_MS;
    return { state: "taking", progress: Math.min(1, byTime, this.#frames / LEAST_FRAMES) };
  }

  #refusal(): "plate-not-empty" | "plate-moving" | null {
    const forgiven = Math.max(FORGIVEN_FRAMES, FORGIVEN_SHARE * this.#frames);
    if (!this.#isSurelyEmpty && this.#withPeople > forgiven) return "plate-not-empty";
    return this.#withMotion > forgiven ? "plate-moving" : null;
  }
}

/** Share of cells that have changed, apart from the light of the whole. */
function movedShare(first: PictureGrid, now: PictureGrid): number {
  const steps = Array.from(now.y, (luma, cell) => luma - (first.y[cell] ?? 0));
  const drift = median(steps);
  const moved = steps.filter((step) => Math.abs(step - drift) > MOVED_LEVELS).length;
  return moved / Math.max(1, steps.length);
}

const PERSON_PROBE = 101;

/** Of a matte, by probes: what `next` wants to know of each frame. */
export function shareOfPerson(alpha: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < alpha.length; i += PERSON_PROBE) if ((alpha[i] ?? 0) > 127) count++;
  return (count * PERSON_PROBE) / Math.max(1, alpha.length);
}
