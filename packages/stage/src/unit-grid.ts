/** Points, three numbers each, and which of them make triangles. */
export interface GridPoints {
  readonly points: Float32Array<ArrayBuffer>;
  readonly indices: Uint16Array<ArrayBuffer>;
}

/** The unit square in cells, x y z each, z = 0. */
export function gridPoints(columns: number, rows = 1): GridPoints {
  const points: number[] = [];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) points.push(column / columns, row / rows, 0);
  }
  return { points: new Float32Array(points), indices: gridIndices(columns, rows) };
}

/** Unit squares one on top of the other; z tells them apart, evenly from 0 to 1. */
export function squarePoints(count: number): GridPoints {
  const points: number[] = [];
  const indices: number[] = [];
  for (let i = 0; i < count; i++) {
    const z = (i + 0.5) / count;
    points.push(0, 0, z, 1, 0, z, 0, 1, z, 1, 1, z);
    for (const corner of [0, 1, 2, 1, 3, 2]) indices.push(4 * i + corner);
  }
  return { points: new Float32Array(points), indices: new Uint16Array(indices) };
}

/** Two triangles a cell, of points that lie row by row. */
export function gridIndices(columns: number, rows: number): Uint16Array<ArrayBuffer> {
  const indices: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = row * (columns + 1) + column;
      const [b, c, d] = [a + 1, a + columns + 1, a + columns + 2];
      indices.push(a, b, c, b, d, c);
    }
  }
  return new Uint16Array(indices);
}
