import type { CompiledModel } from "@litertjs/core";
import { isWebGPUSupported, loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { VisavisError } from "@visavis/protocol";

export const NET_SIDE = 256;

/** Says of each of 256 x 256 pixels how likely it is a person's. */
export interface PersonNet {
  /** @param input RGB from 0 to 1, row by row; the result is the caller's to keep */
  run(input: Float32Array): Promise<Float32Array>;
  close(): void;
}

export interface NetAssets {
  /** Directory of LiteRT's wasm, ends with a slash. */
  readonly litertUrl: string;
  readonly modelUrl: string;
}

export type Accelerator = "wasm" | "webgpu";

let runtime: Promise<unknown> | null = null;

/**
 * Runs on a page or in a classic worker: LiteRT loads its code with importScripts, which a module
 * worker refuses.
 */
export async function createPersonNet(
  assets: NetAssets,
  accelerator: Accelerator,
): Promise<PersonNet> {
  try {
    runtime ??= loadRuntime(assets.litertUrl);
    await runtime;
    const response = await fetch(assets.modelUrl);
    if (!response.ok) throw new Error(`${response.status} for ${assets.modelUrl}`);
    const model = new Uint8Array(await response.arrayBuffer());
    return new LiteRtNet(await compile(model, accelerator));
  } catch (cause) {
    runtime = null;
    throw new VisavisError("matte-failed", "the segmentation net does not load", { cause });
  }
}

const silent = (): void => {};

async function loadRuntime(litertUrl: string): Promise<void> {
  const directory = new URL(litertUrl, globalThis.location.href).href;
  // LiteRT's loader looks for its wasm beside the script that loads it, which in a worker is wrong.
  // And it narrates on the console, which belongs to the page.
  const locateFile = (file: string): string => directory + file;
  Object.assign(globalThis, { Module: { locateFile, print: silent, printErr: silent } });
  await loadLiteRt(directory);
}

async function compile(model: Uint8Array, accelerator: Accelerator): Promise<CompiledModel> {
  if (accelerator === "webgpu" && isWebGPUSupported()) {
    try {
      return await loadAndCompile(model, { accelerator: "webgpu" });
    } catch {
      // No adapter, or one that lacks what the net needs: the processor does it.
    }
  }
  return loadAndCompile(model, { accelerator: "wasm" });
}

class LiteRtNet implements PersonNet {
  readonly #model: CompiledModel;

  constructor(model: CompiledModel) {
    this.#model = model;
  }

  async run(input: Float32Array): Promise<Float32Array> {
    const tensor = new Tensor(input, [1, NET_SIDE, NET_SIDE, 3]);
    try {
      const outputs = await this.#model.run(tensor);
      const first = outputs[0];
      const mask = await first?.data();
      for (const output of outputs) output.delete();
      if (!(mask instanceof Float32Array)) throw new Error("the net gave no mask");
      return mask;
    } catch (cause) {
      throw new VisavisError("matte-failed", "the segmentation net failed", { cause });
    } finally {
      tensor.delete();
    }
  }

  close(): void {
    this.#model.delete();
  }
}
