import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { findFfmpeg } from "@visavis/rehearsal";

/** What the camera of every scene gives. */
export const SCENE = { widthPx: 1280, heightPx: 720, framesPerS: 30 } as const;
/** More of a clip is never needed: eight seconds of movement, and what is measured. */
const MOST_FRAMES = 400;

const SIZE = `${SCENE.widthPx}:${SCENE.heightPx}`;
// Colours mix rightly only when weighted with alpha.
const PERSON =
  "premultiply=inplace=1," +
  `scale=${SIZE}:force_original_aspect_ratio=decrease:flags=bicubic,` +
  "unpremultiply=inplace=1,format=rgba," +
  `pad=${SIZE}:(ow-iw)/2:oh-ih:color=black@0`;
const ROOM = `scale=${SIZE}:force_original_aspect_ratio=increase:flags=lanczos,crop=${SIZE},format=rgb24`;
// VP8 and VP9 leave a faint haze in what was empty, and a trace of glass in what was solid.
const CLEAR_HAZE = "lutrgb=a='clip((val-10)*255/235,0,255)',";

/** Decoded frames in a file; they are played forwards and back for as long as anybody asks. */
export class DecodedFrames implements Disposable {
  readonly count: number;
  readonly #file: number;
  readonly #frameBytes: number;

  constructor(file: string, bytesPerPixel: 3 | 4) {
    this.#frameBytes = SCENE.widthPx * SCENE.heightPx * bytesPerPixel;
    this.count = Math.floor(statSync(file).size / this.#frameBytes);
    this.#file = openSync(file, "r");
  }

  /** The place in the file of the frame that is shown at `tick`. */
  indexAt(tick: number): number {
    if (this.count < 2) return 0;
    const period = 2 * (this.count - 1);
    const along = tick % period;
    return along < this.count ? along : period - along;
  }

  read(index: number): Uint8Array {
    const bytes = new Uint8Array(this.#frameBytes);
    readSync(this.#file, bytes, 0, bytes.length, index * bytes.length);
    return bytes;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

/** A person with alpha, as straight RGBA, standing on the picture's lower edge. */
export function decodePerson(clip: string, out: string): DecodedFrames {
  const codec = codecOf(clip);
  const isVp = codec === "vp8" || codec === "vp9";
  // FFmpeg's own decoders of these two leave alpha aside.
  const decoder = isVp ? ["-c:v", codec === "vp8" ? "libvpx" : "libvpx-vp9"] : [];
  decode(clip, decoder, `format=gbrap,${isVp ? CLEAR_HAZE : ""}${PERSON}`, out);
  const frames = new DecodedFrames(out, 4);
  const index = [0, frames.count >> 1, frames.count - 1].find((at) =>
    alphaOf(frames, at).some(Boolean),
  );
  if (index === undefined) throw new Error(`"${path.basename(clip)}" shows nobody.`);
  // A picture without alpha fills its own rectangle; what was padded does not count.
  const alpha = alphaOf(frames, index);
  const isSolid = alpha.every((value) => value === 0 || value === 255);
  if (isSolid && isRectangle(alpha)) throw new Error(`"${path.basename(clip)}" has no alpha.`);
  return frames;
}

/** A room, cut to fill the camera's picture. */
export function decodeRoom(room: string, out: string): DecodedFrames {
  codecOf(room);
  decode(room, [], ROOM, out);
  return new DecodedFrames(out, 3);
}

function alphaOf(frames: DecodedFrames, index: number): Uint8Array {
  return frames.read(index).filter((_, i) => i % 4 === 3);
}

function isRectangle(alpha: Uint8Array): boolean {
  const { widthPx } = SCENE;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  let count = 0;
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] === 0) continue;
    const x = i % widthPx;
    const y = (i - x) / widthPx;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    count++;
  }
  return count === Math.max(0, right - left + 1) * Math.max(0, bottom - top + 1);
}

export function requireFile(file: string): void {
  if (!existsSync(file)) throw new Error(`There is no file "${file}".`);
}

function codecOf(file: string): string {
  requireFile(file);
  const entries = ["-show_entries", "stream=codec_name", "-of", "csv=p=0"];
  const args = ["-v", "error", "-select_streams", "v:0", ...entries, file];
  const { stdout } = spawnSync(findFfmpeg("ffprobe"), args, { encoding: "utf8" });
  const codec = stdout.trim();
  if (codec === "") throw new Error(`"${path.basename(file)}" is neither a picture nor a clip.`);
  return codec;
}

function decode(file: string, decoder: readonly string[], filter: string, out: string): void {
  const input = ["-v", "error", "-y", ...decoder, "-i", file, "-frames:v", `${MOST_FRAMES}`];
  const output = ["-vf", filter, "-fps_mode", "passthrough", "-an", "-f", "rawvideo", out];
  const { status, stderr } = spawnSync(findFfmpeg("ffmpeg"), [...input, ...output]);
  if (status === 0 && statSync(out).size > 0) return;
  throw new Error(`"${path.basename(file)}" cannot be decoded: ${stderr.toString().trim()}`);
}
