import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  CustomBlending,
  DoubleSide,
  ExternalTexture,
  GLSL3,
  type IUniform,
  Matrix3,
  Matrix4,
  Mesh,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RawShaderMaterial,
  Scene,
  WebGLRenderer,
} from "three";
import { AlphaReader } from "./alpha-reader.ts";
import type { PixelSize } from "./drawing-size.ts";
import { clearStage } from "./gl-canvas.ts";
import type { Uniforms, UniformValue } from "./gl-program.ts";
import type { PackedFormat } from "./packed-frame.glsl.ts";
import { PackedTextures } from "./packed-textures.ts";
import { pixelsFromTop } from "./read-pixels.ts";
import type { PixelBlock, StageRenderer } from "./stage-renderer.ts";
import type { CheckedModel } from "./model-check.ts";
import type { PropMesh } from "./prop-mesh.ts";
import type { ItemShape, PropAsset, SceneItem } from "./scene-item.ts";
import { depthOf, pointsOf, shaders } from "./shapes.ts";
import type { StageScene } from "./stage-scene.ts";
import type { ThreeModel } from "./three-model.ts";

type Item = SceneItem<PackedTextures>;

interface ItemMesh {
  readonly mesh: Mesh<BufferGeometry, RawShaderMaterial>;
  readonly textures: readonly ExternalTexture[];
  readonly format: PackedFormat;
  readonly shape: ItemShape;
}

/**
 * The same scene in three.js, so that lit and solid things can stand among the people. Figures use
 * the very shaders of the bare renderer; three.js fills in the matrices.
 */
export class ThreeStage implements StageRenderer<PackedTextures> {
  readonly kind = "three";
  readonly #gl: WebGL2RenderingContext;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new Camera();
  readonly #alphaReader: AlphaReader;
  readonly #meshes = new Map<string, ItemMesh>();
  readonly #grids = new Map<string, BufferGeometry>();
  /** By mesh: things of one kind share it, and there are few kinds. */
  readonly #bodies = new Map<PropMesh, BufferGeometry>();
  readonly #loaded = new WeakMap<PropAsset, ThreeModel>();
  /** Those that are in this scene now. */
  readonly #models = new Map<string, ThreeModel>();
  #size: PixelSize = { widthPx: 1, heightPx: 1 };

  /** The context belongs to the caller. */
  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#renderer = new WebGLRenderer({ canvas: gl.canvas, context: gl });
    this.#renderer.autoClear = false;
    this.#renderer.setPixelRatio(1);
    this.#alphaReader = new AlphaReader(gl);
    this.#camera.matrixAutoUpdate = false;
  }

  createPicture(): PackedTextures {
    return new PackedTextures(this.#gl, this.#alphaReader);
  }

  /** The loader comes with the first model. */
  async loadModel(model: CheckedModel): Promise<ThreeModel> {
    const { loadThreeModel } = await import("./three-model.ts");
    const loaded = await loadThreeModel(model, this.#renderer, this.#scene);
    this.#loaded.set(loaded, loaded);
    return loaded;
  }

  resize(size: PixelSize): void {
    this.#size = size;
    this.#renderer.setSize(size.widthPx, size.heightPx, false);
  }

  draw(scene: StageScene<PackedTextures>): void {
    // Uploads and clears go past three.js, which must not trust what it remembers.
    this.#renderer.resetState();
    clearStage(this.#gl, this.#size, scene);
    this.#camera.matrix.makeTranslation(...scene.eye);
    this.#camera.matrixWorldNeedsUpdate = true;
    this.#camera.projectionMatrix.fromArray(scene.projection);
    this.#camera.projectionMatrixInverse.copy(this.#camera.projectionMatrix).invert();
    scene.items.forEach((item, order) => {
      if (item.asset) this.#placeModel(item, order);
      else this.#place(item, order);
    });
    this.#dropAllBut(new Set(scene.items.map(({ key }) => key)));
    this.#renderer.render(this.#scene, this.#camera);
  }

  readPixels(): PixelBlock {
    return pixelsFromTop(this.#gl, this.#size);
  }

  dispose(): void {
    this.#dropAllBut(new Set());
    for (const grid of this.#grids.values()) grid.dispose();
    for (const body of this.#bodies.values()) body.dispose();
    this.#alphaReader.dispose();
    this.#renderer.dispose();
  }

  #place(item: Item, order: number): void {
    const { mesh, textures } = this.#meshFor(item);
    mesh.matrix.fromArray(item.model);
    mesh.matrixWorldNeedsUpdate = true;
    mesh.renderOrder = order;
    const { uniforms } = mesh.material;
    setUniforms(uniforms, item.picture?.uniforms ?? {});
    setUniforms(uniforms, item.uniforms);
    item.picture?.textures.forEach((texture, i) => {
      const external = textures[i];
      if (external) external.sourceTexture = texture;
    });
  }

  #placeModel(item: Item, order: number): void {
    const model = item.asset && this.#loaded.get(item.asset);
    if (!model) return;
    this.#models.set(item.key, model);
    model.show(this.#scene, item, order);
  }

  #geometry({ mesh, shape }: Item): BufferGeometry {
    const known = mesh ? this.#bodies.get(mesh) : this.#grids.get(shape);
    if (known) return known;
    const made = mesh ? bodyGeometry(mesh) : gridGeometry(shape);
    if (mesh) this.#bodies.set(mesh, made);
    else this.#grids.set(shape, made);
    return made;
  }

  #meshFor(item: Item): ItemMesh {
    const format = item.picture?.format ?? "rgb";
    const known = this.#meshes.get(item.key);
    // A person who comes near a fire, or walks out of its light, is drawn by another shader.
    if (known?.format === format && known.shape === item.shape) return known;
    if (known) this.#drop(item.key, known);
    const textures = ["tLuma", "tChroma", "tChromaV"].map(() => new ExternalTexture());
    const material = createMaterial(item, format, textures);
    const mesh = new Mesh(this.#geometry(item), material);
    mesh.frustumCulled = false;
    mesh.matrixAutoUpdate = false;
    this.#scene.add(mesh);
    const made = { mesh, textures, format, shape: item.shape };
    this.#meshes.set(item.key, made);
    return made;
  }

  #dropAllBut(keys: ReadonlySet<string>): void {
    for (const [key, item] of this.#meshes) if (!keys.has(key)) this.#drop(key, item);
    for (const [key, model] of this.#models) {
      if (keys.has(key)) continue;
      model.hide();
      this.#models.delete(key);
    }
  }

  #drop(key: string, { mesh, textures }: ItemMesh): void {
    this.#scene.remove(mesh);
    mesh.material.dispose();
    // The textures themselves belong to the figure's picture.
    for (const texture of textures) texture.sourceTexture = null;
    this.#meshes.delete(key);
  }
}

function gridGeometry(shape: ItemShape): BufferGeometry {
  const { indices, points } = pointsOf(shape);
  return new BufferGeometry()
    .setAttribute("position", new BufferAttribute(points, 3))
    .setIndex(new BufferAttribute(indices, 1));
}

function bodyGeometry({ indices, normals, paints, positions }: PropMesh): BufferGeometry {
  return new BufferGeometry()
    .setAttribute("position", new BufferAttribute(positions, 3))
    .setAttribute("normal", new BufferAttribute(normals, 3))
    .setAttribute("paint", new BufferAttribute(paints, 4))
    .setIndex(new BufferAttribute(indices, 1));
}

function createMaterial(
  { shape, uniforms, picture }: Item,
  format: PackedFormat,
  [tLuma, tChroma, tChromaV]: readonly ExternalTexture[],
): RawShaderMaterial {
  const [vertexShader, fragmentShader] = shaders(shape, format);
  const { isTested, isKept } = depthOf(shape);
  const values: Record<string, IUniform> = {
    tLuma: { value: tLuma },
    tChroma: { value: tChroma },
    tChromaV: { value: tChromaV },
  };
  setUniforms(values, picture?.uniforms ?? {});
  setUniforms(values, uniforms);
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: values,
    side: DoubleSide,
    transparent: true,
    premultipliedAlpha: true,
    depthTest: isTested,
    depthWrite: isKept,
    blending: CustomBlending,
    blendSrc: OneFactor,
    blendDst: OneMinusSrcAlphaFactor,
  });
}

/** three.js takes vectors as plain arrays, but matrices only as its own. */
function setUniforms(uniforms: Record<string, IUniform>, values: Uniforms): void {
  for (const [name, value] of Object.entries(values)) {
    const known = uniforms[name];
    if (known) known.value = threeValue(value);
    else uniforms[name] = { value: threeValue(value) };
  }
}

function threeValue(value: UniformValue): unknown {
  if (typeof value === "number") return value;
  if (value.length === 9) return new Matrix3().fromArray(value);
  if (value.length === 16) return new Matrix4().fromArray(value);
  return value;
}
