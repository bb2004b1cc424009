import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Clip, type PictureSize, probeClip } from "./clip.ts";
import { runFfmpeg } from "./ffmpeg.ts";
import { plainWall } from "./wall.ts";
import { voiceWav } from "./voice.ts";

/** Chromium plays a motion-JPEG file at this rate, whatever was meant. */
export const CAMERA_FPS = 30;
/** Part of every cached name: raise it when the way a file is made changes. */
const RECIPE = 3;
const KEPT_MS = 7 * 24 * 3600 * 1000;

export interface CameraFileOptions {
  readonly clip: Clip;
  readonly size: PictureSize;
  /** Stands behind a clip with alpha; null for a plain wall. */
  readonly background: string | null;
  readonly seconds: number;
}

/** The clip as a file for Chromium's fake camera, made once and kept in the temporary folder. */
export async function createCameraFile(options: CameraFileOptions): Promise<string> {
  const { clip, size, seconds } = options;
  const background = clip.hasAlpha ? options.background : null;
  const key = [stamp(clip.file), background && stamp(background), size, seconds, RECIPE];
  return cached(key, "mjpeg", async (file) => {
    const input = await inputs(clip, background, size);
    const args = [
      ["-v", "error", "-y", ...input.args, "-filter_complex", input.filter, "-map", "[camera]"],
      ["-t", String(seconds), "-r", String(CAMERA_FPS), "-an"],
      // Chromium takes JPEG's luma as video range, so that is what must be in it.
      ["-c:v", "mjpeg", "-q:v", "2", "-strict", "unofficial", "-pix_fmt", "yuv420p"],
      ["-color_range", "tv", "-f", "mjpeg", file],
    ];
    await runFfmpeg("ffmpeg", args.flat());
  });
}

/** The clip's own sound, or a made voice when it has none. */
export async function createMicrophoneFile(clip: Clip, seconds: number): Promise<string> {
  if (!clip.hasSound) {
    return cached(["voice", RECIPE], "wav", (file) => writeFileSync(file, voiceWav()));
  }
  return cached(["sound", stamp(clip.file), seconds, RECIPE], "wav", async (file) => {
    const args = [
      ["-v", "error", "-y", "-i", clip.file, "-vn", "-t", String(seconds)],
      ["-ar", "48000", "-ac", "1", "-c:a", "pcm_s16le", "-f", "wav", file],
    ];
    await runFfmpeg("ffmpeg", args.flat());
  });
}

interface Inputs {
  readonly args: readonly string[];
  readonly filter: string;
}

async function inputs(
  clip: Clip,
  background: string | null,
  { widthPx, heightPx }: PictureSize,
): Promise<Inputs> {
  const own = [...clip.inputArgs, ...endless(clip), "-i", clip.file];
  const toVideo = "out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1";
  const scaled = `fps=${CAMERA_FPS},scale=${widthPx}:${heightPx}:flags=bicubic`;
  if (!clip.hasAlpha) return { args: own, filter: `[0:v]${scaled}:${toVideo}[camera]` };
  const room = background ? await roomOf(background) : await wallOf({ widthPx, heightPx });
  // Cover: the room fills the picture and keeps its shape.
  const cover =
    `fps=${CAMERA_FPS},scale=${widthPx}:${heightPx}:force_original_aspect_ratio=increase,` +
    `crop=${widthPx}:${heightPx},format=gbrp,setsar=1`;
  return {
    args: [...own, ...room],
    filter:
      `[0:v]${scaled},format=gbrap,setsar=1[person];[1:v]${cover}[room];` +
      `[room][person]overlay=format=gbrp:shortest=1,scale=${toVideo}[camera]`,
  };
}

async function roomOf(background: string): Promise<string[]> {
  const clip = await probeClip(background);
  const loop = clip.isStill ? endless(clip) : ["-stream_loop", "-1"];
  return [...clip.inputArgs, ...loop, "-i", clip.file];
}

async function wallOf(size: PictureSize): Promise<string[]> {
  const file = await cached(["wall", size, RECIPE], "ppm", (made) => {
    writeFileSync(made, plainWall(size));
  });
  return ["-loop", "1", "-framerate", String(CAMERA_FPS), "-i", file];
}

/** A still would last one frame; a clip ends by itself, and Chromium starts it anew. */
function endless({ isStill }: Clip): string[] {
  return isStill ? ["-loop", "1", "-framerate", String(CAMERA_FPS)] : [];
}

function stamp(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${path.resolve(file)}|${size}|${mtimeMs}`;
}

async function cached(
  key: readonly unknown[],
  ending: string,
  make: (file: string) => void | Promise<void>,
): Promise<string> {
  const name = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 24);
  const folder = path.join(os.tmpdir(), `visavis-rehearsal-${process.getuid?.() ?? "user"}`);
  const file = path.join(folder, `${name}.${ending}`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeOld(folder);
  // Renamed when whole, so that a run cut short leaves nothing half made.
  const draft = path.join(folder, `${name}.${process.pid}.draft`);
  await make(draft);
  renameSync(draft, file);
  return file;
}

/** Cameras are large files, and clips of last week are seldom played again. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(file, { force: true });
  }
}
