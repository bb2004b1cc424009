import { ATTRIBUTES } from "./gl-program.ts";
import type { PropMesh } from "./prop-mesh.ts";
import type { GridPoints } from "./unit-grid.ts";

type Attribute = readonly [location: number, values: Float32Array<ArrayBuffer>, size: number];

/** A mesh on the graphics side; whoever creates it calls `dispose`. */
export class MeshBuffers {
  readonly #gl: WebGL2RenderingContext;
  readonly #array: WebGLVertexArrayObject;
  readonly #buffers: readonly WebGLBuffer[];
  readonly #count: number;

  private constructor(
    gl: WebGL2RenderingContext,
    indices: Uint16Array<ArrayBuffer>,
    attributes: readonly Attribute[],
  ) {
    this.#gl = gl;
    this.#array = gl.createVertexArray();
    this.#count = indices.length;
    gl.bindVertexArray(this.#array);
    const buffers = attributes.map(([location, values, size]) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, gl.FLOAT, false, 0, 0);
      return buffer;
    });
    const indexBuffer = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indexBuffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    this.#buffers = [...buffers, indexBuffer];
  }

  static ofProp(gl: WebGL2RenderingContext, mesh: PropMesh): MeshBuffers {
    return new MeshBuffers(gl, mesh.indices, [
      [ATTRIBUTES.position, mesh.positions, 3],
      [ATTRIBUTES.normal, mesh.normals, 3],
      [ATTRIBUTES.paint, mesh.paints, 4],
    ]);
  }

  static ofGrid(gl: WebGL2RenderingContext, { indices, points }: GridPoints): MeshBuffers {
    return new MeshBuffers(gl, indices, [[ATTRIBUTES.position, points, 3]]);
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
