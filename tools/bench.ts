import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus, platform, release, totalmem } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Benchmark, BenchmarkRow } from "../benchmarks/benchmark.ts";
import { build } from "./build.ts";
import { root } from "./node24.mjs";
import { ensureChromium, ensureMediaTools } from "./system-programs.ts";

const folder = path.join(root, "benchmarks");

/** What a figure was measured on; a figure without its machine says nothing. */
function machine(): Record<string, string | number> {
  return {
    system: `${platform()} ${release()}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

function print(rows: readonly BenchmarkRow[]): void {
  for (const { what, value, unit, target, isMet } of rows) {
    const verdict = isMet === undefined ? "" : isMet ? "  met" : "  NOT MET";
    process.stdout.write(
      `  ${what}: ${value} ${unit}${target ? ` (target ${target})` : ""}${verdict}\n`,
    );
  }
}

const [wanted, ...args] = process.argv.slice(2);
const names = globSync("*.bench.ts", { cwd: folder }).map((file) => file.replace(".bench.ts", ""));
const chosen = wanted === undefined ? names.toSorted() : names.filter((name) => name === wanted);
if (chosen.length === 0) {
  process.stderr.write(
    `There is no benchmark "${wanted}". There are: ${names.toSorted().join(", ")}.\n`,
  );
  process.exit(1);
}
process.env["VISAVIS_CHROMIUM"] = await ensureChromium();
await ensureMediaTools();
await build();
mkdirSync(path.join(folder, "results"), { recursive: true });
for (const name of chosen) {
  process.stdout.write(`${name}\n`);
  const file = pathToFileURL(path.join(folder, `${name}.bench.ts`)).href;
  const { benchmark }: { benchmark: Benchmark } = await import(file);
  try {
    const { rows, ...details } = await benchmark(args);
    print(rows);
    const result = { name, at: new Date().toISOString(), machine: machine(), rows, ...details };
    const out = path.join(folder, "results", `${name}.json`);
    writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`);
  } catch (error) {
    process.stderr.write(`  ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
process.exit();
