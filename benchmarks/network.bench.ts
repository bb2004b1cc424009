import { CONDITIONS, OUTAGE_MS } from "../tests/network/conditions.ts";
import { openLab } from "../tests/network/lab.ts";
import { measure, measureOutage, type Seen } from "../tests/network/measurement.ts";
import type { BenchmarkResult, BenchmarkRow } from "./benchmark.ts";

const RECOVERY_TARGET_MS = 2500;

/** @param args seconds for each condition, and the seed of the router's chance */
export async function benchmark(args: readonly string[]): Promise<BenchmarkResult> {
  const [seconds = 20, seed = 1] = args.map(Number);
  await using lab = await openLab(seed);
  const rows: BenchmarkRow[] = [];
  const details: Record<string, unknown> = { seconds, seed, network: lab.network };
  for (const condition of [{ name: "clean", profile: {} }, ...CONDITIONS]) {
    const seen = await measure(lab, condition, seconds);
    details[condition.name] = { profile: condition.profile, seen };
    rows.push(...rowsOf(condition.name, seen));
  }
  const recoveries = await measureOutage(lab, OUTAGE_MS);
  details["outage"] = { outageMs: OUTAGE_MS, recoveries };
  for (const [key, what] of [
    ["pictureMs", "picture"],
    ["voiceMs", "voice"],
  ] as const) {
    const value = Math.max(...recoveries.map((recovery) => recovery[key]));
    const isMet = value <= RECOVERY_TARGET_MS;
    const target = `≤ ${RECOVERY_TARGET_MS} ms`;
    rows.push({ what: `${what} back after a 10 s outage`, value, unit: "ms", target, isMet });
  }
  return { rows, details };
}

/** The worse of the two sites in each respect. */
function rowsOf(name: string, seen: readonly Seen[]): BenchmarkRow[] {
  return [
    { what: `${name}: frames shown`, value: Math.min(...seen.map(({ fps }) => fps)), unit: "fps" },
    {
      what: `${name}: frozen`,
      value: Math.max(...seen.map(({ frozenMs }) => frozenMs)),
      unit: "ms",
    },
    {
      what: `${name}: camera to glass, p50`,
      value: Math.round(Math.max(...seen.map(({ latencyMs }) => latencyMs?.p50 ?? 0))),
      unit: "ms",
    },
    {
      what: `${name}: voice made up`,
      value: 100 * Math.max(...seen.map(({ concealedShare }) => concealedShare)),
      unit: "%",
    },
  ];
}
