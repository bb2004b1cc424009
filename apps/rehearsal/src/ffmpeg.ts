import { spawn } from "node:child_process";
import { findOnPath } from "./program-search.ts";
import { RehearsalError } from "./rehearsal-error.ts";

type Tool = "ffmpeg" | "ffprobe";

/** VISAVIS_FFMPEG and VISAVIS_FFPROBE come before the PATH. */
export function findFfmpeg(tool: Tool): string {
  const found = process.env[`VISAVIS_${tool.toUpperCase()}`] ?? findOnPath([tool]);
  if (found) return found;
  throw new RehearsalError(
    `The program ${tool} was not found: install FFmpeg (ffmpeg.org) so that clips can be read.`,
  );
}

/** Runs the tool to its end and gives its output; refuses with what it said last. */
export async function runFfmpeg(tool: Tool, args: readonly string[]): Promise<string> {
  const child = spawn(findFfmpeg(tool), args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code === 0) return output;
  const last = complaint.trim().split("\n").at(-1) ?? `it ended with code ${code}`;
  throw new RehearsalError(`${tool} could not do its work: ${last}`);
}
