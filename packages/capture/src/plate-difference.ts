import { median, type PictureGrid } from "@visavis/matte";

/** What happened to a room that no longer looks like its plate. */
export type PlateChange =
  /** The camera was pushed or turned. */
  | "moved"
  | "zoomed"
  | "refocused"
  /** Much brighter, darker or of another colour than exposure and white balance make up for. */
  | "light"
  /** The room itself, or more than one of these at once. */
  | "changed";

/** Share of cells that may differ in a room that is the same. */
const SAME_SHARE = 0.2;
const LEAST_CELLS = 200;
/** A cell differs by more than so many levels, or so large a part of its brightness, or of chroma. */
const LUMA_LEVELS = 10;
const LUMA_PART = 0.1;
const CHROMA_LEVELS = 8;
const BLACK = 12;
const LEAST_GAIN = 0.6;
const MOST_GAIN = 1.7;
const MOST_TINT = 14;
const LEAST_DETAIL = 0.5;
/** A shift or zoom explains a change that it halves. */
const EXPLAINED = 0.5;
const EXPLAINED_SHARE = 0.3;
const REACH_CELLS = 10;
const ZOOMS = [0.8, 0.85, 0.9, 0.94, 0.97, 1.03, 1.06, 1.1, 1.15, 1.2, 1.25];

export interface RoomPair {
  readonly plate: PictureGrid;
  readonly now: PictureGrid;
  /** Not 0 where the present picture shows a person, or the plate knows nothing. */
  readonly hidden: Uint8Array;
}

interface Warp {
  readonly zoom: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

interface Match {
  readonly cells: number;
  readonly share: number;
}

/** What the camera's own automatics change all day: exposure and white balance. */
interface Light {
  readonly gain: number;
  readonly tintU: number;
  readonly tintV: number;
}

const STILL: Warp = { zoom: 1, shiftX: 0, shiftY: 0 };

/**
 * Whether the room still is the plate's: null when it is, "unknown" when too little of it can be
 * seen, otherwise what has most likely happened.
 */
export function plateChange(pair: RoomPair): PlateChange | "unknown" | null {
  const light = lightOf(pair);
  const still = matchOf(pair, light, STILL);
  if (still.cells < LEAST_CELLS) return "unknown";
  if (still.share <= SAME_SHARE) {
    if (isOtherLight(light)) return "light";
    return isRefocused(pair) ? "refocused" : null;
  }
  const isExplained = ({ share }: Match): boolean =>
    share < EXPLAINED * still.share && share < EXPLAINED_SHARE;
  const moved = bestOf(pair, light, shifts());
  const zoomed = bestOf(pair, light, zooms());
  if (isExplained(zoomed) && zoomed.share < moved.share) return "zoomed";
  if (isExplained(moved)) return "moved";
  return isRefocused(pair) ? "refocused" : "changed";
}

function isOtherLight({ gain, tintU, tintV }: Light): boolean {
  return gain < LEAST_GAIN || gain > MOST_GAIN || Math.abs(tintU) + Math.abs(tintV) > MOST_TINT;
}

function* shifts(): Generator<Warp> {
  for (let shiftY = -REACH_CELLS; shiftY <= REACH_CELLS; shiftY++) {
    for (let shiftX = -REACH_CELLS; shiftX <= REACH_CELLS; shiftX++) {
      yield { zoom: 1, shiftX, shiftY };
    }
  }
}

function* zooms(): Generator<Warp> {
  for (const zoom of ZOOMS) yield { ...STILL, zoom };
}

function bestOf(pair: RoomPair, light: Light, warps: Iterable<Warp>): Match {
  let best: Match = { cells: 0, share: 1 };
  for (const warp of warps) {
    const match = matchOf(pair, light, warp);
    if (match.cells >= LEAST_CELLS && match.share < best.share) best = match;
  }
  return best;
}

function lightOf({ plate, now, hidden }: RoomPair): Light {
  const gains: number[] = [];
  const tintsU: number[] = [];
  const tintsV: number[] = [];
  for (let cell = 0; cell < hidden.length; cell += 2) {
    if (hidden[cell] !== 0) continue;
    gains.push(((now.y[cell] ?? 0) - BLACK) / Math.max(4, (plate.y[cell] ?? 0) - BLACK));
    tintsU.push((now.u[cell] ?? 0) - (plate.u[cell] ?? 0));
    tintsV.push((now.v[cell] ?? 0) - (plate.v[cell] ?? 0));
  }
  return { gain: median(gains), tintU: median(tintsU), tintV: median(tintsV) };
}

/** Every second cell of every second row is enough. */
function matchOf(pair: RoomPair, light: Light, { zoom, shiftX, shiftY }: Warp): Match {
  const { hidden } = pair;
  const { columns, rows } = pair.now;
  let cells = 0;
  let count = 0;
  for (let row = 0; row < rows; row += 2) {
    const from = Math.round((row - rows / 2) * zoom + rows / 2 + shiftY);
    if (from < 0 || from >= rows) continue;
    for (let column = (row >> 1) & 1; column < columns; column += 2) {
      const at = Math.round((column - columns / 2) * zoom + columns / 2 + shiftX);
      const cell = row * columns + column;
      const other = from * columns + at;
      if (at < 0 || at >= columns || hidden[cell] !== 0 || hidden[other] !== 0) continue;
      cells++;
      if (isUnlike(pair, light, cell, other)) count++;
    }
  }
  return { cells, share: cells === 0 ? 1 : count / cells };
}

function isUnlike({ plate, now }: RoomPair, light: Light, cell: number, other: number): boolean {
  const wanted = BLACK + light.gain * ((plate.y[other] ?? 0) - BLACK);
  if (Math.abs((now.y[cell] ?? 0) - wanted) > LUMA_LEVELS + LUMA_PART * wanted) return true;
  const u = Math.abs((now.u[cell] ?? 0) - (plate.u[other] ?? 0) - light.tintU);
  const v = Math.abs((now.v[cell] ?? 0) - (plate.v[other] ?? 0) - light.tintV);
  return u + v > CHROMA_LEVELS;
}

/** Detail is compared where there is some: a bare wall is as sharp as ever. */
function isRefocused({ plate, now, hidden }: RoomPair): boolean {
  const ratios: number[] = [];
  for (let cell = 0; cell < hidden.length; cell++) {
    const before = plate.detail[cell] ?? 0;
    const after = now.detail[cell] ?? 0;
    if (hidden[cell] !== 0 || Math.max(before, after) < 6) continue;
    ratios.push(after / Math.max(0.5, before));
  }
  if (ratios.length < LEAST_CELLS) return false;
  const ratio = median(ratios);
  return ratio < LEAST_DETAIL || ratio > 1 / LEAST_DETAIL;
}
