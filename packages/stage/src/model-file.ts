import { VisavisError } from "@visavis/protocol";
import * as v from "valibot";

/** Why a model is refused; `model-invalid` carries it at the start of its message. */
export type ModelFault =
  | "damaged"
  | "needs-extension"
  | "not-glb"
  | "refers-outside"
  | "texture-too-large"
  | "too-large"
  | "too-many-parts"
  | "too-many-textures"
  | "too-many-triangles";

export const MODEL_LIMITS = {
  bytes: 4 * 1024 * 1024,
  jsonBytes: 512 * 1024,
  triangles: 50_000,
  textures: 8,
  textureSidePx: 2048,
  /** Of all textures together. */
  texturePx: 4 * 2048 * 2048,
  nodes: 256,
  depth: 32,
} as const;

export function refuse(fault: ModelFault, detail: string, cause?: unknown): never {
  throw new VisavisError("model-invalid", `${fault}: ${detail}`, { cause });
}

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MODEL_LIMITS.bytes));
const real = v.pipe(v.number(), v.finite());
const reals = (count: number) => v.optional(v.pipe(v.array(real), v.length(count)));
const indices = v.optional(v.pipe(v.array(index), v.maxLength(MODEL_LIMITS.nodes)));
const part = v.optional(index);
const surface = v.optional(v.object({ index, texCoord: part }));
const list = <S extends v.GenericSchema>(item: S, most: number) =>
  v.optional(v.pipe(v.array(item), v.maxLength(most)), []);

const primitive = v.object({
  attributes: v.object({
    POSITION: index,
    NORMAL: part,
    TANGENT: part,
    TEXCOORD_0: part,
    TEXCOORD_1: part,
    COLOR_0: part,
  }),
  indices: part,
  material: part,
  mode: v.optional(v.literal(4, "too-many-parts: only triangles are drawn")),
});

const material = v.object({
  pbrMetallicRoughness: v.optional(
    v.object({
      baseColorFactor: reals(4),
      baseColorTexture: surface,
      metallicFactor: v.optional(real),
      roughnessFactor: v.optional(real),
      metallicRoughnessTexture: surface,
    }),
  ),
  normalTexture: v.optional(v.object({ index, texCoord: part, scale: v.optional(real) })),
  occlusionTexture: v.optional(v.object({ index, texCoord: part, strength: v.optional(real) })),
  emissiveTexture: surface,
  emissiveFactor: reals(3),
  alphaMode: v.optional(v.picklist(["OPAQUE", "MASK", "BLEND"])),
  alphaCutoff: v.optional(real),
  doubleSided: v.optional(v.boolean()),
});

const outside = v.optional(v.never("refers-outside: a file brings everything itself"));

/**
 * The part of glTF 2 that is drawn. What it does not name does not come through: extensions, skins,
 * animations, cameras and extras are left behind.
 */
const gltf = v.object({
  asset: v.object({ version: v.pipe(v.string(), v.regex(/^2\.\d$/)) }),
  extensionsRequired: v.optional(v.array(v.string()), []),
  scene: part,
  scenes: list(v.object({ nodes: indices }), 8),
  nodes: list(
    v.object({
      mesh: part,
      children: indices,
      matrix: reals(16),
      translation: reals(3),
      rotation: reals(4),
      scale: reals(3),
    }),
    MODEL_LIMITS.nodes,
  ),
  meshes: list(v.object({ primitives: v.pipe(v.array(primitive), v.maxLength(64)) }), 256),
  accessors: list(
    v.object({
      bufferView: index,
      byteOffset: v.optional(bytes, 0),
      componentType: v.picklist([5120, 5121, 5122, 5123, 5125, 5126]),
      normalized: v.optional(v.boolean()),
      count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MODEL_LIMITS.bytes)),
      type: v.picklist(["SCALAR", "VEC2", "VEC3", "VEC4"]),
      min: v.optional(v.pipe(v.array(real), v.maxLength(4))),
      max: v.optional(v.pipe(v.array(real), v.maxLength(4))),
      sparse: v.optional(v.never("needs-extension: sparse accessors")),
    }),
    1024,
  ),
  bufferViews: list(
    v.object({
      buffer: v.literal(0),
      byteOffset: v.optional(bytes, 0),
      byteLength: bytes,
      byteStride: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(252))),
    }),
    1024,
  ),
  buffers: v.pipe(v.array(v.object({ byteLength: bytes, uri: outside })), v.length(1)),
  materials: list(material, 64),
  textures: list(v.object({ source: index, sampler: part }), 64),
  images: list(
    v.object({
      bufferView: index,
      mimeType: v.picklist(["image/png", "image/jpeg"]),
      uri: outside,
    }),
    64,
  ),
  samplers: list(
    v.object({
      magFilter: v.optional(v.picklist([9728, 9729])),
      minFilter: v.optional(v.picklist([9728, 9729, 9984, 9985, 9986, 9987])),
      wrapS: v.optional(v.picklist([33_071, 33_648, 10_497])),
      wrapT: v.optional(v.picklist([33_071, 33_648, 10_497])),
    }),
    64,
  ),
});

export type Gltf = v.InferOutput<typeof gltf>;

export interface ModelFile {
  readonly gltf: Gltf;
  readonly data: Uint8Array<ArrayBuffer>;
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;

/** A binary glTF taken apart, its description parsed; everything in it is still to be checked. */
export function readModelFile(glb: ArrayBuffer): ModelFile {
  if (glb.byteLength > MODEL_LIMITS.bytes) refuse("too-large", `${glb.byteLength} bytes`);
  const view = new DataView(glb);
  if (glb.byteLength < 28 || view.getUint32(0, true) !== MAGIC) refuse("not-glb", "no header");
  if (view.getUint32(4, true) !== 2) refuse("not-glb", "only version 2 is known");
  if (view.getUint32(8, true) !== glb.byteLength)
    refuse("damaged", "its length is not what it says");
  const json = chunkAt(glb, 12, JSON_CHUNK);
  if (json.byteLength > MODEL_LIMITS.jsonBytes) refuse("too-large", "its description is");
  const data = chunkAt(glb, 20 + json.byteLength, BIN_CHUNK);
  return { gltf: parseDescription(json), data };
}

/** A file with nothing in it but what was checked. */
export function writeModelFile({ gltf: description, data }: ModelFile): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(description));
  const jsonBytes = Math.ceil(text.length / 4) * 4;
  const glb = new ArrayBuffer(28 + jsonBytes + data.length);
  const view = new DataView(glb);
  [MAGIC, 2, glb.byteLength, jsonBytes, JSON_CHUNK].forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  const all = new Uint8Array(glb);
  all.fill(0x20, 20, 20 + jsonBytes);
  all.set(text, 20);
  view.setUint32(20 + jsonBytes, data.length, true);
  view.setUint32(24 + jsonBytes, BIN_CHUNK, true);
  all.set(data, 28 + jsonBytes);
  return glb;
}

function chunkAt(glb: ArrayBuffer, at: number, type: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(glb);
  if (at + 8 > glb.byteLength) refuse("damaged", "a part of it is missing");
  const length = view.getUint32(at, true);
  const isThere = length % 4 === 0 && at + 8 + length <= glb.byteLength;
  if (!isThere || view.getUint32(at + 4, true) !== type)
    refuse("damaged", "a part of it is broken");
  return new Uint8Array(glb, at + 8, length);
}

function parseDescription(bytesOfJson: Uint8Array): Gltf {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytesOfJson));
  } catch (cause) {
    return refuse("damaged", "its description is not JSON", cause);
  }
  const result = v.safeParse(gltf, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const [, fault, detail] = /^(refers-outside|needs-extension|too-many-parts): (.*)$/.exec(
    issue.message,
  ) ?? ["", "damaged", v.summarize(result.issues).slice(0, 300)];
  return refuse(isNamed(fault) ? fault : "damaged", detail ?? "");
}

function isNamed(
  fault: string | undefined,
): fault is "refers-outside" | "needs-extension" | "too-many-parts" {
  return fault === "refers-outside" || fault === "needs-extension" || fault === "too-many-parts";
}
