import { isVisavisError } from "@visavis/protocol";
import { imageSize, type ImageType } from "./image-size.ts";
import {
  type Gltf,
  MODEL_LIMITS,
  type ModelFault,
  type ModelFile,
  readModelFile,
  refuse,
  writeModelFile,
} from "./model-file.ts";

/** A model that is safe to hand to a loader: small, whole, and without a way out of itself. */
export interface CheckedModel {
  readonly glb: ArrayBuffer;
  readonly triangles: number;
  /** Where the picture of each texture lies. */
  readonly pictures: readonly { readonly bufferView: number; readonly type: ImageType }[];
}

/** Throws `model-invalid`, with its fault, for everything that is not a small and honest model. */
export function checkModel(glb: ArrayBuffer): CheckedModel {
  const file = readModelFile(glb);
  const { gltf } = file;
  const [needed] = gltf.extensionsRequired;
  if (needed !== undefined) refuse("needs-extension", needed.slice(0, 60));
  checkViews(file);
  checkImages(file);
  const triangles = gltf.meshes.map((mesh) =>
    mesh.primitives.reduce((sum, primitive) => sum + checkPrimitive(file, primitive), 0),
  );
  const drawn = countDrawn(gltf, triangles);
  if (drawn === 0) refuse("damaged", "there is nothing to draw");
  const scenes = [partOf(gltf.scenes, gltf.scene ?? 0, "scene")];
  const drawnPart = { ...gltf, scenes, scene: 0, extensionsRequired: [] };
  const checked = writeModelFile({ gltf: drawnPart, data: file.data });
  const pictures = gltf.textures.map(({ source }) => {
    const { bufferView, mimeType } = partOf(gltf.images, source, "image");
    return { bufferView, type: mimeType };
  });
  return { glb: checked, triangles: drawn, pictures };
}

const FAULTS: readonly ModelFault[] = [
  "damaged",
  "needs-extension",
  "not-glb",
  "refers-outside",
  "texture-too-large",
  "too-large",
  "too-many-parts",
  "too-many-textures",
  "too-many-triangles",
];

/** Why a model was refused; null for any other error. */
export function modelFaultOf(error: unknown): ModelFault | null {
  if (!isVisavisError(error, "model-invalid")) return null;
  return FAULTS.find((fault) => error.message.startsWith(`${fault}:`)) ?? "damaged";
}

function partOf<Part>(parts: readonly Part[], index: number, what: string): Part {
  return parts[index] ?? refuse("damaged", `there is no ${what} ${index}`);
}

function checkViews({ gltf, data }: ModelFile): void {
  const [buffer] = gltf.buffers;
  if (!buffer || buffer.byteLength > data.length) refuse("damaged", "its data is cut off");
  for (const { byteLength, byteOffset } of gltf.bufferViews) {
    if (byteOffset + byteLength > data.length) refuse("damaged", "a view leaves the data");
  }
  for (const accessor of gltf.accessors) checkAccessor(gltf, accessor);
  for (const { source, sampler } of gltf.textures) {
    partOf(gltf.images, source, "image");
    if (sampler !== undefined) partOf(gltf.samplers, sampler, "sampler");
  }
  for (const material of gltf.materials) checkMaterial(gltf, material);
}

type Accessor = Gltf["accessors"][number];

const COMPONENT_BYTES: Readonly<Record<Accessor["componentType"], number>> = {
  5120: 1,
  5121: 1,
  5122: 2,
  5123: 2,
  5125: 4,
  5126: 4,
};
const COMPONENTS: Readonly<Record<Accessor["type"], number>> = {
  SCALAR: 1,
  VEC2: 2,
  VEC3: 3,
  VEC4: 4,
};
const FLOAT = 5126;

function strideOf(gltf: Gltf, accessor: Accessor): number {
  const view = partOf(gltf.bufferViews, accessor.bufferView, "view");
  return view.byteStride ?? COMPONENT_BYTES[accessor.componentType] * COMPONENTS[accessor.type];
}

function checkAccessor(gltf: Gltf, accessor: Accessor): void {
  const view = partOf(gltf.bufferViews, accessor.bufferView, "view");
  const unit = COMPONENT_BYTES[accessor.componentType];
  const width = unit * COMPONENTS[accessor.type];
  const stride = strideOf(gltf, accessor);
  const end = accessor.byteOffset + (accessor.count - 1) * stride + width;
  const isAligned = (view.byteOffset + accessor.byteOffset) % unit === 0 && stride % unit === 0;
  if (stride < width || end > view.byteLength || !isAligned) {
    refuse("damaged", "an accessor leaves its view");
  }
}

function checkMaterial(gltf: Gltf, material: Gltf["materials"][number]): void {
  const { baseColorTexture, metallicRoughnessTexture } = material.pbrMetallicRoughness ?? {};
  const { emissiveTexture, normalTexture, occlusionTexture } = material;
  const surfaces = [
    baseColorTexture,
    metallicRoughnessTexture,
    emissiveTexture,
    normalTexture,
    occlusionTexture,
  ];
  for (const surface of surfaces) if (surface) partOf(gltf.textures, surface.index, "texture");
}

function checkImages({ gltf, data }: ModelFile): void {
  const most = Math.max(gltf.textures.length, gltf.images.length);
  if (most > MODEL_LIMITS.textures) refuse("too-many-textures", `${most}`);
  let sumPx = 0;
  for (const { bufferView, mimeType } of gltf.images) {
    const { byteLength, byteOffset } = partOf(gltf.bufferViews, bufferView, "view");
    const size = imageSize(data.subarray(byteOffset, byteOffset + byteLength), mimeType);
    if (!size) return refuse("damaged", "an image is not what it says");
    const longest = Math.max(size.widthPx, size.heightPx);
    const isEmpty = Math.min(size.widthPx, size.heightPx) === 0;
    sumPx += size.widthPx * size.heightPx;
    if (isEmpty) refuse("damaged", "an image is empty");
    if (longest > MODEL_LIMITS.textureSidePx) refuse("texture-too-large", `${longest} pixels`);
  }
  if (sumPx > MODEL_LIMITS.texturePx) refuse("texture-too-large", `${sumPx} pixels in all`);
}

type Primitive = Gltf["meshes"][number]["primitives"][number];

/** How many triangles it has. */
function checkPrimitive(file: ModelFile, { attributes, indices, material }: Primitive): number {
  const { gltf } = file;
  if (material !== undefined) partOf(gltf.materials, material, "material");
  const position = partOf(gltf.accessors, attributes.POSITION, "accessor");
  const isPlain = position.type === "VEC3" && position.componentType === FLOAT;
  if (!isPlain) refuse("needs-extension", "positions are not plain numbers");
  for (const index of Object.values(attributes)) {
    if (index === undefined) continue;
    const { count } = partOf(gltf.accessors, index, "accessor");
    if (count !== position.count) refuse("damaged", "its attributes differ in length");
  }
  if (position.count > 3 * MODEL_LIMITS.triangles) refuse("too-many-triangles", "too many points");
  checkPositions(file, position);
  if (indices === undefined) return Math.floor(position.count / 3);
  const list = partOf(gltf.accessors, indices, "accessor");
  const isList = list.type === "SCALAR" && [5121, 5123, 5125].includes(list.componentType);
  if (!isList) refuse("damaged", "its indices are not a list");
  if (list.count > 3 * MODEL_LIMITS.triangles) {
    refuse("too-many-triangles", `${Math.floor(list.count / 3)}`);
  }
  checkIndices(file, list, position.count);
  return Math.floor(list.count / 3);
}

const MAX_COORDINATE = 1e4;

function checkPositions({ gltf, data }: ModelFile, accessor: Accessor): void {
  const view = viewOf(gltf, data, accessor);
  const stride = strideOf(gltf, accessor);
  for (let i = 0; i < accessor.count; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = view.getFloat32(i * stride + axis * 4, true);
      if (!(Math.abs(value) <= MAX_COORDINATE)) refuse("damaged", "a point is nowhere");
    }
  }
}

function checkIndices({ gltf, data }: ModelFile, accessor: Accessor, points: number): void {
  const view = viewOf(gltf, data, accessor);
  const stride = strideOf(gltf, accessor);
  const { componentType, count } = accessor;
  for (let i = 0; i < count; i++) {
    if (indexAt(view, i * stride, componentType) >= points) {
      refuse("damaged", "an index leaves the points");
    }
  }
}

function indexAt(view: DataView, at: number, type: Accessor["componentType"]): number {
  if (type === 5121) return view.getUint8(at);
  return type === 5123 ? view.getUint16(at, true) : view.getUint32(at, true);
}

function viewOf(gltf: Gltf, data: Uint8Array<ArrayBuffer>, accessor: Accessor): DataView {
  const { byteLength, byteOffset } = partOf(gltf.bufferViews, accessor.bufferView, "view");
  const start = data.byteOffset + byteOffset + accessor.byteOffset;
  return new DataView(data.buffer, start, byteLength - accessor.byteOffset);
}

/** Every node once, from the roots; a mesh counts as often as it is drawn. */
function countDrawn(gltf: Gltf, triangles: readonly number[]): number {
  const seen = new Set<number>();
  let sum = 0;
  const visit = (index: number, depth: number): void => {
    if (seen.has(index) || depth > MODEL_LIMITS.depth)
      refuse("damaged", "its parts hold each other");
    seen.add(index);
    const node = partOf(gltf.nodes, index, "node");
    if (node.mesh !== undefined) {
      partOf(gltf.meshes, node.mesh, "mesh");
      sum += triangles[node.mesh] ?? 0;
    }
    for (const child of node.children ?? []) visit(child, depth + 1);
  };
  if (gltf.scene !== undefined) partOf(gltf.scenes, gltf.scene, "scene");
  const scene = gltf.scenes[gltf.scene ?? 0];
  for (const root of scene?.nodes ?? []) visit(root, 0);
  checkUnseen(gltf, seen);
  if (sum > MODEL_LIMITS.triangles) refuse("too-many-triangles", `${sum}`);
  return sum;
}

/** A loader may look at nodes that no scene shows: these must not go round in circles either. */
function checkUnseen(gltf: Gltf, seen: ReadonlySet<number>): void {
  gltf.nodes.forEach((node, index) => {
    if (seen.has(index)) return;
    if ((node.children ?? []).length > 0)
      refuse("too-many-parts", "it has parts outside its scene");
  });
}
