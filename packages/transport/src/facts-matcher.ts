import { CaptureAligner } from "./capture-aligner.ts";
import { EncodeTime } from "./encode-time.ts";

export interface FactsEntry {
  /** Timestamp of the raw frame. */
  readonly timestampUs: number;
  /** When that frame was about to be written. */
  readonly arrivedAtMs: number;
  readonly facts: ArrayBuffer;
}

interface AlignedEntry extends FactsEntry {
  readonly alignedMs: number;
}

/** What the browser tells of a frame that its encoder has just given out. */
export interface EncodedFrame {
  readonly rtpTimestamp: number;
  /** Timestamp of the raw frame; only some browsers tell it. */
  readonly timestampUs: number | undefined;
  readonly encodedAtMs: number;
}

interface PastFrame {
  readonly rtpMs: number;
  readonly encodedAtMs: number;
  readonly previousEncodedAtMs: number;
}

const KEPT_MS = 2_000;
const WINDOW_FRAMES = 40;
const MAX_CANDIDATES = 12;
const MAX_LATENCY_MS = 500;
const EARLY_MS = 8;
const RTP_PER_MS = 90;
const RTP_WRAP = 2 ** 32;
/** How much earlier than its facts a frame may seem to come out, by two queues being uneven. */
const CAUSAL_SLACK_MS = 4;
const IMPOSSIBLE_COST = 40;
const RESIDUAL_SIGMA_MS = 2;
const ENCODE_SIGMA_MS = 15;
const MAX_COST = 25;
const MAX_DRIFT_MS = 6;
/** What it takes to change one's mind. */
const HABIT_COST = 8;
const HABIT_MS = 10;

/**
 * Finds the facts of an encoded frame. Where the browser tells the raw frame's timestamp that is a
 * look-up. Else only the RTP timestamp is known: milliseconds of capture from an unknown start. Each
 * recent entry is then tried as this frame's, and the frames before are paired on from there; a trial
 * pays for gaps that it does not explain, for frames encoded before they were there, and for encoding
 * times far from the measured one. The cheapest trial speaks.
 */
export class FactsMatcher {
  readonly #aligner = new CaptureAligner();
  readonly #encodeTime = new EncodeTime();
  #entries: AlignedEntry[] = [];
  #frames: PastFrame[] = [];
  #rtpTimestamp: number | null = null;
  #offsetMs: number | null = null;

  /** What the encoder takes for a frame on average, once statistics tell. */
  set measuredEncodeMs(encodeMs: number | null) {
    this.#encodeTime.measuredMs = encodeMs;
  }

  /** In the order of their frames. */
  add(entry: FactsEntry): void {
    const { timestampUs, arrivedAtMs } = entry;
    const alignedMs = this.#aligner.align(timestampUs / 1_000, arrivedAtMs);
    this.#entries.push({ ...entry, alignedMs });
    while ((this.#entries[0]?.arrivedAtMs ?? arrivedAtMs) < arrivedAtMs - KEPT_MS) {
      this.#entries.shift();
    }
  }

  match(frame: EncodedFrame): FactsEntry | null {
    const told = this.#told(frame);
    if (told) return told;
    this.#remember(frame);
    const encodeMs = this.#encodeTime.estimate(this.#rawGapMs());
    let best: AlignedEntry | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const index of this.#candidates(frame)) {
      const cost = this.#try(index, encodeMs);
      if (cost < least) [best, least] = [this.#entries[index] ?? null, cost];
    }
    const rtpMs = this.#frames.at(-1)?.rtpMs ?? 0;
    this.#offsetMs = best ? rtpMs - best.alignedMs : null;
    return best;
  }

  /** Whether the facts of this frame are still on their way, as far as can be told before matching. */
  isEarly(frame: EncodedFrame): boolean {
    const newest = this.#entries.at(-1);
    if (!newest || this.#offsetMs === null || this.#told(frame)) return false;
    const aheadMs = this.#rtpMsOf(frame) - this.#offsetMs - newest.alignedMs;
    return aheadMs > EARLY_MS && aheadMs < MAX_LATENCY_MS;
  }

  /** Another track begins: its timestamps have nothing to do with the old one's. */
  clear(): void {
    this.#entries = [];
    this.#frames = [];
    this.#offsetMs = null;
  }

  #told({ timestampUs }: EncodedFrame): FactsEntry | null {
    if (timestampUs === undefined) return null;
    return this.#entries.find((entry) => entry.timestampUs === timestampUs) ?? null;
  }

  #remember(frame: EncodedFrame): void {
    const { encodedAtMs, rtpTimestamp } = frame;
    const rtpMs = this.#rtpMsOf(frame);
    const previousEncodedAtMs = this.#frames.at(-1)?.encodedAtMs ?? Number.NEGATIVE_INFINITY;
    this.#encodeTime.add(encodedAtMs);
    this.#frames.push({ rtpMs, encodedAtMs, previousEncodedAtMs });
    if (this.#frames.length > WINDOW_FRAMES) this.#frames.shift();
    this.#rtpTimestamp = rtpTimestamp;
  }

  /** Counted on from the frame before, for RTP timestamps wrap every 13 hours. */
  #rtpMsOf({ rtpTimestamp }: EncodedFrame): number {
    const before = this.#frames.at(-1);
    if (!before || this.#rtpTimestamp === null) return 0;
    const ticks = (rtpTimestamp - this.#rtpTimestamp + RTP_WRAP) % RTP_WRAP;
    return before.rtpMs + (ticks >= RTP_WRAP / 2 ? ticks - RTP_WRAP : ticks) / RTP_PER_MS;
  }

  #rawGapMs(): number | null {
    const [first, last] = [this.#entries[0], this.#entries.at(-1)];
    if (!first || !last || this.#entries.length < 3) return null;
    return (last.timestampUs - first.timestampUs) / 1_000 / (this.#entries.length - 1);
  }

  #candidates({ encodedAtMs }: EncodedFrame): number[] {
    const indices: number[] = [];
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const latencyMs = encodedAtMs - (this.#entries[index]?.arrivedAtMs ?? encodedAtMs);
      if (latencyMs > MAX_LATENCY_MS || indices.length === MAX_CANDIDATES) break;
      if (latencyMs >= -CAUSAL_SLACK_MS) indices.push(index);
    }
    return indices;
  }

  /** The mean cost of a frame when the newest one is paired with the entry at `newest`. */
  #try(newest: number, encodeMs: number): number {
    const [frame, entry] = [this.#frames.at(-1), this.#entries[newest]];
    if (!frame || !entry) return Number.POSITIVE_INFINITY;
    let offsetMs = frame.rtpMs - entry.alignedMs;
    const isHabit = this.#offsetMs !== null && Math.abs(offsetMs - this.#offsetMs) < HABIT_MS;
    let cost = isHabit ? 0 : HABIT_COST;
    let index = newest + 1;
    let paired = 0;
    for (let past = this.#frames.length - 1; past >= 0; past--) {
      const earlier = this.#frames[past];
      if (!earlier || index === 0) break;
      const targetMs = earlier.rtpMs - offsetMs;
      index = this.#nearestBefore(index, targetMs);
      const pairedEntry = this.#entries[index];
      if (!pairedEntry) break;
      const residualMs = targetMs - pairedEntry.alignedMs;
      // It moves slowly, for the browser's smoothing cannot be followed exactly.
      offsetMs += Math.max(-MAX_DRIFT_MS, Math.min(MAX_DRIFT_MS, residualMs * 0.5));
      cost += Math.min((residualMs / RESIDUAL_SIGMA_MS) ** 2, MAX_COST);
      cost += this.#encodeCost(earlier, index, encodeMs);
      paired++;
    }
    return (cost * this.#frames.length) / Math.max(1, paired);
  }

  /** The entry nearest to a time, of those before `end`: encoders keep the order. */
  #nearestBefore(end: number, targetMs: number): number {
    let index = end - 1;
    const distanceMs = (at: number): number =>
      Math.abs(targetMs - (this.#entries[at]?.alignedMs ?? Number.NEGATIVE_INFINITY));
    while (index > 0 && distanceMs(index - 1) < distanceMs(index)) index--;
    return index;
  }

  /**
   * An encoder begins with a frame when it comes or when the one before is done, and then takes the
   * newest. So each pairing implies an encoding time, and passing over a newer frame is odd.
   */
  #encodeCost(frame: PastFrame, index: number, encodeMs: number): number {
    const [entry, newer] = [this.#entries[index], this.#entries[index + 1]];
    if (!entry) return 0;
    const isImpossible = frame.encodedAtMs - entry.arrivedAtMs < -CAUSAL_SLACK_MS;
    const begunAtMs = Math.max(entry.arrivedAtMs, frame.previousEncodedAtMs);
    const passedOverMs = newer ? Math.max(0, begunAtMs - newer.arrivedAtMs - CAUSAL_SLACK_MS) : 0;
    const surplusMs = frame.encodedAtMs - begunAtMs - encodeMs;
    return (
      (isImpossible ? IMPOSSIBLE_COST : 0) +
      Math.min((passedOverMs / ENCODE_SIGMA_MS) ** 2, MAX_COST) +
      Math.min((surplusMs / ENCODE_SIGMA_MS) ** 2, MAX_COST)
    );
  }
}
