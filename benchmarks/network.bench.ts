import { loadavg } from "node:os";
import { CONDITIONS, OUTAGE_MS } from "../tests/network/conditions.ts";
import { openLab } from "../tests/network/lab.ts";
import { measure, measureOutage, type Seen } from "../tests/network/measurement.ts";
import type { BenchmarkResult, BenchmarkRow } from "./benchmark.ts";

const RECOVERY_TARGET_MS = 2500;

/** @param args seconds for each condition, and the seed of the network's chance */
export async function benchmark(args: readonly string[]): Promise<BenchmarkResult> {
  const [seconds = 20, seed = 1] = args.map(Number);
  const rows: BenchmarkRow[] = [];
  const details: Record<string, unknown> = { seconds, seed };
  // A meeting of its own for each, because a page's account of latency begins with its first frame.
  for (const condition of [{ name: "clean", profile: {} }, ...CONDITIONS]) {
    const lab = await openLab(seed);
    try {
      const seen = await measure(lab, condition, seconds);
      const { network } = lab;
      details[condition.name] = { profile: condition.profile, network, seen, load: load() };
      rows.push(...rowsOf(condition.name, seen));
    } finally {
      await lab[Symbol.asyncDispose]();
    }
  }
  const lab = await openLab(seed);
  try {
    const recoveries = await measureOutage(lab, OUTAGE_MS);
    details["outage"] = { outageMs: OUTAGE_MS, recoveries, load: load() };
    const worst = (key: "pictureMs" | "voiceMs"): number =>
      Math.max(...recoveries.map((recovery) => recovery[key]));
    rows.push(recoveryRow("picture", worst("pictureMs")), recoveryRow("voice", worst("voiceMs")));
  } finally {
    await lab[Symbol.asyncDispose]();
  }
  return { rows, details };
}

/** Processes that wanted a core over the last minute: above the number of cores, figures suffer. */
function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

function recoveryRow(what: string, value: number): BenchmarkRow {
  return {
    what: `${what} back after a ${OUTAGE_MS / 1000} s outage`,
    value,
    unit: "ms",
    target: `≤ ${RECOVERY_TARGET_MS} ms`,
    isMet: value <= RECOVERY_TARGET_MS,
  };
}

/** The worse of the two sites in each respect. */
function rowsOf(name: string, seen: readonly Seen[]): BenchmarkRow[] {
  const latencyMs = Math.max(...seen.map((site) => site.latencyMs?.p50 ?? 0));
  const concealedShare = Math.max(...seen.map((site) => site.concealedShare));
  return [
    { what: `${name}: frames shown`, value: Math.min(...seen.map(({ fps }) => fps)), unit: "fps" },
    { what: `${name}: frozen`, value: Math.max(...seen.map((site) => site.frozenMs)), unit: "ms" },
    { what: `${name}: camera to glass, p50`, value: Math.round(latencyMs), unit: "ms" },
    { what: `${name}: voice made up`, value: Math.round(concealedShare * 1000) / 10, unit: "%" },
  ];
}
