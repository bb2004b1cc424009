import { VisavisError } from "@visavis/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSize } from "./image-size.ts";
import { checkModel, modelFaultOf } from "./model-check.ts";
import { type ModelFault, readModelFile } from "./model-file.ts";
import {
  type Description,
  type GlbParts,
  makeGlb,
  pngHeader,
  texturedParts,
  triangleParts,
} from "./testing/make-glb.ts";

const triangle = triangleParts();

function changed(change: Description, parts: GlbParts = triangle): ArrayBuffer {
  return makeGlb({ ...parts, description: { ...parts.description, ...change } });
}

function faultOf(glb: ArrayBuffer): ModelFault | null {
  try {
    checkModel(glb);
    return null;
  } catch (error) {
    const fault = modelFaultOf(error);
    if (!fault) throw error;
    return fault;
  }
}

/** A flat fan of so many triangles. */
function fan(triangles: number): ArrayBuffer {
  const indices = new Uint16Array(triangles * 3).map((_, i) => i % 3);
  const data = new Uint8Array(36 + indices.byteLength);
  data.set(triangle.data.subarray(0, 36));
  data.set(new Uint8Array(indices.buffer), 36);
  return makeGlb({
    data,
    description: {
      ...triangle.description,
      accessors: [
        { bufferView: 0, componentType: 5126, count: 3, type: "VEC3" },
        { bufferView: 1, componentType: 5123, count: indices.length, type: "SCALAR" },
      ],
      bufferViews: [
        { buffer: 0, byteLength: 36 },
        { buffer: 0, byteOffset: 36, byteLength: indices.byteLength },
      ],
      buffers: [{ byteLength: data.length }],
    },
  });
}

const nodes = (...list: Description[]): Description => ({ nodes: list, scenes: [{ nodes: [0] }] });
const primitive = (change: Description): Description => ({
  meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, ...change }] }],
});
const views = (...list: Description[]): Description => ({ bufferViews: list });
const points = { buffer: 0, byteLength: 36 };

describe("a model", () => {
  test("that is small and whole is taken, and says how much there is of it", () => {
    expect(checkModel(makeGlb(triangle))).toMatchObject({ triangles: 1, pictures: [] });
    const textured = checkModel(makeGlb(texturedParts(pngHeader(64, 32), "image/png")));
    expect(textured.pictures).toEqual([{ bufferView: 2, type: "image/png" }]);
  });

  test("keeps nothing that was not checked", () => {
    const glb = changed({
      extras: { a: 1 },
      extensionsUsed: ["KHR_lights_punctual"],
      extensions: { KHR_lights_punctual: {} },
      animations: [{}],
      skins: [{}],
      nodes: [{ mesh: 0, skin: 0, extras: { __proto__: 1 }, camera: 3, name: "x" }],
    });
    const { gltf } = readModelFile(checkModel(glb).glb);
    expect(Object.keys(gltf)).not.toEqual(expect.arrayContaining(["extras"]));
    expect(gltf.nodes).toEqual([{ mesh: 0 }]);
    expect(JSON.stringify(gltf)).not.toMatch(/KHR|extras|skin|animation/);
  });

  test("may use up to 50 000 triangles", () => {
    expect(checkModel(fan(50_000)).triangles).toBe(50_000);
    expect(faultOf(fan(50_001))).toBe("too-many-triangles");
  });

  test("counts a mesh as often as it is drawn", () => {
    const copies = Array.from({ length: 51 }, () => ({ mesh: 0 }));
    const description = {
      ...readDescription(fan(1000)),
      nodes: copies,
      scenes: [{ nodes: copies.map((_, i) => i) }],
    };
    const { data } = readModelFile(fan(1000));
    expect(faultOf(makeGlb({ description, data }))).toBe("too-many-triangles");
  });
});

const hostile: [string, ArrayBuffer, ModelFault][] = [
  ["nothing", new ArrayBuffer(0), "not-glb"],
  ["text", new TextEncoder().encode("<svg onload=alert(1)>".repeat(3)).buffer, "not-glb"],
  ["4 MB and a byte", new ArrayBuffer(4 * 1024 * 1024 + 1), "too-large"],
  ["one that was cut off", makeGlb(triangle).slice(0, -4), "damaged"],
  [
    "a buffer elsewhere",
    changed({ buffers: [{ byteLength: 44, uri: "a.bin" }] }),
    "refers-outside",
  ],
  [
    "a picture elsewhere",
    changed({ images: [{ bufferView: 0, mimeType: "image/png", uri: "https://example.org/" }] }),
    "refers-outside",
  ],
  ["Draco", changed({ extensionsRequired: ["KHR_draco_mesh_compression"] }), "needs-extension"],
  ["lines", changed(primitive({ mode: 1 })), "too-many-parts"],
  ["a circle of nodes", changed(nodes({ mesh: 0, children: [1] }, { children: [0] })), "damaged"],
  ["a node that is missing", changed(nodes({ mesh: 0, children: [7] })), "damaged"],
  ["a mesh that is missing", changed(nodes({ mesh: 7 })), "damaged"],
  ["a material that is missing", changed(primitive({ material: 2 })), "damaged"],
  [
    "a view beyond the data",
    changed(views(points, { buffer: 0, byteOffset: 40, byteLength: 9 })),
    "damaged",
  ],
  [
    "a view that is too short",
    changed(views(points, { buffer: 0, byteOffset: 36, byteLength: 4 })),
    "damaged",
  ],
  ["nothing to see", changed({ scenes: [{ nodes: [] }] }), "damaged"],
  ["version 1", changed({ asset: { version: "1.0" } }), "damaged"],
  ["no description", changed({ asset: null }), "damaged"],
  [
    "a picture too wide",
    makeGlb(texturedParts(pngHeader(2049, 8), "image/png")),
    "texture-too-large",
  ],
  ["an empty picture", makeGlb(texturedParts(pngHeader(0, 8), "image/png")), "damaged"],
  ["a picture that is none", makeGlb(texturedParts(new Uint8Array(64), "image/png")), "damaged"],
  ["a JPEG that is a PNG", makeGlb(texturedParts(pngHeader(8, 8), "image/jpeg")), "damaged"],
  [
    "nine textures",
    changed(
      { textures: Array.from({ length: 9 }, () => ({ source: 0 })) },
      texturedParts(pngHeader(8, 8), "image/png"),
    ),
    "too-many-textures",
  ],
  [
    "an index out of range",
    makeGlb({ ...triangle, data: withBytes(36, [0, 0, 1, 0, 9, 0]) }),
    "damaged",
  ],
  [
    "a point that is no number",
    makeGlb({ ...triangle, data: withBytes(0, [0, 0, 192, 127]) }),
    "damaged",
  ],
];

test.each(hostile)("refuses %s", (_, glb, fault) => {
  expect(faultOf(glb)).toBe(fault);
});

describe("hostile files", () => {
  test("made of any bytes are refused and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 400 }), (bytes) => {
        expect(() => checkModel(new Uint8Array(bytes).buffer)).toThrow(
          expect.objectContaining({ code: "model-invalid" }),
        );
      }),
    );
  });

  test("with any bytes changed are taken whole or refused", () => {
    const glb = new Uint8Array(makeGlb(texturedParts(pngHeader(64, 64), "image/png")));
    const change = fc.tuple(fc.nat(glb.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const copy = glb.slice();
        for (const [at, value] of changes) copy[at] = value;
        try {
          expect(checkModel(copy.buffer).triangles).toBeGreaterThan(0);
        } catch (error) {
          if (!isRefusal(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("with any description are taken whole or refused", () => {
    const key = fc.constantFrom(...Object.keys(triangle.description), "images", "textures");
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) => {
        try {
          checkModel(changed({ [name]: value }));
        } catch (error) {
          if (!isRefusal(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the size of a picture", () => {
  test("is read from a PNG and from a JPEG", () => {
    expect(imageSize(pngHeader(640, 480), "image/png")).toEqual({ widthPx: 640, heightPx: 480 });
    const start = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
    const table = [0xff, 0xc4, 0, 3, 9];
    const frame = [0xff, 0xc2, 0, 17, 8, 1, 0x2c, 2, 0x58, 3, 0, 0];
    const jpeg = Uint8Array.from([start, table, frame].flat());
    expect(imageSize(jpeg, "image/jpeg")).toEqual({ widthPx: 600, heightPx: 300 });
  });

  test("never fails on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const jpeg = Uint8Array.of(0xff, 0xd8, ...bytes);
        expect(imageSize(bytes, "image/png")).toBeNull();
        const size = imageSize(jpeg, "image/jpeg");
        if (size) expect(size.widthPx).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function isRefusal(error: unknown): boolean {
  return error instanceof VisavisError && error.code === "model-invalid";
}

function withBytes(at: number, bytes: readonly number[]): Uint8Array {
  const data = triangle.data.slice();
  data.set(bytes, at);
  return data;
}

function readDescription(glb: ArrayBuffer): Description {
  return { ...readModelFile(glb).gltf };
}
