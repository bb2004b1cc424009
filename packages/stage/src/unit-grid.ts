/** Points, three numbers each, and which of them make triangles. */
export interface GridPoints {
  readonly points: Float32Array<ArrayBuffer>;
  readonly indices: Uint16Array<ArrayBuffer>;
}

/** A grid on the graphics side, its points as attribute 0; whoever creates it calls `dispose`. */
export class UnitGrid {
  readonly #gl: WebGL2RenderingContext;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffers: readonly WebGLBuffer[];
  readonly #count: number;

  constructor(gl: WebGL2RenderingContext, { indices, points }: GridPoints) {
    this.#gl = gl;
    this.#array = gl.createVertexArray();
    this.#buffers = [gl.createBuffer(), gl.createBuffer()];
    this.#count = indices.length;
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[0] ?? null);
    gl.bufferData(gl.ARRAY_BUFFER, points, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#buffers[1] ?? null);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  draw(): void {
    const gl = this.#gl;
    gl.bindVertexArray(this.#array);
    gl.drawElements(gl.TRIANGLES, this.#count, gl.UNSIGNED_SHORT, 0);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#gl.deleteVertexArray(this.#array);
    for (const buffer of this.#buffers) this.#gl.deleteBuffer(buffer);
  }
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
