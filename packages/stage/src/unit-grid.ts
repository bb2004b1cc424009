/** Points as attribute 0, three to a triangle. */
export class UnitGrid {
  readonly #gl: WebGL2RenderingContext;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #count: number;

  constructor(gl: WebGL2RenderingContext, points: readonly number[]) {
    this.#gl = gl;
    this.#array = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    this.#count = points.length / 3;
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(points), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
  }

  draw(): void {
    this.#gl.bindVertexArray(this.#array);
    this.#gl.drawArrays(this.#gl.TRIANGLES, 0, this.#count);
    this.#gl.bindVertexArray(null);
  }

  dispose(): void {
    this.#gl.deleteVertexArray(this.#array);
    this.#gl.deleteBuffer(this.#buffer);
  }
}

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
  [1, 1],
  [0, 1],
] as const;

/** Triangles over the unit square, x y z each, z = 0. */
export function gridPoints(columns: number, rows = 1): number[] {
  const points: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const [x, y] of CORNERS) points.push((column + x) / columns, (row + y) / rows, 0);
    }
  }
  return points;
}

/** Unit squares one on top of the other; z tells them apart, evenly from 0 to 1. */
export function squarePoints(count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    CORNERS.flatMap(([x, y]) => [x, y, (i + 0.5) / count]),
  ).flat();
}
