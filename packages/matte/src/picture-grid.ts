import type { Rotation } from "./matte-frame.ts";
import type { PictureSize } from "./picture-size.ts";

/** Camera pixels on a side of one cell. */
const CELL_PX = 8;

/** The camera's picture in cells, before rotation: small enough to be compared in a millisecond. */
export interface PictureGrid {
  readonly columns: number;
  readonly rows: number;
  /** Mean luma and chroma. */
  readonly y: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Mean step between neighbouring pixels: what a change of focus takes away. */
  readonly detail: Float32Array;
  /** One pixel of each cell, for telling noise from one frame to the next. */
  readonly pixels: Uint8Array;
}

/** @param i420 tightly packed, both sides even */
export function pictureGrid(i420: Uint8Array, { widthPx, heightPx }: PictureSize): PictureGrid {
  const columns = Math.floor(widthPx / CELL_PX);
  const rows = Math.floor(heightPx / CELL_PX);
  const cells = columns * rows;
  const grid = {
    columns,
    rows,
    y: new Float32Array(cells),
    u: new Float32Array(cells),
    v: new Float32Array(cells),
    detail: new Float32Array(cells),
    pixels: cellPixels(i420, { widthPx, heightPx }),
  };
  const luma = widthPx * heightPx;
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      readLuma(grid, cell, i420, row * CELL_PX * widthPx + column * CELL_PX, widthPx);
      const chroma = luma + (row * CELL_PX * widthPx) / 4 + (column * CELL_PX) / 2;
      grid.u[cell] = chromaMean(i420, chroma, widthPx / 2);
      grid.v[cell] = chromaMean(i420, chroma + luma / 4, widthPx / 2);
    }
  }
  return grid;
}

/** Every second pixel of every second row. */
function readLuma(
  grid: Pick<PictureGrid, "y" | "detail">,
  cell: number,
  i420: Uint8Array,
  start: number,
  stridePx: number,
): void {
  let sum = 0;
  let steps = 0;
  for (let y = 0; y < CELL_PX; y += 2) {
    for (let x = 0; x < CELL_PX; x += 2) {
      const here = i420[start + y * stridePx + x] ?? 0;
      sum += here;
      steps += Math.abs(here - (i420[start + y * stridePx + x + 1] ?? here));
    }
  }
  grid.y[cell] = sum / 16;
  grid.detail[cell] = steps / 16;
}

function chromaMean(i420: Uint8Array, start: number, stridePx: number): number {
  const at = (x: number, y: number): number => i420[start + y * stridePx + x] ?? 128;
  return (at(0, 0) + at(2, 0) + at(0, 2) + at(2, 2)) / 4;
}

/** The middle pixel of each cell. */
export function cellPixels(i420: Uint8Array, { widthPx, heightPx }: PictureSize): Uint8Array {
  const columns = Math.floor(widthPx / CELL_PX);
  const rows = Math.floor(heightPx / CELL_PX);
  const pixels = new Uint8Array(columns * rows);
  const middle = (CELL_PX / 2) * (widthPx + 1);
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      pixels[cell] = i420[middle + row * CELL_PX * widthPx + column * CELL_PX] ?? 0;
    }
  }
  return pixels;
}

/** An upright matte, cut centrally out of the turned camera picture. */
export interface UprightAlpha {
  readonly alpha: Uint8Array;
  readonly picture: PictureSize;
  readonly rotation: Rotation;
  /** Before rotation. */
  readonly camera: PictureSize;
}

/** The most opaque of five places in each cell of the camera's picture, 0 to 255. */
export function coveredCells({ alpha, picture, rotation, camera }: UprightAlpha): Uint8Array {
  const columns = Math.floor(camera.widthPx / CELL_PX);
  const rows = Math.floor(camera.heightPx / CELL_PX);
  const covered = new Uint8Array(columns * rows);
  const isSideways = rotation % 180 !== 0;
  const cutX = evenHalf((isSideways ? camera.heightPx : camera.widthPx) - picture.widthPx);
  const cutY = evenHalf((isSideways ? camera.widthPx : camera.heightPx) - picture.heightPx);
  const alphaAt = (x: number, y: number): number => {
    const [turnedX, turnedY] = turned(x, y, rotation, camera);
    const column = Math.min(picture.widthPx - 1, Math.max(0, turnedX - cutX));
    const row = Math.min(picture.heightPx - 1, Math.max(0, turnedY - cutY));
    return alpha[row * picture.widthPx + column] ?? 0;
  };
  for (let row = 0, cell = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, cell++) {
      const x = column * CELL_PX;
      const y = row * CELL_PX;
      const outer = Math.max(alphaAt(x, y), alphaAt(x + 7, y), alphaAt(x, y + 7));
      covered[cell] = Math.max(outer, alphaAt(x + 7, y + 7), alphaAt(x + 4, y + 4));
    }
  }
  return covered;
}

function evenHalf(px: number): number {
  return (px >> 1) & ~1;
}

/** Where a pixel of the camera's buffer comes to lie. */
function turned(
  x: number,
  y: number,
  rotation: Rotation,
  { widthPx, heightPx }: PictureSize,
): readonly [number, number] {
  switch (rotation) {
    case 0:
      return [x, y];
    case 90:
      return [heightPx - 1 - y, x];
    case 180:
      return [widthPx - 1 - x, heightPx - 1 - y];
    case 270:
      return [y, widthPx - 1 - x];
  }
}
