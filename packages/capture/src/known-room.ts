import type { PictureGrid } from "@visavis/matte";

const SHARE = 0.2;

/** The room as far as it has been seen, in cells: to be looked at, and to tell what changed in it. */
export class KnownRoom {
  #grid: PictureGrid | null = null;
  #isKnown = new Uint8Array(0);

  get grid(): PictureGrid | null {
    return this.#grid;
  }

  /** 1 where the room has never been seen. */
  get unknown(): Uint8Array {
    return this.#isKnown.map((known) => 1 - known);
  }

  forget(): void {
    this.#grid = null;
  }

  /** @param covered of the same picture; only cells whose neighbours are free are learnt */
  see(now: PictureGrid, covered: Uint8Array): void {
    if (this.#grid?.columns !== now.columns || this.#grid.rows !== now.rows) {
      this.#grid = copyOf(now);
      this.#isKnown = new Uint8Array(covered.length);
    }
    const { columns, rows } = now;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const cell = row * columns + column;
        if (isFree(covered, cell, column, columns)) this.#learn(this.#grid, now, cell);
      }
    }
  }

  #learn(grid: PictureGrid, now: PictureGrid, cell: number): void {
    const share = this.#isKnown[cell] === 1 ? SHARE : 1;
    this.#isKnown[cell] = 1;
    for (const plane of ["y", "u", "v", "detail"] as const) {
      const before = grid[plane][cell] ?? 0;
      grid[plane][cell] = before + share * ((now[plane][cell] ?? 0) - before);
    }
  }

  /** Before rotation, one pixel a cell; transparent where nothing is known. */
  picture(): ImageData | null {
    const grid = this.#grid;
    if (!grid) return null;
    const image = new ImageData(grid.columns, grid.rows);
    for (let cell = 0; cell < this.#isKnown.length; cell++) {
      if (this.#isKnown[cell] === 0) continue;
      const luma = ((grid.y[cell] ?? 16) - 16) * (255 / 219);
      const u = ((grid.u[cell] ?? 128) - 128) * (255 / 224);
      const v = ((grid.v[cell] ?? 128) - 128) * (255 / 224);
      image.data.set(
        [luma + 1.5748 * v, luma - 0.1873 * u - 0.4681 * v, luma + 1.8556 * u, 255],
        cell * 4,
      );
    }
    return image;
  }
}

function isFree(covered: Uint8Array, cell: number, column: number, columns: number): boolean {
  const left = column > 0 ? cell - 1 : cell;
  const right = column < columns - 1 ? cell + 1 : cell;
  const free = (at: number): boolean => (covered[at] ?? 0) === 0;
  return free(cell) && free(left) && free(right) && free(cell - columns) && free(cell + columns);
}

function copyOf({ columns, rows, y, u, v, detail, pixels }: PictureGrid): PictureGrid {
  return {
    columns,
    rows,
    y: y.slice(),
    u: u.slice(),
    v: v.slice(),
    detail: detail.slice(),
    pixels,
  };
}
