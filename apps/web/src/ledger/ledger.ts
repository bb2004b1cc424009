import { type LedgerView, type Quantiles, type StageName, stageNames } from "@visavis/protocol";
import { FreezeMeter } from "./freeze-meter.ts";
import { quantilesOf, RecentValues } from "./quantiles.ts";
import { frameTimes, type ShownFrame } from "./stage-times.ts";

const RECENT_FRAMES = 300;
const WHOLE_FRAMES = 20_000;

/** The account of where each millisecond went, per remote site. Fed once per shown frame. */
export class Ledger {
  readonly #freezes = new FreezeMeter();
  readonly #recent = new Timings(RECENT_FRAMES);
  readonly #whole = new Timings(WHOLE_FRAMES);
  #firstAtMs: number | null = null;
  #lastAtMs = 0;
  readonly #shownAtMs: number[] = [];

  /** @param atMs a monotonic time */
  frameShown(atMs: number, shown: ShownFrame | null): void {
    this.#freezes.frameShown(atMs);
    this.#firstAtMs ??= atMs;
    this.#lastAtMs = atMs;
    this.#shownAtMs.push(atMs);
    if (this.#shownAtMs.length > RECENT_FRAMES) this.#shownAtMs.shift();
    if (!shown) return;
    const times = frameTimes(shown);
    for (const timings of [this.#recent, this.#whole]) timings.add(times.totalMs, times.stages);
  }

  pause(): void {
    this.#freezes.pause();
    this.#shownAtMs.length = 0;
  }

  /** The last ten seconds, for the eye. */
  get recent(): LedgerView {
    const [first] = this.#shownAtMs;
    const fps = rate(this.#shownAtMs.length, first ?? null, this.#lastAtMs);
    return this.#view(this.#recent, fps);
  }

  /** Since the first frame, for the report. */
  get whole(): LedgerView {
    return this.#view(this.#whole, rate(this.#freezes.frames, this.#firstAtMs, this.#lastAtMs));
  }

  #view(timings: Timings, fps: number): LedgerView {
    const { frames, freezes, frozenMs, longestGapMs } = this.#freezes;
    return { frames, fps, freezes, frozenMs, longestGapMs, ...timings.quantiles };
  }
}

class Timings {
  readonly #total: RecentValues;
  readonly #stages: Record<StageName, RecentValues>;

  constructor(capacity: number) {
    const values = (): RecentValues => new RecentValues(capacity);
    this.#total = values();
    this.#stages = {
      wait: values(),
      matte: values(),
      pack: values(),
      encode: values(),
      network: values(),
      jitter: values(),
      decode: values(),
      glass: values(),
    };
  }

  add(totalMs: number, stages: Partial<Record<StageName, number>>): void {
    this.#total.add(totalMs);
    for (const name of stageNames) {
      const value = stages[name];
      if (value !== undefined) this.#stages[name].add(value);
    }
  }

  get quantiles(): { total: Quantiles | null; stages: Partial<Record<StageName, Quantiles>> } {
    const stages: Partial<Record<StageName, Quantiles>> = {};
    for (const name of stageNames) {
      const quantiles = quantilesOf(this.#stages[name].values);
      if (quantiles) stages[name] = quantiles;
    }
    return { total: quantilesOf(this.#total.values), stages };
  }
}

function rate(frames: number, firstAtMs: number | null, lastAtMs: number): number {
  if (firstAtMs === null || lastAtMs <= firstAtMs) return 0;
  return ((frames - 1) * 1000) / (lastAtMs - firstAtMs);
}
