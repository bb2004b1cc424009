import { parseArgs } from "node:util";
import type { PictureSize } from "./clip.ts";
import { RehearsalError } from "./rehearsal-error.ts";

export interface RehearsalOptions {
  /** One clip a site. */
  readonly clips: readonly string[];
  readonly background: string | null;
  readonly seconds: number;
  /** Of the people in the clips. */
  readonly heightM: number;
  readonly camera: PictureSize | null;
  readonly out: string;
  /** How often the sites pass the torch; 0: there is none. */
  readonly passes: number;
}

export const USAGE = `Plays a whole meeting with two headless browsers whose cameras are clips.

  npm run rehearse -- --site CLIP --site CLIP [options]

  --site CLIP          a clip or picture that ffmpeg reads, one for each of the two sites
  --background IMAGE   what stands behind a clip with alpha (default: a plain wall)
  --seconds N          how long to watch, 5 to 600 (default: 20)
  --height M           how tall the people in the clips are, 0.5 to 2.5 (default: 1.75)
  --camera WxH         the camera's picture, up to 1920 on a side (default: the clip's, up to 720p)
  --ceremony pass:N    pass a torch from site to site, N times (1 to 10000)
  --out DIR            where the report and the pictures go (default: rehearsal-out)
  --help               this text

It writes report.json, site-0-glass.png, site-1-glass.png, site-0-alpha.png and site-1-alpha.png.
`;

/** Null when help was asked for. */
export function parseOptions(args: readonly string[]): RehearsalOptions | null {
  const { values } = readArgs(args);
  if (values.help) return null;
  const clips = values.site ?? [];
  if (clips.length !== 2) {
    throw new RehearsalError(
      `A rehearsal has two sites, each given by --site CLIP; ${clips.length} given (see --help).`,
    );
  }
  return {
    clips,
    background: values.background ?? null,
    seconds: numberBetween("--seconds", values.seconds ?? "20", [5, 600]),
    heightM: numberBetween("--height", values.height ?? "1.75", [0.5, 2.5]),
    camera: values.camera === undefined ? null : parseCamera(values.camera),
    out: values.out ?? "rehearsal-out",
    passes: values.ceremony === undefined ? 0 : parseCeremony(values.ceremony),
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        site: { type: "string", multiple: true },
        background: { type: "string" },
        seconds: { type: "string" },
        height: { type: "string" },
        camera: { type: "string" },
        out: { type: "string" },
        ceremony: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(/\.\s/)[0] : String(cause);
    throw new RehearsalError(`${reason} (see --help).`, { cause });
  }
}

function numberBetween(name: string, text: string, [low, high]: [number, number]): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= low && value <= high) return value;
  throw new RehearsalError(`${name} takes a number from ${low} to ${high}, not "${text}".`);
}

function parseCeremony(text: string): number {
  const [, count] = /^pass:(\d{1,5})$/.exec(text) ?? [];
  const passes = Number(count);
  if (passes >= 1 && passes <= 10_000) return passes;
  throw new RehearsalError(`--ceremony takes pass:N with N from 1 to 10000, not "${text}".`);
}

function parseCamera(text: string): PictureSize {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  const [widthPx, heightPx] = [Number(width), Number(height)];
  const isFit = [widthPx, heightPx].every((px) => px >= 160 && px <= 1920);
  if (isFit) return { widthPx, heightPx };
  throw new RehearsalError(`--camera takes a size such as 720x1280, not "${text}".`);
}
