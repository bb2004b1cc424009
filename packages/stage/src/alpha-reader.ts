import { PACKED_FRACTIONS } from "@visavis/protocol";
import { GlProgram } from "./gl-program.ts";
import { MeshBuffers } from "./mesh-buffers.ts";
import { alphaFragment, WHOLE_VERTEX } from "./figure.glsl.ts";
import type { PackedFormat } from "./packed-frame.glsl.ts";
import { type PackedTextures, SAMPLERS } from "./packed-textures.ts";
import { pixelsFromTop } from "./read-pixels.ts";
import type { AlphaBlock } from "./stage-renderer.ts";
import { gridPoints } from "./unit-grid.ts";

/** A codec leaves a level or two of noise where there is nothing, and where all is solid. */
const NOISE_FLOOR = 0.02;

/** Reads the matte of a packed frame back from the graphics side; for reports, not for every frame. */
export class AlphaReader {
  readonly #gl: WebGL2RenderingContext;
  readonly #programs = new Map<PackedFormat, GlProgram>();
  #square: MeshBuffers | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  read(textures: PackedTextures): AlphaBlock | null {
    const gl = this.#gl;
    const { format, widthPx } = textures;
    if (!format) return null;
    const heightPx = Math.round(textures.heightPx * PACKED_FRACTIONS.colourEnd);
    const target = gl.createTexture();
    const buffer = gl.createFramebuffer();
    // On a unit of its own: binding must not disturb those that hold the picture.
    gl.activeTexture(gl.TEXTURE3);
    gl.bindTexture(gl.TEXTURE_2D, target);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, widthPx, heightPx);
    gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, target, 0);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.BLEND);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.CULL_FACE);
    gl.viewport(0, 0, widthPx, heightPx);
    textures.bind();
    this.#program(format).use(SAMPLERS, textures.uniforms, {
      uEdge: [NOISE_FLOOR, 1 - NOISE_FLOOR],
    });
    this.#square ??= MeshBuffers.ofGrid(gl, gridPoints(1));
    this.#square.draw();
    const { data } = pixelsFromTop(gl, { widthPx, heightPx });
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(buffer);
    gl.deleteTexture(target);
    return { widthPx, heightPx, data: firstChannel(data) };
  }

  dispose(): void {
    for (const program of this.#programs.values()) program.dispose();
    this.#programs.clear();
    this.#square?.dispose();
  }

  #program(format: PackedFormat): GlProgram {
    const known = this.#programs.get(format);
    if (known) return known;
    const program = new GlProgram(this.#gl, WHOLE_VERTEX, alphaFragment(format));
    this.#programs.set(format, program);
    return program;
  }
}

function firstChannel(data: Uint8ClampedArray): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(data.length / 4);
  for (let i = 0; i < out.length; i++) out[i] = data[i * 4] ?? 0;
  return out;
}
