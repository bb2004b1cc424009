import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { quantiles, type TorchReport } from "@visavis/protocol";
import { accountOf, wallMs } from "@visavis/rehearsal";
import type { LinkProfile } from "../tests/network/router.ts";
import {
  holderIn,
  openTorchLab,
  type TorchLab,
  type TorchSite,
} from "../tests/network/torch-lab.ts";
import type { BenchmarkResult, BenchmarkRow } from "./benchmark.ts";

const ONE_WAY_MS = 30;
const FRAME_MS = 1000 / 60;
const PACE_MS = 120;
const RELOADS = 10;
const POWER_CUTS = 2;
const BACK_WITHIN_MS = 20_000;
const CLEAN: LinkProfile = { delayMs: ONE_WAY_MS };
const LOSSY: LinkProfile = { delayMs: ONE_WAY_MS, loss: 0.02 };

/** @param args seconds of passing for each condition, and the seed of the network's chance */
export async function benchmark(args: readonly string[]): Promise<BenchmarkResult> {
  const [seconds = 60, seed = 1] = args.map(Number);
  const clean = await passing(CLEAN, seconds, seed);
  const lossy = await passing(LOSSY, seconds, seed + 1);
  const backs = await comingBack(seed + 2);
  const overlapFrames = [clean, lossy, backs].reduce((sum, part) => sum + part.overlapFrames, 0);
  const halfMs = ONE_WAY_MS;
  const rows: BenchmarkRow[] = [
    measured("gap at RTT 60 ms, p50", quantile(clean.gapsMs, 0.5), halfMs + FRAME_MS),
    { what: "gap at RTT 60 ms, p99", value: quantile(clean.gapsMs, 0.99), unit: "ms" },
    { what: "gap at RTT 60 ms, max", value: quantile(clean.gapsMs, 1), unit: "ms" },
    { what: "commit at RTT 60 ms, p50", value: quantile(clean.commitsMs, 0.5), unit: "ms" },
    {
      what: "commit at RTT 60 ms, 2 % loss, p50",
      value: quantile(lossy.commitsMs, 0.5),
      unit: "ms",
    },
    measured("commit at RTT 60 ms, 2 % loss, p99", quantile(lossy.commitsMs, 0.99), halfMs + 60),
    { what: "back after a reload, p50", value: quantile(backs.reloadsMs, 0.5), unit: "ms" },
    measured("back after a reload, longest", quantile(backs.reloadsMs, 1), 1000),
    measured("back after a power cut, longest", quantile(backs.powerCutsMs, 1), 10_500),
    { what: "frames with two", value: overlapFrames, unit: "", ...atMost(0, overlapFrames) },
  ];
  return { rows, details: { seconds, seed, frameMs: FRAME_MS, clean, lossy, backs } };
}

interface Passing {
  readonly passes: number;
  readonly overlapFrames: number;
  readonly gapsMs: readonly number[];
  readonly commitsMs: readonly number[];
  readonly load: number;
}

/** Nothing but passes, back and forth. */
async function passing(profile: LinkProfile, seconds: number, seed: number): Promise<Passing> {
  const lab = await openTorchLab({ sites: ["ann", "bob"], seed, paceMs: PACE_MS });
  try {
    return await passIn(lab, profile, seconds);
  } finally {
    await lab[Symbol.asyncDispose]();
  }
}

async function passIn(lab: TorchLab, profile: LinkProfile, seconds: number): Promise<Passing> {
  await lab.setProfile(profile);
  // What was sent under fair skies is through by then.
  await sleep(2000);
  const fromMs = wallMs();
  await sleep(seconds * 1000);
  const { passes, gapsMs, overlapFrames } = accountSince(lab, fromMs);
  const torches = await Promise.all(lab.sites.map(async ({ booth }) => booth.torch()));
  const commitsMs = commits(torches.filter((torch) => torch !== null)).flatMap(({ atMs, tookMs }) =>
    atMs >= fromMs ? [tookMs] : [],
  );
  return { passes, overlapFrames, gapsMs, commitsMs, load: load() };
}

function accountSince({ sites }: TorchLab, fromMs: number): ReturnType<typeof accountOf> {
  const traces = sites.map(({ glass: { lives, pauses } }) => ({
    pauses,
    lives: lives.map((life) => ({
      ...life,
      frames: life.frames.filter(({ atMs }) => atMs >= fromMs),
    })),
  }));
  return accountOf(traces);
}

/** From when the giver let go and had an answer until the taker had it. */
function commits(torches: readonly TorchReport[]): { atMs: number; tookMs: number }[] {
  const taken = torches.flatMap((torch) => torch.taken);
  return torches
    .flatMap(({ given }) => given)
    .flatMap(({ atMs, term, seq }) => {
      const end = taken.find((mark) => mark.term === term && mark.seq === seq);
      return end ? [{ atMs, tookMs: end.atMs - atMs }] : [];
    });
}

interface Backs {
  readonly reloadsMs: readonly number[];
  readonly powerCutsMs: readonly number[];
  readonly overlapFrames: number;
  readonly load: number;
}

async function comingBack(seed: number): Promise<Backs> {
  const lab = await openTorchLab({ sites: ["ann", "bob", "cyn"], seed, paceMs: null });
  try {
    return await comeBackIn(lab);
  } finally {
    await lab[Symbol.asyncDispose]();
  }
}

async function comeBackIn(lab: TorchLab): Promise<Backs> {
  const reloadsMs: number[] = [];
  const powerCutsMs: number[] = [];
  await lab.setProfile(CLEAN);
  for (let i = 0; i < RELOADS; i++) {
    await sleep(3000);
    reloadsMs.push(
      await backAfter(lab, async ({ booth }) => {
        await booth.page.reload({ waitUntil: "commit" });
      }),
    );
  }
  for (let i = 0; i < POWER_CUTS; i++) {
    await sleep(3000);
    powerCutsMs.push(
      await backAfter(lab, async ({ glass, processes }) => {
        processes.cutPower();
        glass.diedAt(wallMs());
        return Promise.resolve();
      }),
    );
  }
  const { overlapFrames } = accountOf(lab.sites.map(({ glass }) => glass));
  return { reloadsMs, powerCutsMs, overlapFrames, load: load() };
}

/** Until somebody's glass shows it again, from when the harm was done. */
async function backAfter(
  lab: TorchLab,
  harm: (holder: TorchSite) => Promise<void>,
): Promise<number> {
  const holder = holderIn(lab);
  if (!holder) throw new Error("nobody has the torch");
  const fromMs = wallMs();
  const before = lab.sites.map(({ glass }) => glass.lives.at(-1));
  await harm(holder);
  for (;;) {
    const frames = lab.sites.flatMap(({ glass, name }, i) => {
      const life = glass.lives.at(-1);
      const isNew = name !== holder.name || life !== before[i];
      return isNew ? (life?.frames.filter(({ atMs }) => atMs > fromMs) ?? []) : [];
    });
    const first = frames.find(({ isSolid }) => isSolid);
    if (first) return first.atMs - fromMs;
    if (wallMs() - fromMs > BACK_WITHIN_MS) throw new Error("the torch did not come back");
    await sleep(20);
  }
}

function measured(what: string, value: number, most: number): BenchmarkRow {
  return { what, value, unit: "ms", ...atMost(most, value) };
}

function atMost(most: number, value: number): Pick<BenchmarkRow, "isMet" | "target"> {
  return { target: `≤ ${Math.round(most)}`, isMet: value <= most };
}

/** Processes that wanted a core over the last minute: above the number of cores, figures suffer. */
function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

function quantile(values: readonly number[], share: number): number {
  const [value = NaN] = quantiles(values, [share]);
  return Math.round(value * 10) / 10;
}
