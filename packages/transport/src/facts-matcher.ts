export interface FactsEntry {
  /** Timestamp of the raw frame. */
  readonly timestampUs: number;
  readonly arrivedAtMs: number;
  readonly facts: ArrayBuffer;
}

/** What the browser tells of a frame that its encoder has just given out. */
export interface EncodedFrame {
  readonly rtpTimestamp: number;
  /** Timestamp of the raw frame; only some browsers tell it. */
  readonly timestampUs: number | undefined;
  readonly encodedAtMs: number;
}

/** One idea of how RTP time and the raw frames' time belong together, and how badly it has done. */
interface Hypothesis {
  /** RTP time minus raw time. It moves slowly: the browser smooths capture times. */
  offsetMs: number;
  cost: number;
  /** Smallest time from facts to encoded frame, of late. */
  leastLatencyMs: number;
  latestUs: number;
}

const RTP_PER_MS = 90;
const RTP_WRAP = 2 ** 32;
const MAX_HYPOTHESES = 12;
const MAX_LATENCY_MS = 500;
/** How much earlier than its facts a frame may seem to come out, by two queues being uneven. */
const CAUSAL_SLACK_MS = 4;
const IMPOSSIBLE_COST = 40;
const RESIDUAL_SIGMA_MS = 2;
const MAX_RESIDUAL_COST = 25;
const LATENCY_SIGMA_MS = 12;
const LATENCY_WEIGHT = 4;
const FORGET = 0.98;
const MAX_STEP_MS = 6;
const LOST_RESIDUAL_MS = 100;
const LOST_FRAMES = 3;
/** By how much the least latency is let rise again, a frame. */
const LEAST_LATENCY_RISE_MS = 0.3;
/** From the frame's write to our transform, besides encoding. */
const OVERHEAD_MS = 1;
const GUESSED_ENCODE_MS = 10;
/** How much of the mean encoding time the quickest of the last frames took. */
const LEAST_SHARE = 0.95;

/**
 * Finds the facts of an encoded frame. Where the browser tells the raw frame's timestamp that is a
 * look-up. Else only the RTP timestamp is known: milliseconds of capture with an unknown start, so
 * several alignments are followed at once. An alignment pays for uneven gaps that it does not
 * explain, for frames that would have been encoded before they were captured, and for an encoding
 * time far from the measured one; the cheapest speaks.
 */
export class FactsMatcher {
  /** What the encoder takes for a frame on average, once statistics tell. */
  measuredEncodeMs: number | null = null;
  #encodedAtMs: number | null = null;
  #meanGapMs = 0;
  #hypotheses: Hypothesis[] = [];
  #rtpMs = 0;
  #rtpTimestamp: number | null = null;
  #lostFrames = 0;

  /** @param entries oldest first */
  match(frame: EncodedFrame, entries: readonly FactsEntry[]): FactsEntry | null {
    const { timestampUs } = frame;
    if (timestampUs !== undefined) {
      return entries.find((entry) => entry.timestampUs === timestampUs) ?? null;
    }
    this.#advance(frame);
    if (this.#hypotheses.length === 0) this.#guess(frame, entries);
    const chosen = this.#follow(frame, entries);
    const encodeMs = this.measuredEncodeMs ?? this.#guessEncodeMs(entries);
    this.#hypotheses.sort((a, b) => totalCost(a, encodeMs) - totalCost(b, encodeMs));
    const best = this.#hypotheses[0];
    return (best && chosen.get(best)) ?? null;
  }

  /** Whether the facts of this frame are still on their way, as far as can be told before matching. */
  isEarly(frame: EncodedFrame, entries: readonly FactsEntry[]): boolean {
    const newest = entries.at(-1);
    if (!newest) return false;
    if (frame.timestampUs !== undefined) return frame.timestampUs > newest.timestampUs;
    const best = this.#hypotheses[0];
    if (!best || this.#rtpTimestamp === null) return false;
    const rtpMs = this.#rtpMs + sinceMs(this.#rtpTimestamp, frame.rtpTimestamp);
    const aheadMs = rtpMs - best.offsetMs - newest.timestampUs / 1_000;
    return aheadMs > 8 && aheadMs < LOST_RESIDUAL_MS;
  }

  #advance({ rtpTimestamp, encodedAtMs }: EncodedFrame): void {
    if (this.#rtpTimestamp !== null) this.#rtpMs += sinceMs(this.#rtpTimestamp, rtpTimestamp);
    this.#rtpTimestamp = rtpTimestamp;
    if (this.#encodedAtMs !== null) {
      const gapMs = encodedAtMs - this.#encodedAtMs;
      this.#meanGapMs += (gapMs - this.#meanGapMs) * (this.#meanGapMs === 0 ? 1 : 0.2);
    }
    this.#encodedAtMs = encodedAtMs;
  }

  /** An encoder that lets frames fall works without a pause: its gaps are its encoding time. */
  #guessEncodeMs(entries: readonly FactsEntry[]): number {
    const [first, last] = [entries[0], entries.at(-1)];
    if (!first || !last || entries.length < 3) return GUESSED_ENCODE_MS;
    const rawGapMs = (last.timestampUs - first.timestampUs) / 1_000 / (entries.length - 1);
    return this.#meanGapMs > 1.15 * rawGapMs ? this.#meanGapMs : GUESSED_ENCODE_MS;
  }

  #guess(frame: EncodedFrame, entries: readonly FactsEntry[]): void {
    this.#hypotheses = entries
      .filter(({ arrivedAtMs }) => {
        const latencyMs = frame.encodedAtMs - arrivedAtMs;
        return latencyMs >= -CAUSAL_SLACK_MS && latencyMs < MAX_LATENCY_MS;
      })
      .slice(-MAX_HYPOTHESES)
      .map((entry) => ({
        offsetMs: this.#rtpMs - entry.timestampUs / 1_000,
        cost: 0,
        leastLatencyMs: frame.encodedAtMs - entry.arrivedAtMs,
        latestUs: Number.NEGATIVE_INFINITY,
      }));
  }

  #follow(frame: EncodedFrame, entries: readonly FactsEntry[]): Map<Hypothesis, FactsEntry> {
    const chosen = new Map<Hypothesis, FactsEntry>();
    let leastResidualMs = Number.POSITIVE_INFINITY;
    for (const hypothesis of this.#hypotheses) {
      const targetMs = this.#rtpMs - hypothesis.offsetMs;
      const entry = nearest(entries, targetMs, hypothesis.latestUs);
      const residualMs = entry ? targetMs - entry.timestampUs / 1_000 : LOST_RESIDUAL_MS;
      leastResidualMs = Math.min(leastResidualMs, Math.abs(residualMs));
      const penalty = Math.min((residualMs / RESIDUAL_SIGMA_MS) ** 2, MAX_RESIDUAL_COST);
      hypothesis.cost = hypothesis.cost * FORGET + penalty;
      if (!entry) continue;
      chosen.set(hypothesis, entry);
      adjust(hypothesis, entry, residualMs, frame.encodedAtMs - entry.arrivedAtMs);
    }
    this.#lostFrames = leastResidualMs >= LOST_RESIDUAL_MS ? this.#lostFrames + 1 : 0;
    if (this.#lostFrames >= LOST_FRAMES) this.reset();
    return chosen;
  }

  /** Another track, or a clock that jumped: begin again. */
  reset(): void {
    this.#hypotheses = [];
    this.#lostFrames = 0;
  }
}

/** The latency counts once and does not grow with time: gaps that fit say more in the end. */
function totalCost({ cost, leastLatencyMs }: Hypothesis, encodeMs: number): number {
  const surplusMs = leastLatencyMs - OVERHEAD_MS - LEAST_SHARE * encodeMs;
  return cost + LATENCY_WEIGHT * Math.min((surplusMs / LATENCY_SIGMA_MS) ** 2, 12);
}

function adjust(
  hypothesis: Hypothesis,
  entry: FactsEntry,
  residualMs: number,
  latencyMs: number,
): void {
  if (latencyMs < -CAUSAL_SLACK_MS) hypothesis.cost += IMPOSSIBLE_COST;
  const risenMs = hypothesis.leastLatencyMs + LEAST_LATENCY_RISE_MS;
  hypothesis.leastLatencyMs = Math.min(latencyMs, risenMs);
  hypothesis.offsetMs += Math.max(-MAX_STEP_MS, Math.min(MAX_STEP_MS, residualMs * 0.5));
  hypothesis.latestUs = entry.timestampUs;
}

/** Never an older frame than the last one: encoders keep the order. */
function nearest(
  entries: readonly FactsEntry[],
  targetMs: number,
  latestUs: number,
): FactsEntry | null {
  let best: FactsEntry | null = null;
  let leastMs = LOST_RESIDUAL_MS;
  for (const entry of entries) {
    if (entry.timestampUs <= latestUs) continue;
    const distanceMs = Math.abs(targetMs - entry.timestampUs / 1_000);
    if (distanceMs < leastMs) [best, leastMs] = [entry, distanceMs];
  }
  return best;
}

/** RTP timestamps wrap every 13 hours. */
function sinceMs(from: number, to: number): number {
  const ticks = (((to - from) % RTP_WRAP) + RTP_WRAP) % RTP_WRAP;
  return (ticks >= RTP_WRAP / 2 ? ticks - RTP_WRAP : ticks) / RTP_PER_MS;
}
