import type { PictureGrid } from "@visavis/matte";
import type { PictureSize } from "./picture.ts";

/** What stands between this picture and a good cut-out, measured. */
export interface MatteFigures {
  /** Standard deviation of the camera's noise, in levels of 255. */
  readonly noise: number;
  /** Mean brightness of the person, in levels of 255. */
  readonly personLuma: number;
  /** Share of the person's outline where he hardly differs from the room right beside him. */
  readonly blendedShare: number;
  /** Width of the unsure band along the outline, as a share of the picture's height. */
  readonly edgeShare: number;
  /** Share of the room beside the person that is clearly darker than the clean plate; 0 without one. */
  readonly shadowShare: number;
}

export interface FigureFrame {
  readonly grid: PictureGrid;
  /** One pixel of each cell, one frame earlier. */
  readonly pixelsBefore: Uint8Array;
  /** 0 to 255 a cell. */
  readonly covered: Uint8Array;
  readonly alpha: Uint8Array;
  readonly picture: PictureSize;
  readonly plate: PictureGrid | null;
}

const OPAQUE = 230;
const LEAST_PERSON_CELLS = 40;
/** Mean of the absolute difference of two normal values, by their standard deviation. */
const DIFFERENCE_PER_SIGMA = 1.128;
const MOVED_LEVELS = 20;
const BLENDED_LEVELS = 12;
const BESIDE_CELLS = 2;
const SHADOW_CELLS = 5;
const SHADOW_GAIN = 0.85;

/** Null while nobody is there. */
export function matteFigures(frame: FigureFrame): MatteFigures | null {
  const { covered, grid } = frame;
  let sum = 0;
  let count = 0;
  for (const [cell, alpha] of covered.entries()) {
    if (alpha < OPAQUE) continue;
    sum += grid.y[cell] ?? 0;
    count++;
  }
  if (count < LEAST_PERSON_CELLS) return null;
  return {
    noise: noiseOf(frame),
    personLuma: sum / count,
    blendedShare: blendedShareOf(frame),
    edgeShare: edgeShareOf(frame),
    shadowShare: shadowShareOf(frame),
  };
}

/** Of the room only: people move. */
function noiseOf({ grid, pixelsBefore, covered }: FigureFrame): number {
  let sum = 0;
  let count = 0;
  for (const [cell, alpha] of covered.entries()) {
    const step = Math.abs((grid.pixels[cell] ?? 0) - (pixelsBefore[cell] ?? 0));
    if (alpha !== 0 || step > MOVED_LEVELS) continue;
    sum += step;
    count++;
  }
  return count === 0 ? 0 : sum / count / DIFFERENCE_PER_SIGMA;
}

/** Compares cells that are surely the person with cells two further that are surely room. */
function blendedShareOf({ grid, covered }: FigureFrame): number {
  const { columns, rows } = grid;
  const steps = [-BESIDE_CELLS, BESIDE_CELLS, -BESIDE_CELLS * columns, BESIDE_CELLS * columns];
  let pairs = 0;
  let blended = 0;
  for (let row = BESIDE_CELLS; row < rows - BESIDE_CELLS; row++) {
    for (let column = BESIDE_CELLS; column < columns - BESIDE_CELLS; column++) {
      const cell = row * columns + column;
      if ((covered[cell] ?? 0) < OPAQUE) continue;
      for (const step of steps) {
        if (covered[cell + step] !== 0) continue;
        pairs++;
        if (contrast(grid, cell, cell + step) < BLENDED_LEVELS) blended++;
      }
    }
  }
  return pairs === 0 ? 0 : blended / pairs;
}

function contrast({ y, u, v }: PictureGrid, a: number, b: number): number {
  const luma = (y[a] ?? 0) - (y[b] ?? 0);
  return Math.hypot(luma, 2 * ((u[a] ?? 0) - (u[b] ?? 0)), 2 * ((v[a] ?? 0) - (v[b] ?? 0)));
}

/** Half-transparent pixels for each time that a row crosses the outline. */
function edgeShareOf({ alpha, picture }: FigureFrame): number {
  const { widthPx, heightPx } = picture;
  let unsure = 0;
  let crossings = 0;
  for (let row = 2; row < heightPx; row += 8) {
    let isInside = false;
    for (let at = row * widthPx; at < (row + 1) * widthPx; at++) {
      const value = alpha[at] ?? 0;
      if (value > 25 && value < OPAQUE) unsure++;
      if (value > 127 === isInside) continue;
      isInside = !isInside;
      crossings++;
    }
  }
  return crossings === 0 ? 0 : unsure / crossings / heightPx;
}

/** After the light of the whole room: a shadow is where it fell off near the person only. */
function shadowShareOf({ grid, covered, plate }: FigureFrame): number {
  if (!plate) return 0;
  const near = nearCells(covered, grid);
  let farSum = 0;
  let farPlate = 0;
  for (const [cell, isNear] of near.entries()) {
    if (isNear !== 0 || covered[cell] !== 0) continue;
    farSum += grid.y[cell] ?? 0;
    farPlate += plate.y[cell] ?? 0;
  }
  const gain = farPlate === 0 ? 1 : farSum / farPlate;
  let cells = 0;
  let dark = 0;
  for (const [cell, isNear] of near.entries()) {
    if (isNear === 0 || covered[cell] !== 0 || (plate.y[cell] ?? 0) < 30) continue;
    cells++;
    if ((grid.y[cell] ?? 0) < SHADOW_GAIN * gain * (plate.y[cell] ?? 0)) dark++;
  }
  return cells === 0 ? 0 : dark / cells;
}

/** 1 where an opaque cell lies within a few cells to the left, right, or above. */
function nearCells(covered: Uint8Array, { columns, rows }: PictureGrid): Uint8Array {
  const near = new Uint8Array(covered.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if ((covered[row * columns + column] ?? 0) < OPAQUE) continue;
      const from = Math.max(0, column - SHADOW_CELLS);
      const to = Math.min(columns, column + SHADOW_CELLS + 1);
      near.fill(1, row * columns + from, row * columns + to);
    }
  }
  return near;
}
