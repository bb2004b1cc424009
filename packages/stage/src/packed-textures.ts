import type { AlphaReader } from "./alpha-reader.ts";
import {
  type ColourStandard,
  correctionTo709,
  LIMITED_LUMA,
  LIMITED_OFFSET,
  yuvToRgb,
} from "./colour-matrix.ts";
import type { Uniforms } from "./gl-program.ts";
import type { PackedFormat } from "./packed-frame.glsl.ts";
import type { PackedPicture, PlanePicture } from "./packed-picture.ts";
import type { AlphaBlock, FigurePicture } from "./stage-renderer.ts";

/** One packed frame on the graphics side; made again, empty, after a lost context. */
export class PackedTextures implements FigurePicture {
  readonly #gl: WebGL2RenderingContext;
  readonly #alphaReader: AlphaReader;
  readonly #textures: readonly WebGLTexture[];
  #format: PackedFormat | null = null;
  #widthPx = 0;
  #heightPx = 0;
  #colour: Uniforms = {};

  constructor(gl: WebGL2RenderingContext, alphaReader: AlphaReader) {
    this.#gl = gl;
    this.#alphaReader = alphaReader;
    this.#textures = [0, 1, 2].map(() => createTexture(gl));
  }

  get hasPicture(): boolean {
    return this.#format !== null;
  }

  /** Null until something was uploaded. */
  get format(): PackedFormat | null {
    return this.#format;
  }

  get widthPx(): number {
    return this.#widthPx;
  }

  get heightPx(): number {
    return this.#heightPx;
  }

  /** Luma (or RGB), U (or UV), V; in the order of the samplers. */
  get textures(): readonly WebGLTexture[] {
    return this.#textures;
  }

  /** What the unpack function must know of this frame, without the samplers. */
  get uniforms(): Uniforms {
    return this.#colour;
  }

  upload(picture: PackedPicture): void {
    const gl = this.#gl;
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.#widthPx = picture.widthPx;
    this.#heightPx = picture.heightPx;
    if (picture.kind === "planes") this.#uploadPlanes(picture);
    else this.#uploadImage(picture.image, picture.standard);
  }

  readAlpha(): AlphaBlock | null {
    return this.hasPicture ? this.#alphaReader.read(this) : null;
  }

  /** Binds to texture units 0 to 2, in the order of `SAMPLERS`. */
  bind(): void {
    const gl = this.#gl;
    this.#textures.forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
  }

  dispose(): void {
    for (const texture of this.#textures) this.#gl.deleteTexture(texture);
  }

  #uploadPlanes({ bytes, format, planes, widthPx, heightPx }: PlanePicture): void {
    const gl = this.#gl;
    this.#format = format;
    planes.forEach((plane, i) => {
      const hasTwo = format === "nv12" && i === 1;
      gl.bindTexture(gl.TEXTURE_2D, this.#textures[i] ?? null);
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, hasTwo ? plane.strideBytes / 2 : plane.strideBytes);
      const [internal, layout] = hasTwo ? ([gl.RG8, gl.RG] as const) : ([gl.R8, gl.RED] as const);
      const size = [plane.widthPx, plane.heightPx, 0] as const;
      const target = gl.TEXTURE_2D;
      gl.texImage2D(target, 0, internal, ...size, layout, gl.UNSIGNED_BYTE, bytes, plane.offset);
    });
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, 0);
    const chroma = planes[1] ?? { widthPx: widthPx / 2, heightPx: heightPx / 2 };
    this.#colour = {
      uFrameSize: [widthPx, heightPx],
      uChromaScale: [widthPx / (2 * chroma.widthPx), heightPx / (2 * chroma.heightPx)],
      uColour: yuvToRgb("bt709"),
      uColourOffset: LIMITED_OFFSET,
      uAlphaRange: LIMITED_LUMA,
    };
  }

  #uploadImage(image: TexImageSource, standard: ColourStandard): void {
    const gl = this.#gl;
    this.#format = "rgb";
    gl.bindTexture(gl.TEXTURE_2D, this.#textures[0] ?? null);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
    this.#colour = {
      uFrameSize: [this.#widthPx, this.#heightPx],
      uChromaScale: [1, 1],
      uColour: correctionTo709(standard),
      uColourOffset: [0, 0, 0],
      uAlphaRange: [0, 1],
    };
  }
}

/** Texture units of the unpack function's samplers. */
export const SAMPLERS: Uniforms = { tLuma: 0, tChroma: 1, tChromaV: 2 };

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  // A sampler that is never uploaded to must still be complete.
  const grey = Uint8Array.of(128, 128, 128, 255);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, grey);
  return texture;
}
