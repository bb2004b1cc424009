import { footTravel, MIN_WALK_ROWS } from "@visavis/pane";

/** One frame's crown and soles, in rows of the camera's picture. */
export interface SeenRows {
  readonly topRow: number;
  readonly footRow: number;
  readonly hasFloorContact: boolean;
  readonly pictureHeightPx: number;
  readonly atMs: number;
}

interface KeptRows {
  readonly topRow: number;
  readonly footRow: number;
}

/** The rows of a walk so far; `nextWalk` adds to it. */
export interface Walk {
  readonly rows: readonly KeptRows[];
  readonly lastAtMs: number;
  readonly pictureHeightPx: number;
  /** Since when there is enough; null before. */
  readonly enoughSinceMs: number | null;
}

export const NO_WALK: Walk = {
  rows: [],
  lastAtMs: -Infinity,
  pictureHeightPx: 0,
  enoughSinceMs: null,
};

export interface WalkProgress {
  /** 0..1; at 1 there is enough for a good fit. */
  readonly share: number;
  readonly needs: "more-rows" | "longer-way" | "nothing";
}

const SAMPLE_EVERY_MS = 120;
/** A crown this near to the picture's border is cut off by it. */
const TOP_GUARD_SHARE = 0.006;
const GOOD_ROWS = 14;
/** 2 → 3.5 m with the camera at 1.2 m moves the feet by a sixth of a portrait picture. */
const GOOD_TRAVEL = 0.1;
/** Then whoever walked comes back to the keyboard, bent and close, and must not count. */
const GOES_ON_MS = 6000;
/** Who stands still must not outweigh who walks: so many rows are kept in one part of the way. */
const BINS = 40;
const MAX_PER_BIN = 4;

/** Takes the frame's rows if they tell something new; the same object if not. */
export function nextWalk(walk: Walk, seen: SeenRows): Walk {
  const sameSize = walk.pictureHeightPx === 0 || walk.pictureHeightPx === seen.pictureHeightPx;
  const before = sameSize ? walk : NO_WALK;
  if (before.enoughSinceMs !== null && seen.atMs - before.enoughSinceMs > GOES_ON_MS) return before;
  const isWhole = seen.hasFloorContact && seen.topRow > TOP_GUARD_SHARE * seen.pictureHeightPx;
  if (!isWhole || seen.atMs - before.lastAtMs < SAMPLE_EVERY_MS) return before;
  const bin = (row: number): number => Math.floor((row / seen.pictureHeightPx) * BINS);
  const inBin = before.rows.filter((rows) => bin(rows.footRow) === bin(seen.footRow));
  if (inBin.length >= MAX_PER_BIN) return before;
  const next: Walk = {
    rows: [...before.rows, { topRow: seen.topRow, footRow: seen.footRow }],
    lastAtMs: seen.atMs,
    pictureHeightPx: seen.pictureHeightPx,
    enoughSinceMs: before.enoughSinceMs,
  };
  const isFirstEnough = next.enoughSinceMs === null && walkProgress(next).share === 1;
  return isFirstEnough ? { ...next, enoughSinceMs: seen.atMs } : next;
}

export function walkProgress({ rows, pictureHeightPx }: Walk): WalkProgress {
  if (rows.length === 0) return { share: 0, needs: "more-rows" };
  const byRows = Math.min(1, rows.length / GOOD_ROWS);
  const byWay = Math.min(1, footTravel(rows, pictureHeightPx) / GOOD_TRAVEL);
  const share = Math.min(byRows, byWay);
  if (share === 1) return { share, needs: "nothing" };
  return {
    share,
    needs: byWay < byRows && rows.length >= MIN_WALK_ROWS ? "longer-way" : "more-rows",
  };
}
