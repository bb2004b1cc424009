import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { findFfmpeg } from "@visavis/rehearsal";
import { extractModels } from "../packages/tracking/models/extract-models.ts";
import type { Benchmark, BenchmarkRow } from "./benchmark.ts";
import { openBenchPage } from "./browser-page.ts";
import type { HandsLook } from "./pages/hands.ts";

const CLIP = { file: "tests/media/hands-640x576.webm", widthPx: 640, heightPx: 576, fps: 12.5 };

type Stretch = readonly [fromS: number, toS: number];

// Labelled by eye, frame by frame, of the man's right hand: from the first to the last frame in which
// the whole hand is in the picture and open, or closed. What lies between is not counted.
const WAVING: readonly Stretch[] = [
  [0.3, 3.6],
  [4.25, 7.5],
];
const FIST: readonly Stretch[] = [[8.3, 15.76]];
/** The clip is looked at as often as a quiet machine does, and half and a third as often. */
const EVERY_NTH = [1, 2, 3] as const;
/** A hand that closes is smoothed over; the fist has this long to be called one. */
const SETTLING_S = 0.4;

/** How surely an open hand is told from a fist, and what a look costs. */
export const benchmark: Benchmark = async () => {
  await using bench = await openBenchPage("hands.ts");
  serveNets(bench.dataFolder);
  decodeClip(path.join(bench.dataFolder, "frames.i420"));
  const rows: BenchmarkRow[] = [];
  const series: HandsLook[][] = [];
  for (const everyNth of EVERY_NTH) {
    const { widthPx, heightPx, fps } = CLIP;
    const looks = await bench.run<HandsLook[]>(widthPx, heightPx, fps, everyNth);
    rows.push(...gripRows(looks, fps / everyNth));
    series.push(looks);
  }
  return { rows: [...rows, ...costRows(series.flat())], details: { series } };
};

function gripRows(looks: readonly HandsLook[], looksPerS: number): BenchmarkRow[] {
  const settled = FIST.map(([from, to]) => [from + SETTLING_S, to] as const);
  const [waving, fist] = [within(looks, WAVING), within(looks, settled)];
  const [wavingShare, fistShare] = [gripPercent(waving), gripPercent(fist)];
  const rate = `${looksPerS.toFixed(1)} looks a second`;
  return [
    {
      what: `grip while waving, ${rate} (${waving.length} looks)`,
      value: wavingShare,
      unit: "%",
      target: "≤ 2",
      isMet: wavingShare <= 2,
    },
    {
      what: `grip while a fist is made, ${rate} (${fist.length} looks)`,
      value: fistShare,
      unit: "%",
      target: "≥ 95",
      isMet: fistShare >= 95,
    },
  ];
}

function serveNets(folder: string): void {
  for (const { name, file } of extractModels()) copyFileSync(file, path.join(folder, name));
  const litert = path.dirname(
    createRequire(import.meta.url).resolve("@litertjs/core/package.json"),
  );
  cpSync(path.join(litert, "wasm"), path.join(folder, "litert"), { recursive: true });
}

function costRows(looks: readonly HandsLook[]): BenchmarkRow[] {
  const kinds = [...new Set(looks.map(({ look }) => look))];
  return kinds.map((kind) => {
    const times = looks.filter(({ look }) => look === kind).map(({ workMs }) => workMs);
    const sorted = times.toSorted((a, b) => a - b);
    const least = sorted[0] ?? 0;
    return {
      what: `look to ${kind}, median of ${times.length} (least ${least.toFixed(1)})`,
      value: Number((sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)),
      unit: "ms",
    };
  });
}

function within(looks: readonly HandsLook[], stretches: readonly Stretch[]): HandsLook[] {
  return looks.filter(({ atS }) => stretches.some(([from, to]) => atS >= from && atS <= to));
}

function gripPercent(looks: readonly HandsLook[]): number {
  const gripping = looks.filter(({ state }) => state === "grip").length;
  return Number(((100 * gripping) / Math.max(1, looks.length)).toFixed(1));
}

function decodeClip(out: string): void {
  const args = ["-v", "error", "-y", "-i", CLIP.file, "-pix_fmt", "yuv420p", "-f", "rawvideo", out];
  const { status, stderr } = spawnSync(findFfmpeg("ffmpeg"), args);
  if (status !== 0) throw new Error(`The clip could not be decoded: ${stderr.toString()}`);
}
