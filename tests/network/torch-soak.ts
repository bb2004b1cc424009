import { setTimeout as sleep } from "node:timers/promises";
import { quantiles, seeded } from "@visavis/protocol";
import { accountOf, type DoubleFrame, type GlassAccount, wallMs } from "@visavis/rehearsal";
import type { LinkProfile } from "./router.ts";
import { openTorchLab, type TorchLab, type TorchSite } from "./torch-lab.ts";

export interface SoakOptions {
  readonly passes: number;
  readonly seed: number;
  /** Ends there, whatever has been reached. */
  readonly atMostMs: number;
  /** Mean time from the end of one fault to the next. */
  readonly calmMs: number;
  /** Share of faults that are longer than a lease. */
  readonly longShare: number;
  readonly say: (line: string) => void;
}

export interface SoakResult extends Omit<GlassAccount, "doubles" | "gapsMs"> {
  readonly seed: number;
  readonly seconds: number;
  readonly network: TorchLab["network"];
  readonly gapMs: Quantiles;
  /** How often each fault was done. */
  readonly faults: Readonly<Record<FaultKind | "weather", number>>;
  /** From a fault's end until somebody drew the torch again. */
  readonly backMs: Readonly<Partial<Record<FaultKind, Quantiles>>>;
  /** Times in which nobody drew it for longer than a lease and the server's margin after a fault. */
  readonly stuck: number;
}

interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

type FaultKind = "cut" | "longCut" | "longPause" | "pause" | "reload";

/** Quick enough for thousands of passes, slow enough for what the server lets a page say. */
const PACE_MS = 30;
const PROGRESS_MS = 20_000;
const STUCK_MS = 25_000;
/** Longer than a lease with its margin. */
const LONG_MS = [10_800, 14_000] as const;
const BOTH_SHARE = 0.15;

/** Two booths pass a torch while their pages are reloaded and stopped and their lines are cut. */
export async function soakTorch(options: SoakOptions): Promise<SoakResult> {
  const { seed, passes, say, atMostMs } = options;
  await using lab = await openTorchLab({ sites: ["ann", "bob"], seed, paceMs: PACE_MS });
  const soak = new Soak(lab, options);
  const startMs = performance.now();
  let toldMs = startMs;
  const seconds = (): number => Math.round((performance.now() - startMs) / 1000);
  for (;;) {
    await soak.next();
    const account = accountOf(lab.sites.map(({ glass }) => glass));
    const isOver = account.passes >= passes || performance.now() - startMs > atMostMs;
    if (!isOver && performance.now() - toldMs < PROGRESS_MS) continue;
    toldMs = performance.now();
    for (const double of account.doubles.slice(soak.told)) say(soak.explain(double));
    soak.told = account.doubles.length;
    say(`${seconds()} s: ${account.passes} passes, ${soak.count} faults, ${verdict(account)}`);
    if (!isOver) continue;
    const { gapsMs, doubles, ...rest } = account;
    void doubles;
    const { network } = lab;
    return { ...rest, ...soak.result, seed, network, seconds: seconds(), gapMs: spreadOf(gapsMs) };
  }
}

export function verdict(account: Omit<GlassAccount, "doubles" | "gapsMs">): string {
  const { overlapFrames, backwardFrames, sharedHoldings, terms, frames } = account;
  return `${overlapFrames} frames with two, ${backwardFrames} out of order, ${sharedHoldings} held twice, of ${frames}; ${terms} terms`;
}

class Soak {
  readonly #lab: TorchLab;
  readonly #options: SoakOptions;
  readonly #random: () => number;
  readonly #faults = { cut: 0, longCut: 0, longPause: 0, pause: 0, reload: 0, weather: 0 };
  readonly #backMs: Partial<Record<FaultKind, number[]>> = {};
  readonly #journal: { readonly what: string; readonly fromMs: number; toMs: number }[] = [];
  #weather: LinkProfile = {};
  #stuck = 0;
  /** Overlaps that have been explained. */
  told = 0;

  constructor(lab: TorchLab, options: SoakOptions) {
    this.#lab = lab;
    this.#options = options;
    this.#random = seeded(options.seed);
  }

  get count(): number {
    return Object.values(this.#faults).reduce((sum, one) => sum + one, 0);
  }

  get result(): Pick<SoakResult, "backMs" | "faults" | "stuck"> {
    const kinds = Object.entries(this.#backMs);
    const backMs = Object.fromEntries(kinds.map(([kind, list]) => [kind, spreadOf(list)]));
    return { faults: { ...this.#faults }, backMs, stuck: this.#stuck };
  }

  /** A calm while, then a fault at one site, now and then another at the other, and the way back. */
  async next(): Promise<void> {
    const { sites } = this.#lab;
    const { calmMs } = this.#options;
    await sleep(calmMs * (0.4 + 1.2 * this.#random()));
    if (this.#random() < 0.12) await this.#changeWeather();
    const first = this.#random() < 0.5 ? 0 : 1;
    const kind = this.#kind();
    const faults = [this.#fault(kind, sites[first])];
    if (this.#random() < BOTH_SHARE) faults.push(this.#fault(this.#kind(), sites[1 - first]));
    await Promise.all(faults);
    await this.#untilBack(kind);
  }

  /** Everything that may have to do with a frame that should not have been. */
  explain({ frame, other }: DoubleFrame): string {
    const sinceMs = (atMs: number): number => Math.round((atMs - frame.atMs) * 10) / 10;
    const nameOf = ({ site, life }: { site: number; life: number }): string =>
      `${this.#lab.sites[site]?.name}'s page ${life}`;
    const faults = this.#journal
      .filter(({ fromMs, toMs }) => fromMs < frame.atMs + 1000 && toMs > frame.atMs - 15_000)
      .map(({ what, fromMs, toMs }) => `${what} ${sinceMs(fromMs)} to ${sinceMs(toMs)}`);
    const drew = `${nameOf(frame)} drew ${frame.term}/${frame.seq}`;
    const shown = `${nameOf(other)} had ${other.term}/${other.seq} from ${sinceMs(other.atMs)} to ${sinceMs(other.untilMs)}`;
    return `TWO: ${drew}, ${shown}; ${faults.join(", ")}`;
  }

  #kind(): FaultKind {
    const isLong = this.#random() < this.#options.longShare;
    const draw = this.#random();
    if (isLong) return draw < 0.6 ? "longPause" : "longCut";
    if (draw < 0.5) return "reload";
    return draw < 0.75 ? "pause" : "cut";
  }

  async #fault(kind: FaultKind, site: TorchSite | undefined): Promise<void> {
    if (!site) return;
    const entry = { what: `${kind} of ${site.name}`, fromMs: wallMs(), toMs: Infinity };
    this.#journal.push(entry);
    await this.#do(kind, site);
    entry.toMs = wallMs();
  }

  async #do(kind: FaultKind, site: TorchSite): Promise<void> {
    this.#faults[kind] += 1;
    const [low, high] = LONG_MS;
    const longMs = low + this.#random() * (high - low);
    switch (kind) {
      case "reload":
        return this.#reload(site);
      case "pause":
        return pause(site, 30 + 2500 * this.#random() ** 2);
      case "longPause":
        return pause(site, longMs);
      case "cut":
        return this.#cut(site, 100 + 3500 * this.#random() ** 2);
      case "longCut":
        return this.#cut(site, longMs);
    }
  }

  async #reload({ booth }: TorchSite): Promise<void> {
    await booth.page.reload({ waitUntil: "commit", timeout: 30_000 });
  }

  async #cut({ name }: TorchSite, forMs: number): Promise<void> {
    await this.#lab.setProfile({ ...this.#weather, isDown: true }, name);
    await sleep(forMs);
    await this.#lab.setProfile(this.#weather, name);
  }

  /** From fair to as bad as a line can be that people still call a line. */
  async #changeWeather(): Promise<void> {
    this.#faults.weather += 1;
    const isFair = this.#random() < 0.5;
    const delayMs = 5 + 25 * this.#random();
    const [jitterMs, loss] = [30 * this.#random(), 0.1 * this.#random()];
    this.#weather = isFair ? {} : { delayMs, jitterMs, loss, isReordering: this.#random() < 0.5 };
    await this.#lab.setProfile(this.#weather);
  }

  async #untilBack(kind: FaultKind): Promise<void> {
    const { sites } = this.#lab;
    const fromMs = wallMs();
    const isDrawn = (): boolean =>
      sites.some(({ glass: { last } }) => last?.isSolid && last.atMs > fromMs);
    while (!isDrawn()) {
      await sleep(10);
      if (wallMs() - fromMs < STUCK_MS) continue;
      this.#stuck += 1;
      const roles = sites.map(({ name, glass }) => `${name} ${JSON.stringify(glass.last)}`);
      const errors = sites.flatMap(({ booth }) => booth.errors.slice(-2));
      this.#options.say(`stuck after ${kind}: ${roles.join("; ")} ${errors.join("; ")}`);
      for (const { booth } of sites) await booth.page.reload({ waitUntil: "commit" });
      return;
    }
    (this.#backMs[kind] ??= []).push(wallMs() - fromMs);
  }
}

/** The operating system gives the page no time at all; its display goes on showing what it showed. */
async function pause({ booth, glass }: TorchSite, forMs: number): Promise<void> {
  const processes = await booth.processes();
  processes.pause();
  glass.pausedAt(wallMs());
  await sleep(forMs);
  glass.resumedAt(wallMs());
  processes.resume();
}

function spreadOf(values: readonly number[]): Quantiles {
  const [p50 = 0, p99 = 0, max = 0] = quantiles(values, [0.5, 0.99, 1]).map(
    (value) => Math.round(value * 10) / 10,
  );
  return { p50, p99, max };
}
