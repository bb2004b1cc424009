import { setTimeout as sleep } from "node:timers/promises";
import { median } from "@visavis/protocol";
import {
  boothCalibration,
  BoothPage,
  createCameraFile,
  createRoomLink,
  probeClip,
  ServerProcess,
} from "@visavis/rehearsal";
import type { Benchmark, BenchmarkRow } from "./benchmark.ts";
import { mean } from "./mean.ts";
import { portraitClip } from "./portrait-clip.ts";

const CAMERA = { widthPx: 720, heightPx: 1280 };
const CLIP_S = 20;
const SETTLE_MS = 12_000;
const MEASURED_MS = 20_000;
/** In turns, so that whatever else the machine does is shared by both. */
const ROUNDS = 3;
const LEAST_SHARE = 80;

interface Round {
  readonly hasTorch: boolean;
  /** Of the slower of the two sites. */
  readonly fps: number;
  readonly looksPerSecond: number;
  readonly handsMsPerSecond: number;
}

/** What a torch and the hands that look out for it take from a meeting of two booths on one machine. */
export const benchmark: Benchmark = async () => {
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    for (const hasTorch of i % 2 === 0 ? [false, true] : [true, false]) {
      rounds.push(await meet(hasTorch));
    }
  }
  const [without, withTorch] = [medianFps(rounds, false), medianFps(rounds, true)];
  const share = (100 * withTorch) / without;
  const torches = rounds.filter(({ hasTorch }) => hasTorch);
  const rows: BenchmarkRow[] = [
    row("frames shown by the slower site, without a torch", without, "fps"),
    row("frames shown by the slower site, with torch and hands", withTorch, "fps"),
    {
      ...row("frames that a meeting keeps with torch and hands", share, "%"),
      target: `≥ ${LEAST_SHARE}`,
      isMet: share >= LEAST_SHARE,
    },
    row("looks for a hand, a site", mean(torches.map((round) => round.looksPerSecond)), "/s"),
    row("work of hands, a site", mean(torches.map((round) => round.handsMsPerSecond)), "ms/s"),
  ];
  return { rows, details: { rounds } };
};

async function meet(hasTorch: boolean): Promise<Round> {
  const clip = await probeClip(portraitClip());
  const film = { clip, size: CAMERA, background: null, seconds: CLIP_S };
  const cameraFile = await createCameraFile(film);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await ServerProcess.open());
  const { origin } = server;
  const calibration = boothCalibration(1.75);
  const launch = async (): Promise<BoothPage> =>
    stack.use(await BoothPage.launch({ cameraFile, calibration, origin }));
  const booths = [await launch(), await launch()];
  const link = new URL(createRoomLink(origin, "torch-bench"));
  link.search = hasTorch ? "torch" : "";
  for (const booth of booths) await booth.open(link.href);
  for (const booth of booths) {
    if (await booth.waitFor(() => booth.hasRemoteFrame(), 60_000)) continue;
    throw new Error("The sites did not meet.");
  }
  if (hasTorch && !(await isLit(booths))) throw new Error("No torch was brought out.");
  await sleep(SETTLE_MS);
  const before = await Promise.all(booths.map(frames));
  const startMs = performance.now();
  const looks: { looksPerSecond: number; msPerSecond: number }[] = [];
  for (let waited = 0; waited < MEASURED_MS; waited += 2000) {
    await sleep(2000);
    const torches = hasTorch ? await Promise.all(booths.map(async (booth) => booth.torch())) : [];
    looks.push(...torches.flatMap((torch) => torch?.handsCost ?? []));
  }
  const after = await Promise.all(booths.map(frames));
  const tookMs = performance.now() - startMs;
  const fps = after.map((shown, i) => ((shown - (before[i] ?? 0)) * 1000) / tookMs);
  return {
    hasTorch,
    fps: Math.min(...fps),
    looksPerSecond: mean(looks.map((look) => look.looksPerSecond)),
    handsMsPerSecond: mean(looks.map((look) => look.msPerSecond)),
  };
}

async function isLit(booths: readonly BoothPage[]): Promise<boolean> {
  const [first] = booths;
  const isAnySolid = async (): Promise<boolean> =>
    (await Promise.all(booths.map(async (booth) => booth.isSolid()))).some(Boolean);
  return (await first?.waitFor(isAnySolid, 30_000)) ?? false;
}

async function frames(booth: BoothPage): Promise<number> {
  return (await booth.ledger())?.frames ?? 0;
}

function row(what: string, value: number, unit: string): BenchmarkRow {
  return { what, value: Number(value.toFixed(1)), unit };
}

function medianFps(rounds: readonly Round[], hasTorch: boolean): number {
  const fps = rounds.filter((round) => round.hasTorch === hasTorch).map((round) => round.fps);
  return median(fps) ?? Number.NaN;
}
