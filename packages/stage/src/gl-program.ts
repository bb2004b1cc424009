import { VisavisError } from "@visavis/protocol";

/** A number, or the components of a vector or a matrix (columns first). */
export type UniformValue = number | readonly number[];
export type Uniforms = Readonly<Record<string, UniformValue>>;

/** Where vertex attributes are, in every program. */
export const ATTRIBUTES = { position: 0, normal: 1, paint: 2 } as const;

interface Slot {
  readonly location: WebGLUniformLocation;
  readonly type: number;
}

/** A linked program; whoever creates it calls `dispose`. */
export class GlProgram {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #slots = new Map<string, Slot>();

  constructor(gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    this.#gl = gl;
    this.#program = link(gl, vertex, fragment);
    const count = Number(gl.getProgramParameter(this.#program, gl.ACTIVE_UNIFORMS));
    for (let i = 0; i < count; i++) {
      const info = gl.getActiveUniform(this.#program, i);
      const location = info && gl.getUniformLocation(this.#program, info.name);
      if (info && location) this.#slots.set(info.name, { location, type: info.type });
    }
  }

  /** Makes the program current and sets those of `values` that its shaders use. */
  use(...values: readonly Uniforms[]): void {
    this.#gl.useProgram(this.#program);
    for (const [name, slot] of this.#slots) {
      const value = values.findLast((group) => group[name] !== undefined)?.[name];
      if (value !== undefined) setUniform(this.#gl, slot, value);
    }
  }

  dispose(): void {
    this.#gl.deleteProgram(this.#program);
  }
}

function setUniform(
  gl: WebGL2RenderingContext,
  { location, type }: Slot,
  value: UniformValue,
): void {
  if (typeof value === "number") {
    if (type === gl.SAMPLER_2D || type === gl.INT) gl.uniform1i(location, value);
    else gl.uniform1f(location, value);
  } else if (type === gl.FLOAT_VEC2) gl.uniform2fv(location, value);
  else if (type === gl.FLOAT_VEC3) gl.uniform3fv(location, value);
  else if (type === gl.FLOAT_VEC4) gl.uniform4fv(location, value);
  else if (type === gl.FLOAT_MAT3) gl.uniformMatrix3fv(location, false, value);
  else gl.uniformMatrix4fv(location, false, value);
}

function link(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  const shaders = [
    compile(gl, gl.VERTEX_SHADER, vertex),
    compile(gl, gl.FRAGMENT_SHADER, fragment),
  ];
  for (const shader of shaders) gl.attachShader(program, shader);
  for (const [name, at] of Object.entries(ATTRIBUTES)) gl.bindAttribLocation(program, at, name);
  gl.linkProgram(program);
  for (const shader of shaders) gl.deleteShader(shader);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new VisavisError("browser-unsupported", gl.getProgramInfoLog(program) ?? "no link");
  }
  return program;
}

function compile(gl: WebGL2RenderingContext, kind: number, text: string): WebGLShader {
  const shader = gl.createShader(kind);
  if (!shader) throw new VisavisError("browser-unsupported", "no shader");
  gl.shaderSource(shader, `#version 300 es\n${text}`);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new VisavisError("browser-unsupported", gl.getShaderInfoLog(shader) ?? "no shader");
  }
  return shader;
}
