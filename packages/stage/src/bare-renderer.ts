import { AlphaReader } from "./alpha-reader.ts";
import type { PixelSize } from "./drawing-size.ts";
import { clearStage, scissorTo } from "./gl-canvas.ts";
import { GlProgram, type Uniforms } from "./gl-program.ts";
import { MeshBuffers } from "./mesh-buffers.ts";
import type { PackedFormat } from "./packed-frame.glsl.ts";
import { PackedTextures, SAMPLERS } from "./packed-textures.ts";
import type { PropMesh } from "./prop-mesh.ts";
import { pixelsFromTop } from "./read-pixels.ts";
import type { ItemShape, SceneItem } from "./scene-item.ts";
import { depthOf, pointsOf, shaders } from "./shapes.ts";
import type { PixelBlock, StageRenderer } from "./stage-renderer.ts";
import type { StageScene } from "./stage-scene.ts";

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
  /** By mesh, or by shape: things of one kind share it, and there are few kinds. */
  readonly #meshes = new Map<PropMesh | ItemShape, MeshBuffers>();
  #size: PixelSize = { widthPx: 1, heightPx: 1 };

  /** The context belongs to the caller. */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#alphaReader = new AlphaReader(gl);
  }

  createPicture(): PackedTextures {
    return new PackedTextures(this.#gl, this.#alphaReader);
  }

  /** A loader would weigh more than all the rest of this renderer. */
  loadModel(): null {
    return null;
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
    gl.disable(gl.DEPTH_TEST);
    gl.depthMask(true);
  }

  readPixels(): PixelBlock {
    return pixelsFromTop(this.#gl, this.#size);
  }

  dispose(): void {
    for (const program of this.#programs.values()) program.dispose();
    this.#alphaReader.dispose();
    for (const mesh of this.#meshes.values()) mesh.dispose();
  }

  #drawItem(item: Item, camera: Uniforms): void {
    const gl = this.#gl;
    if (!scissorTo(gl, this.#size, item.bounds)) return;
    const { isTested, isKept } = depthOf(item.shape);
    if (isTested) gl.enable(gl.DEPTH_TEST);
    else gl.disable(gl.DEPTH_TEST);
    gl.depthMask(isKept);
    const format = item.picture?.format ?? "rgb";
    item.picture?.bind();
    const program = this.#program(item.shape, format);
    const model: Uniforms = { modelMatrix: item.model };
    program.use(SAMPLERS, camera, model, item.picture?.uniforms ?? {}, item.uniforms);
    this.#geometry(item).draw();
  }

  #geometry({ mesh, shape }: Item): MeshBuffers {
    const known = this.#meshes.get(mesh ?? shape);
    if (known) return known;
    const made = mesh
      ? MeshBuffers.ofProp(this.#gl, mesh)
      : MeshBuffers.ofGrid(this.#gl, pointsOf(shape));
    this.#meshes.set(mesh ?? shape, made);
    return made;
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
