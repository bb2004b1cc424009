/** A unit square of `columns` strips, as attribute 0: two triangles a strip. */
export class UnitGrid {
  readonly #gl: WebGL2RenderingContext;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffer: WebGLBuffer;
  readonly #count: number;

  constructor(gl: WebGL2RenderingContext, columns: number) {
    this.#gl = gl;
    this.#array = gl.createVertexArray();
    this.#buffer = gl.createBuffer();
    const points = gridPoints(columns);
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

/** Triangles over the unit square, x y z each, z = 0. */
export function gridPoints(columns: number): number[] {
  const corners = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
    [1, 1],
    [0, 1],
  ] as const;
  return Array.from({ length: columns }, (_, i) =>
    corners.flatMap(([x, y]) => [(i + x) / columns, y, 0]),
  ).flat();
}
