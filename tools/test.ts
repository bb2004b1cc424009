import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "./build.ts";
import { check } from "./check.ts";
import { step } from "./step.ts";
import { ensureChromium, ensureMediaTools } from "./system-programs.ts";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };

function add(count: Partial<Count>): void {
  total.passed += count.passed ?? 0;
  total.failed += count.failed ?? 0;
  total.skipped += count.skipped ?? 0;
}

/** What Vitest's and Playwright's JSON reports have for us; each has its own half. */
interface Report {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly stats?: { expected: number; unexpected: number; flaky: number; skipped: number };
}

/** Unit, property, contract, architecture and network tests. A runner that dies counts as a failure. */
async function runVitest(
  project: string,
  folder: string,
  env: Record<string, string>,
): Promise<void> {
  process.stdout.write(`\nTests in project ${project}\n`);
  const report = path.join(folder, `${project}.json`);
  const args = ["run", "--project", project, "--reporter=default", "--reporter=json"];
  const { code } = await step("vitest", [...args, `--outputFile.json=${report}`], {
    env,
    isShown: true,
  });
  const counts = readReport(report);
  if (counts?.numPassedTests === undefined) return add({ failed: 1 });
  const { numPassedTests, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = counts;
  const skipped = numPendingTests + numTodoTests;
  add({ passed: numPassedTests, failed: numFailedTests, skipped });
  if (code !== 0 && numFailedTests === 0) add({ failed: 1 });
}

/** Two people meet, in real Chromium. */
async function runPlaywright(folder: string, env: Record<string, string>): Promise<void> {
  process.stdout.write("\nTests in real Chromium\n");
  const report = path.join(folder, "e2e.json");
  const { code } = await step("playwright", ["test"], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    isShown: true,
  });
  const counts = readReport(report);
  if (!counts?.stats) return add({ failed: 1 });
  const { expected, unexpected, flaky, skipped } = counts.stats;
  add({ passed: expected + flaky, failed: unexpected, skipped });
  if (code !== 0 && unexpected === 0) add({ failed: 1 });
}

function readReport(file: string): Report | null {
  try {
    const report: Report = JSON.parse(readFileSync(file, "utf8"));
    return report;
  } catch {
    return null;
  }
}

const folder = mkdtempSync(path.join(tmpdir(), "visavis-test-"));
try {
  const env = { VISAVIS_CHROMIUM: await ensureChromium() };
  await ensureMediaTools();
  await build();
  add(await check());
  await runVitest("node", folder, env);
  await runVitest("browser", folder, env);
  await runPlaywright(folder, env);
  await runVitest("network", folder, env);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  add({ failed: 1 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`,
);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
