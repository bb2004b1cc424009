import { spawn } from "node:child_process";
import { environment, root } from "./node24.mjs";

export interface StepResult {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

export interface StepOptions {
  readonly env?: Record<string, string>;
  /** Show the output as it comes; otherwise it is only kept. */
  readonly isShown?: boolean;
}

/** Runs a command at the repository's root on Node 24 and keeps what it prints. */
export async function step(
  command: string,
  args: readonly string[],
  { env = {}, isShown = false }: StepOptions = {},
): Promise<StepResult> {
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd: root,
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const chunks: string[] = [];
  const keep = (chunk: Buffer): void => {
    chunks.push(chunk.toString());
    if (isShown) process.stdout.write(chunk);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
  return { code, output: chunks.join(""), seconds: (performance.now() - startedMs) / 1000 };
}
