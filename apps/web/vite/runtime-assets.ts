import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Plugin } from "vite";
import { extractModels } from "../../../packages/tracking/models/extract-models.ts";

/** A file that matte or tracking fetches at run time, beside the bundle. */
interface RuntimeAsset {
  /** Under `/runtime/`. */
  readonly name: string;
  readonly file: string;
  /** Null for what this repository builds itself. */
  readonly sha256: string | null;
}

const resolve = createRequire(import.meta.url).resolve;
const litertWasm = path.join(path.dirname(resolve("@litertjs/core/package.json")), "wasm");
const LITERT_VERSION = "2.5.3";

// Without `threads` and `jspi`, LiteRT picks one of these two by whether relaxed SIMD is there.
const LITERT_SHA256: Record<string, string> = {
  "litert_wasm_internal.js": "68efb69f770e3f76aff36a377de629ca496c131b86ac0f0f4b592a1543a898eb",
  "litert_wasm_internal.wasm": "7280cf4471774867e385e6c3cd53e2b45e2975b80fea338fff4ef359b0865614",
  "litert_wasm_compat_internal.js":
    "4d8f894b7883654fd6e8439730aa41e79ceaab7d19184fc4f1f0b0f1a2a2c8a5",
  "litert_wasm_compat_internal.wasm":
    "5255c8ad06eabdbd2522cdebf6b22fc10faf74625c23a49b9e072570cd1fa41c",
};

const selfie: RuntimeAsset = {
  name: "models/selfie.tflite",
  file: path.join(
    path.dirname(resolve("@mediapipe/selfie_segmentation/package.json")),
    "selfie_segmentation.tflite",
  ),
  sha256: "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
};

const kernels: RuntimeAsset = {
  name: "kernels.wasm",
  file: path.resolve(import.meta.dirname, "../../../packages/matte/build/kernels.wasm"),
  sha256: null,
};

/** Of the hands; nobody fetches them who has nothing to take. */
const handModels: readonly RuntimeAsset[] = extractModels().map(({ name, file, sha256 }) => ({
  name: `models/${name}`,
  file,
  sha256,
}));

export const runtimeAssetList: readonly RuntimeAsset[] = [
  kernels,
  selfie,
  ...handModels,
  ...Object.entries(LITERT_SHA256).map(([name, sha256]) => ({
    name: `litert/${LITERT_VERSION}/${name}`,
    file: path.join(litertWasm, name),
    sha256,
  })),
];

/** The bytes of an asset, or a refusal in one sentence when they are not the ones we know. */
export function readRuntimeAsset({ name, file, sha256 }: RuntimeAsset): Buffer {
  if (!existsSync(file)) {
    throw new Error(`${name} is missing: run "npm install" and "npm run build" in the repository.`);
  }
  const bytes = readFileSync(file);
  if (sha256 !== null && sha256Of(bytes) !== sha256) {
    throw new Error(`${name} is not the file that Visavis was tested with (its SHA-256 differs).`);
  }
  return bytes;
}

function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const VIRTUAL = "virtual:runtime-assets";
const types: Record<string, string> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".tflite": "application/octet-stream",
};

/**
 * Puts the matte's kernels, the nets' runtime and their models under `/runtime/`, checked, and tells
 * the page their addresses, which change whenever the bytes do.
 */
export function runtimeAssets(): Plugin {
  return {
    name: "visavis-runtime-assets",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load: (id) => (id === `\0${VIRTUAL}` ? addressModule() : undefined),
    generateBundle() {
      for (const asset of runtimeAssetList) {
        this.emitFile({
          type: "asset",
          fileName: `runtime/${asset.name}`,
          source: readRuntimeAsset(asset),
        });
      }
    },
    configureServer(server) {
      server.middlewares.use("/runtime", (request, response, next) => {
        const name = (request.url ?? "").split("?")[0]?.slice(1);
        const asset = runtimeAssetList.find((candidate) => candidate.name === name);
        if (!asset) return next();
        response.setHeader("content-type", types[path.extname(asset.file)] ?? "");
        createReadStream(asset.file).pipe(response);
      });
    },
  };
}

function versioned(asset: RuntimeAsset): string {
  return `/runtime/${asset.name}?v=${sha256Of(readRuntimeAsset(asset)).slice(0, 12)}`;
}

function addressModule(): string {
  const litertUrl = `/runtime/litert/${LITERT_VERSION}/`;
  const matte = { kernelsUrl: versioned(kernels), litertUrl, modelUrl: versioned(selfie) };
  const hands = {
    litertUrl,
    palmUrl: versionedModel("palm"),
    handUrl: versionedModel("hand"),
    poseDetectUrl: versionedModel("pose-detect"),
    poseUrl: versionedModel("pose"),
  };
  return (
    `export const matteAssets = ${JSON.stringify(matte)};` +
    `export const trackingAssets = ${JSON.stringify(hands)};`
  );
}

function versionedModel(name: string): string {
  const asset = handModels.find((model) => model.name === `models/${name}.tflite`);
  if (!asset) throw new Error(`There is no model called ${name}.`);
  return versioned(asset);
}
