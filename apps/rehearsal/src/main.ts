import path from "node:path";
import { playMeeting } from "./meeting.ts";
import { parseOptions, USAGE } from "./options.ts";
import { RehearsalError } from "./rehearsal-error.ts";
import { type RehearsalReport, writeReport } from "./report.ts";

/** @param args what stands after the command; resolves with the exit code */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (!options) {
      console.log(USAGE);
      return 0;
    }
    const report = writeReport(await playMeeting(options, console.log), options);
    console.log(summary(report, options.out));
    return 0;
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function summary({ sites, joinMs, torch }: RehearsalReport, out: string): string {
  const lines = sites.map(({ shown, latencyMs, heightM, scaleErrorPercent }, i) => {
    const fps = shown ? `${shown.fps.toFixed(1)} fps, ${shown.freezes} freezes` : "nothing shown";
    const latency = latencyMs ? `, ${Math.round(latencyMs.p50)} ms camera to glass` : "";
    const height = heightM ? `, ${heightM.toFixed(2)} m tall (${scaleErrorPercent} %)` : "";
    return `Site ${i} sees: ${fps}${latency}${height}`;
  });
  if (torch) {
    const { gapMs, commitMs, overlapFrames, passes } = torch;
    const gap = gapMs ? `, gap ${Math.round(gapMs.p50)} ms (p99 ${Math.round(gapMs.p99)})` : "";
    const commit = commitMs ? `, commit ${Math.round(commitMs.p50)} ms` : "";
    lines.push(`Torch: ${passes} passes, ${overlapFrames} frames with two${gap}${commit}`);
  }
  return [...lines, `Joined in ${joinMs} ms. See ${path.resolve(out)}`].join("\n");
}
