import {
  Box3,
  CustomBlending,
  DirectionalLight,
  DoubleSide,
  GLSL3,
  Group,
  HemisphereLight,
  type Material,
  Mesh,
  OneFactor,
  OneMinusSrcAlphaFactor,
  PMREMGenerator,
  PointLight,
  RawShaderMaterial,
  type Scene,
  Texture,
  Vector3,
  type WebGLRenderer,
} from "three";
import { RoomEnvironment } from "three/addons/environments/RoomEnvironment.js";
import { GLTFLoader, type GLTFParser } from "three/addons/loaders/GLTFLoader.js";
import type { CheckedModel } from "./model-check.ts";
import { BODY_FRAGMENT, BODY_VERTEX } from "./prop.glsl.ts";
import type { PropAsset, SceneItem } from "./scene-item.ts";
import { numbersOf } from "./uniform-numbers.ts";

/** What a hand can hold; larger or smaller ones are brought to the nearer end. */
const MIN_SIDE_M = 0.08;
const MAX_SIDE_M = 0.7;
const WARM = 0xff_9a_4d;

export async function loadThreeModel(
  { glb, pictures }: CheckedModel,
  renderer: WebGLRenderer,
  scene: Scene,
): Promise<ThreeModel> {
  const loader = new GLTFLoader().register((parser) => new EmbeddedImages(parser, pictures));
  const { scene: parts } = await loader.parseAsync(glb.slice(0), "");
  lightUp(scene, renderer);
  return new ThreeModel(fitted(parts));
}

/** A loaded model in a three.js scene; the stage's own shaders stay as they are. */
export class ThreeModel implements PropAsset {
  readonly #holder = new Group();
  readonly #meshes: readonly Mesh[];
  readonly #materials: ReadonlyMap<Mesh, Material | Material[]>;
  readonly #ghost = ghostMaterial();
  readonly #light = new PointLight(WARM, 0, 4, 2);

  constructor(parts: Group) {
    this.#holder.matrixAutoUpdate = false;
    this.#holder.add(parts);
    const meshes: Mesh[] = [];
    parts.traverse((part) => {
      if (part instanceof Mesh) meshes.push(part);
    });
    this.#meshes = meshes;
    this.#materials = new Map(meshes.map((mesh) => [mesh, mesh.material]));
    for (const mesh of meshes) prepare(mesh);
  }

  show(scene: Scene, { model, uniforms }: SceneItem<unknown>, order: number): void {
    if (this.#holder.parent !== scene) scene.add(this.#holder, this.#light);
    this.#holder.matrix.fromArray(model);
    this.#holder.matrixWorldNeedsUpdate = true;
    const isSolid = Number(uniforms["uSolid"]) > 0.5;
    for (const mesh of this.#meshes) {
      mesh.renderOrder = order;
      mesh.material = isSolid ? (this.#materials.get(mesh) ?? this.#ghost) : this.#ghost;
    }
    for (const [name, value] of Object.entries(uniforms)) {
      const uniform = this.#ghost.uniforms[name];
      if (uniform) uniform.value = value;
    }
    const [x = 0, y = 0, z = 0] = numbersOf(uniforms["uFlameAt"]);
    this.#light.position.set(x, y, z);
    this.#light.intensity = 0.5 * Number(uniforms["uFlameLight"] ?? 0);
  }

  hide(): void {
    this.#holder.removeFromParent();
    this.#light.removeFromParent();
  }

  dispose(): void {
    this.hide();
    this.#ghost.dispose();
    for (const [mesh, material] of this.#materials) {
      mesh.geometry.dispose();
      for (const each of [material].flat()) disposeMaterial(each);
    }
  }
}

/** Decodes pictures from the file itself: the page's policy lets nothing be fetched, not even blobs. */
class EmbeddedImages {
  readonly name = "VISAVIS_embedded_images";
  readonly #parser: GLTFParser;

  readonly #pictures: CheckedModel["pictures"];

  constructor(parser: GLTFParser, pictures: CheckedModel["pictures"]) {
    this.#parser = parser;
    this.#pictures = pictures;
  }

  async loadTexture(index: number): Promise<Texture> {
    const picture = this.#pictures[index];
    if (!picture) throw new TypeError("no picture");
    const bytes: unknown = await this.#parser.getDependency("bufferView", picture.bufferView);
    if (!(bytes instanceof ArrayBuffer)) throw new TypeError("no bytes");
    const decoded = await createImageBitmap(new Blob([bytes], { type: picture.type }), {
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
    const texture = new Texture(decoded);
    texture.flipY = false;
    texture.needsUpdate = true;
    return texture;
  }
}

/** About its own middle, at a size that a hand can hold. */
function fitted(parts: Group): Group {
  const box = new Box3().setFromObject(parts);
  const side = Math.max(...box.getSize(new Vector3()).toArray());
  if (!(side > 0 && Number.isFinite(side))) throw new TypeError("nothing to see");
  const scale = Math.max(MIN_SIDE_M, Math.min(MAX_SIDE_M, side)) / side;
  parts.position.sub(box.getCenter(new Vector3())).multiplyScalar(scale);
  parts.scale.multiplyScalar(scale);
  return new Group().add(parts);
}

/** Sorted among the figures, which three.js does for what is transparent only. */
function prepare(mesh: Mesh): void {
  mesh.frustumCulled = false;
  if (!mesh.geometry.hasAttribute("normal")) mesh.geometry.computeVertexNormals();
  for (const material of [mesh.material].flat()) {
    material.transparent = true;
    material.depthWrite = true;
  }
}

function disposeMaterial(material: Material): void {
  for (const value of Object.values(material)) {
    if (!(value instanceof Texture)) continue;
    if (value.image instanceof ImageBitmap) value.image.close();
    value.dispose();
  }
  material.dispose();
}

/** A soft room that shines on models; the stage's own shaders have theirs built in. */
function lightUp(scene: Scene, renderer: WebGLRenderer): void {
  if (scene.environment) return;
  const generator = new PMREMGenerator(renderer);
  scene.environment = generator.fromScene(new RoomEnvironment(), 0.04).texture;
  scene.environmentIntensity = 0.7;
  generator.dispose();
  const key = new DirectionalLight(0xff_f4_e8, 1.1);
  key.position.set(-0.48, 0.62, 0.62);
  scene.add(new HemisphereLight(0xdd_e6_f2, 0x2a_26_22, 0.5), key);
}

function ghostMaterial(): RawShaderMaterial {
  const names = ["uEye", "uFlameAt", "uFlameLight", "uSolid", "uOpacity", "uSlice", "uTime"];
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: BODY_VERTEX,
    fragmentShader: BODY_FRAGMENT,
    uniforms: Object.fromEntries(names.map((name) => [name, { value: 0 }])),
    side: DoubleSide,
    transparent: true,
    premultipliedAlpha: true,
    blending: CustomBlending,
    blendSrc: OneFactor,
    blendDst: OneMinusSrcAlphaFactor,
  });
}
