import path from "node:path";
import type { BenchmarkRow } from "./benchmark.ts";
import type { MatteMethod } from "./matte-methods.ts";
import { HAIR } from "./matte-options.ts";
import type { MatteError } from "./matte-metrics.ts";
import type { MethodFigures } from "./pages/matte.ts";

/** One person before one background. */
export interface ClipFigures {
  readonly clip: string;
  readonly background: string;
  readonly methods: Partial<Record<MatteMethod, MethodFigures>>;
}

interface Target {
  readonly method: MatteMethod;
  readonly error: keyof MatteError;
  /** The least that the baseline's error is divided by. */
  readonly divisor: number;
  /** Of a clip of loose hair, or of any other. */
  readonly isOfHair?: boolean;
}

const TARGETS: readonly Target[] = [
  { method: "plate", error: "mad", divisor: 6 },
  { method: "plate", error: "grad", divisor: 4 },
  { method: "plate", error: "dtssd", divisor: 2.5 },
  { method: "learnt-plate", error: "mad", divisor: 4 },
  { method: "no-plate", error: "mad", divisor: 2 },
  { method: "hair", error: "mad", divisor: 4, isOfHair: true },
];
const NAMES = { mad: "MAD", mse: "MSE", grad: "Grad", dtssd: "dtSSD", edgeMad: "edge", fg: "fg" };
const MOST_MS = 25;

/** What was to be reached, and whether it was. */
export function matteRows({ clip, background, methods }: ClipFigures): BenchmarkRow[] {
  const where = `${clip} before ${background}`;
  const rows: BenchmarkRow[] = [];
  const isHair = clip === path.basename(HAIR);
  for (const { method, error, divisor, isOfHair = false } of TARGETS) {
    if (isOfHair !== isHair) continue;
    const [got, base] = [methods[method], methods.baseline];
    if (!got || !base) continue;
    const share = got[error] / base[error];
    rows.push({
      what: `${where}: ${method}, ${NAMES[error]} ${got[error]} against ${base[error]}`,
      value: Number(share.toFixed(3)),
      unit: "of the baseline",
      target: `≤ 1/${divisor}`,
      isMet: share <= 1 / divisor,
    });
  }
  const ms = methods.plate?.msPerFrame.p50;
  if (ms !== undefined) {
    const target = { target: `≤ ${MOST_MS}`, isMet: ms <= MOST_MS };
    rows.push({ what: `${where}: plate, net and matte, p50`, value: ms, unit: "ms", ...target });
  }
  return rows;
}

/** Every error of every method, with its share of the baseline's. */
export function matteTable(clips: readonly ClipFigures[]): string[] {
  const lines: string[] = [];
  for (const { clip, background, methods } of clips) {
    const head = Object.values(NAMES).map((name) => name.padStart(14));
    lines.push("", `${clip} before ${background}`);
    lines.push(`${"".padEnd(13)}${head.join("")}${"ms p50 / p95".padStart(16)}`);
    for (const [method, figures] of Object.entries(methods)) {
      const cells = errorKeys.map((key) => {
        const share = figures[key] / (methods.baseline?.[key] ?? Number.NaN);
        return `${figures[key].toFixed(2)} (${share.toFixed(2)})`.padStart(14);
      });
      const { p50, p95 } = figures.msPerFrame;
      const time = `${p50.toFixed(1)} / ${p95.toFixed(1)}`.padStart(16);
      lines.push(`${method.padEnd(13)}${cells.join("")}${time}`);
    }
  }
  lines.push("", "MAD, MSE, edge, fg × 10³; Grad / 10³; dtSSD × 10²; (share of the baseline)");
  return lines;
}

const errorKeys = ["mad", "mse", "grad", "dtssd", "edgeMad", "fg"] as const;
