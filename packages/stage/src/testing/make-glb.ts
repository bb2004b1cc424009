/** A glTF description that a test changes before it is packed. */
export type Description = Record<string, unknown>;

export interface GlbParts {
  readonly description: Description;
  readonly data: Uint8Array;
}

/** One triangle, half a metre wide, in the least that a binary glTF needs. */
export function triangleParts(): GlbParts {
  const points = new Float32Array([0, 0, 0, 0.5, 0, 0, 0, 0.5, 0]);
  const data = new Uint8Array(44);
  data.set(new Uint8Array(points.buffer), 0);
  data.set(new Uint8Array(new Uint16Array([0, 1, 2]).buffer), 36);
  const description = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 3,
        type: "VEC3",
        min: [0, 0, 0],
        max: [0.5, 0.5, 0],
      },
      { bufferView: 1, componentType: 5123, count: 3, type: "SCALAR" },
    ],
    bufferViews: [
      { buffer: 0, byteLength: 36 },
      { buffer: 0, byteOffset: 36, byteLength: 6 },
    ],
    buffers: [{ byteLength: 44 }],
  };
  return { description, data };
}

/** The same with a picture as the colour of its material. */
export function texturedParts(picture: Uint8Array, mimeType: string): GlbParts {
  const { data, description } = triangleParts();
  const padded = Math.ceil(picture.length / 4) * 4;
  const all = new Uint8Array(data.length + padded);
  all.set(data);
  all.set(picture, data.length);
  const views = description["bufferViews"];
  const textured: Description = {
    ...description,
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } } }],
    textures: [{ source: 0 }],
    images: [{ bufferView: 2, mimeType }],
    bufferViews: [
      ...(Array.isArray(views) ? (views as unknown[]) : []),
      { buffer: 0, byteOffset: data.length, byteLength: picture.length },
    ],
    buffers: [{ byteLength: all.length }],
  };
  return { description: textured, data: all };
}

export function makeGlb({ data, description }: GlbParts): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(description));
  const jsonBytes = Math.ceil(text.length / 4) * 4;
  const binBytes = Math.ceil(data.length / 4) * 4;
  const glb = new ArrayBuffer(28 + jsonBytes + binBytes);
  const view = new DataView(glb);
  const words = [0x46546c67, 2, glb.byteLength, jsonBytes, 0x4e4f534a];
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  const bytes = new Uint8Array(glb);
  bytes.fill(0x20, 20, 20 + jsonBytes);
  bytes.set(text, 20);
  view.setUint32(20 + jsonBytes, binBytes, true);
  view.setUint32(24 + jsonBytes, 0x004e4942, true);
  bytes.set(data, 28 + jsonBytes);
  return glb;
}

/** The start of a PNG of this size; nothing follows it. */
export function pngHeader(widthPx: number, heightPx: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(36);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x89504e47);
  view.setUint32(4, 0x0d0a1a0a);
  view.setUint32(8, 13);
  view.setUint32(12, 0x49484452);
  view.setUint32(16, widthPx);
  view.setUint32(20, heightPx);
  return bytes;
}
