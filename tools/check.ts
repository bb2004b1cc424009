import { globSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { FOLDERS } from "./folders.ts";
import { root } from "./node24.mjs";
import { step } from "./step.ts";

/** What must hold before any test is worth running. Each is one check in the final count. */
const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["format", "oxfmt", "--check", ...FOLDERS],
  ["lint", "oxlint", "--type-aware", ...FOLDERS],
  ["declared imports", "knip", "--strict", "--include", "dependencies,unlisted,unresolved"],
  ["unused code", "knip", "--include", "files,exports,types,duplicates"],
  ["translations", "i18next-cli", "status", "--config", "apps/web/i18next.config.ts"],
];

export interface CheckCount {
  passed: number;
  failed: number;
}

/** Format, lint, types, unused code, translations; prints one line each, and the output of a failure. */
export async function check(): Promise<CheckCount> {
  const count: CheckCount = { passed: 0, failed: 0 };
  const projects = globSync("{packages/*,apps/*,tools}/tsconfig.json", { cwd: root }).toSorted();
  const types = projects.map(
    (file) => [`types of ${path.dirname(file)}`, "tsc", "-p", file] as const,
  );
  for (const [name, command, ...args] of [...CHECKS, ...types]) {
    const { code, output, seconds } = await step(command, args);
    const verdict = code === 0 ? "ok" : "FAILED";
    process.stdout.write(`${verdict.padEnd(7)}${name} (${seconds.toFixed(1)} s)\n`);
    if (code === 0) count.passed++;
    else {
      count.failed++;
      process.stdout.write(`${output}\n`);
    }
  }
  return count;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await check();
  process.exitCode = failed === 0 ? 0 : 1;
}
