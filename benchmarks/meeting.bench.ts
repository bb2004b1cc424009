import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { median } from "@visavis/protocol";
import {
  boothCalibration,
  BoothPage,
  createCameraFile,
  createRoomLink,
  main,
  probeClip,
  type RehearsalReport,
  ServerProcess,
} from "@visavis/rehearsal";
import type { Benchmark, BenchmarkRow } from "./benchmark.ts";
import { portraitClip } from "./portrait-clip.ts";

const CAMERA = { widthPx: 720, heightPx: 1280 };
const SECONDS = 20;
const REHEARSALS = 3;

/** Whole meetings on this one machine: two sites of 720 x 1280, then one that only looks on. */
export const benchmark: Benchmark = async () => {
  const reports: RehearsalReport[] = [];
  for (let i = 0; i < REHEARSALS; i++) reports.push(await rehearse());
  const sites = reports.flatMap((report) => report.sites);
  const fps = sites.map(({ shown }) => shown?.fps ?? 0);
  const joins = reports.map(({ joinMs }) => joinMs).toSorted((a, b) => a - b);
  const joinMs = joins[Math.floor(joins.length / 2)] ?? Number.NaN;
  const watching = await watchOnly();
  const rows: BenchmarkRow[] = [
    row("link opened to first remote frame, median", joinMs, "ms", "≤ 2000", joinMs <= 2000),
    row(
      "frames shown by the slower site, both send and receive",
      Math.min(...fps),
      "fps",
      "≥ 15",
      Math.min(...fps) >= 15,
    ),
    row(
      "longest freeze, both send and receive",
      longest(sites),
      "ms",
      "≤ 500",
      longest(sites) <= 500,
    ),
    row("frames shown when one side only receives", watching, "fps", "≥ 24", watching >= 24),
    row("camera to glass, median of sites, p50", medianLatency(sites), "ms"),
  ];
  return { rows, details: { reports } };
};

function row(
  what: string,
  value: number,
  unit: string,
  target?: string,
  isMet?: boolean,
): BenchmarkRow {
  const rounded = Number(value.toFixed(1));
  return {
    what,
    value: rounded,
    unit,
    ...(target && isMet !== undefined ? { target, isMet } : {}),
  };
}

async function rehearse(): Promise<RehearsalReport> {
  const out = mkdtempSync(path.join(tmpdir(), "visavis-meeting-"));
  try {
    const clip = portraitClip();
    const args = ["--site", clip, "--site", clip, "--seconds", `${SECONDS}`, "--out", out];
    const code = await main([...args, "--camera", `${CAMERA.widthPx}x${CAMERA.heightPx}`]);
    if (code !== 0) throw new Error("The rehearsal did not take place.");
    const report: RehearsalReport = JSON.parse(readFileSync(path.join(out, "report.json"), "utf8"));
    return report;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The mean length of a freeze bounds what the reports can tell; zero freezes is zero. */
function longest(sites: RehearsalReport["sites"]): number {
  return Math.max(
    ...sites.map(({ shown }) => (shown?.freezes ? shown.frozenMs / shown.freezes : 0)),
  );
}

function medianLatency(sites: RehearsalReport["sites"]): number {
  return median(sites.map(({ latencyMs }) => latencyMs?.p50 ?? Number.NaN)) ?? Number.NaN;
}

/** A booth sends, a view looks on. */
async function watchOnly(): Promise<number> {
  const clip = await probeClip(portraitClip());
  const cameraFile = await createCameraFile({
    clip,
    size: CAMERA,
    background: null,
    seconds: SECONDS,
  });
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await ServerProcess.open());
  const calibration = boothCalibration(1.75);
  const { origin } = server;
  const booth = stack.use(await BoothPage.launch({ cameraFile, calibration, origin }));
  const view = stack.use(await BoothPage.launch({ calibration, origin }));
  const link = createRoomLink(origin, "view-only");
  await booth.open(link);
  await view.open(link.replace("/booth/", "/view/"));
  if (!(await view.waitFor(() => view.hasRemoteFrame(), 60_000))) {
    throw new Error("The view saw nobody.");
  }
  await sleep(5000);
  const before = (await view.ledger())?.frames ?? 0;
  await sleep(SECONDS * 1000);
  return (((await view.ledger())?.frames ?? 0) - before) / SECONDS;
}
