import { parseArgs } from "node:util";

export interface MatteOptions {
  readonly clips: readonly string[];
  /** Empty: the generated ones, and an office. */
  readonly backgrounds: readonly string[];
  readonly out: string | null;
  readonly frames: number;
}

export const DANCER = "tests/media/dancer-alpha-640x360.webm";
export const HAIR = "tests/media/hair-alpha-1280x720.webm";
export const OFFICE = "tests/media/office-320x180.jpg";

const USAGE =
  "npm run bench -- matte [--clip CLIP_WITH_ALPHA …] [--background IMAGE_OR_CLIP …] [--out DIR] [--frames N]";

/** Both `--clip A --clip B` and `--clip A B` are understood. */
export function parseMatteOptions(args: readonly string[]): MatteOptions {
  const { clip, background, out, frames } = parsed(repeated(args));
  const count = Number(frames ?? 24);
  if (!Number.isInteger(count) || count < 2 || count > 120) {
    throw new Error("--frames is a whole number from 2 to 120.");
  }
  return {
    clips: clip ?? [DANCER, HAIR],
    backgrounds: background ?? [],
    out: out ?? null,
    frames: count,
  };
}

function parsed(args: string[]): {
  clip?: string[] | undefined;
  background?: string[] | undefined;
  out?: string | undefined;
  frames?: string | undefined;
} {
  try {
    const { values } = parseArgs({
      args,
      options: {
        clip: { type: "string", multiple: true },
        background: { type: "string", multiple: true },
        out: { type: "string" },
        frames: { type: "string" },
      },
    });
    return values;
  } catch {
    throw new Error(`Not understood; this is how: ${USAGE}`);
  }
}

/** Names the option again before each of its further values. */
function repeated(args: readonly string[]): string[] {
  const out: string[] = [];
  let option: string | null = null;
  for (const [i, arg] of args.entries()) {
    const before = args[i - 1] ?? "";
    if (arg.startsWith("--")) option = arg;
    else if (option && before !== option) out.push(option);
    out.push(arg);
  }
  return out;
}
