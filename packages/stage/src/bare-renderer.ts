import { AlphaReader } from "./alpha-reader.ts";
import type { PixelSize } from "./drawing-size.ts";
import {
  FIGURE_VERTEX,
  figureFragment,
  LINE_FRAGMENT,
  LINE_VERTEX,
  SHADOW_COLUMNS,
  SHADOW_FRAGMENT,
  shadowVertex,
} from "./figure.glsl.ts";
import { clearStage, scissorTo } from "./gl-canvas.ts";
import { GlProgram, type Uniforms } from "./gl-program.ts";
import type { PackedFormat } from "./packed-frame.glsl.ts";
import { PackedTextures, SAMPLERS } from "./packed-textures.ts";
import { pixelsFromTop } from "./read-pixels.ts";
import type { PixelBlock, StageRenderer } from "./stage-renderer.ts";
import type { ItemShape, SceneItem, StageScene } from "./stage-scene.ts";
import { UnitGrid } from "./unit-grid.ts";

type Item = SceneItem<PackedTextures>;

/**
 * WebGL2 and nothing else: for machines without a GPU, where every pixel outside a figure's own
 * rectangle is saved, and for feeds that need no scene.
 */
export class BareRenderer implements StageRenderer<PackedTextures> {
  readonly kind = "bare";
  readonly #gl: WebGL2RenderingContext;
  readonly #programs = new Map<string, GlProgram>();
  readonly #alphaReader: AlphaReader;
  readonly #square: UnitGrid;
  readonly #strip: UnitGrid;
  #size: PixelSize = { widthPx: 1, heightPx: 1 };

  /** The context belongs to the caller. */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#alphaReader = new AlphaReader(gl);
    this.#square = new UnitGrid(gl, 1);
    this.#strip = new UnitGrid(gl, SHADOW_COLUMNS);
  }

  createPicture(): PackedTextures {
    return new PackedTextures(this.#gl, this.#alphaReader);
  }

  resize(size: PixelSize): void {
    this.#size = size;
    this.#gl.canvas.width = size.widthPx;
    this.#gl.canvas.height = size.heightPx;
  }

  draw(scene: StageScene<PackedTextures>): void {
    const gl = this.#gl;
    gl.viewport(0, 0, this.#size.widthPx, this.#size.heightPx);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.CULL_FACE);
    clearStage(gl, this.#size, scene);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.SCISSOR_TEST);
    const camera: Uniforms = { projectionMatrix: scene.projection, viewMatrix: scene.view };
    for (const item of scene.items) this.#drawItem(item, camera);
    gl.disable(gl.SCISSOR_TEST);
  }

  readPixels(): PixelBlock {
    return pixelsFromTop(this.#gl, this.#size);
  }

  dispose(): void {
    for (const program of this.#programs.values()) program.dispose();
    this.#alphaReader.dispose();
    this.#square.dispose();
    this.#strip.dispose();
  }

  #drawItem(item: Item, camera: Uniforms): void {
    if (!scissorTo(this.#gl, this.#size, item.bounds)) return;
    const format = item.picture?.format ?? "rgb";
    item.picture?.bind();
    const program = this.#program(item.shape, format);
    const model: Uniforms = { modelMatrix: item.model };
    program.use(SAMPLERS, camera, model, item.picture?.uniforms ?? {}, item.uniforms);
    (item.shape === "shadow" ? this.#strip : this.#square).draw();
  }

  #program(shape: ItemShape, format: PackedFormat): GlProgram {
    const key = `${shape} ${format}`;
    const known = this.#programs.get(key);
    if (known) return known;
    const [vertex, fragment] = shaders(shape, format);
    const program = new GlProgram(this.#gl, vertex, fragment);
    this.#programs.set(key, program);
    return program;
  }
}

/** Vertex and fragment text of a shape, without a version line. */
export function shaders(shape: ItemShape, format: PackedFormat): readonly [string, string] {
  if (shape === "figure") return [FIGURE_VERTEX, figureFragment(format)];
  if (shape === "shadow") return [shadowVertex(format), SHADOW_FRAGMENT];
  return [LINE_VERTEX, LINE_FRAGMENT];
}
