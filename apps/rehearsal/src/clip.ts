import { statSync } from "node:fs";
import path from "node:path";
import { runFfmpeg } from "./ffmpeg.ts";
import { RehearsalError } from "./rehearsal-error.ts";

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A video or still picture that ffmpeg reads. */
export interface Clip {
  readonly file: string;
  /** As seen: turned upright, with square pixels. */
  readonly size: PictureSize;
  readonly hasAlpha: boolean;
  readonly hasSound: boolean;
  readonly isStill: boolean;
  /** Decoder arguments that stand before `-i`. */
  readonly inputArgs: readonly string[];
}

interface Stream {
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly sample_aspect_ratio?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
  readonly disposition?: { readonly attached_pic?: number };
}

interface Probe {
  readonly streams?: readonly Stream[];
  readonly format?: { readonly format_name?: string };
}

const STILL_FORMAT = /_pipe$|^image2/;
const ALPHA_FORMAT = /^(yuva|gbrap|rgba|bgra|argb|abgr|ya8|ya16)/;
// ffmpeg's own VP8 and VP9 decoders drop the alpha layer of WebM.
const ALPHA_DECODERS: Readonly<Record<string, string>> = { vp8: "libvpx", vp9: "libvpx-vp9" };

export async function probeClip(file: string): Promise<Clip> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new RehearsalError(`There is no clip at ${file}.`);
  }
  const { streams = [], format } = await probe(file);
  const picture = streams.find(
    ({ codec_type, disposition }) => codec_type === "video" && !disposition?.attached_pic,
  );
  if (!picture?.width || !picture.height) {
    throw new RehearsalError(`${file} has no picture in it.`);
  }
  const isLayered = picture.tags?.["alpha_mode"] === "1" || picture.tags?.["ALPHA_MODE"] === "1";
  const decoder = isLayered ? ALPHA_DECODERS[picture.codec_name ?? ""] : undefined;
  return {
    file: path.resolve(file),
    size: seenSize(picture),
    hasAlpha: decoder !== undefined || ALPHA_FORMAT.test(picture.pix_fmt ?? ""),
    hasSound: streams.some(({ codec_type }) => codec_type === "audio"),
    isStill: STILL_FORMAT.test(format?.format_name ?? ""),
    inputArgs: decoder ? ["-c:v", decoder] : [],
  };
}

async function probe(file: string): Promise<Probe> {
  try {
    const args = ["-v", "error", "-show_streams", "-show_format", "-of", "json", file];
    const found: Probe = JSON.parse(await runFfmpeg("ffprobe", args));
    return found;
  } catch (cause) {
    if (cause instanceof RehearsalError && cause.message.includes("was not found")) throw cause;
    throw new RehearsalError(`${file} is not a clip that ffmpeg can read.`, { cause });
  }
}

function seenSize(stream: Stream): PictureSize {
  const [across = 1, down = 1] = (stream.sample_aspect_ratio ?? "1:1").split(":").map(Number);
  const stretch = across > 0 && down > 0 ? across / down : 1;
  const [widthPx, heightPx] = [Math.round((stream.width ?? 0) * stretch), stream.height ?? 0];
  const turn = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  return Math.abs(turn) % 180 === 90
    ? { widthPx: heightPx, heightPx: widthPx }
    : { widthPx, heightPx };
}

const LONG_SIDE_PX = 1280;
const SHORT_SIDE_PX = 720;

/**
 * The camera's picture for a clip: the clip's own shape, fitted into `camera` if one is given, else
 * into 1280 x 720 upright or lying, never enlarged. Both sides are even, as I420 wants them.
 */
export function cameraSize(clip: PictureSize, camera: PictureSize | null): PictureSize {
  const isUpright = clip.heightPx > clip.widthPx;
  const frame = camera ?? {
    widthPx: isUpright ? SHORT_SIDE_PX : LONG_SIDE_PX,
    heightPx: isUpright ? LONG_SIDE_PX : SHORT_SIDE_PX,
  };
  const fit = Math.min(frame.widthPx / clip.widthPx, frame.heightPx / clip.heightPx);
  const scale = camera ? fit : Math.min(1, fit);
  const even = (px: number): number => Math.max(2, 2 * Math.round((px * scale) / 2));
  return { widthPx: even(clip.widthPx), heightPx: even(clip.heightPx) };
}
