import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFfmpeg } from "@visavis/rehearsal";

const SOURCE = "tests/media/dancer-alpha-640x360.webm";

/** The dancer as an upright camera sees him, 720 x 1280, with alpha; made once, kept with temporary files. */
export function portraitClip(): string {
  const file = path.join(tmpdir(), "visavis-dancer-720x1280.mkv");
  if (existsSync(file)) return file;
  const filter = "format=yuva420p,crop=202:360:199:0,scale=720:1280:flags=bicubic";
  const args = ["-v", "error", "-y", "-c:v", "libvpx", "-i", SOURCE, "-vf", filter, "-an"];
  const { status, stderr } = spawnSync(findFfmpeg("ffmpeg"), [...args, "-c:v", "ffv1", file]);
  if (status !== 0) throw new Error(`The clip could not be made: ${stderr.toString()}`);
  return file;
}
