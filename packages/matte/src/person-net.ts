import type { CompiledModel } from "@litertjs/core";
import { loadAndCompile, Tensor } from "@litertjs/core";
import { loadRuntime, quietly, takeCard } from "@visavis/platform";
import { VisavisError } from "@visavis/protocol";
import { GpuFirstNet } from "./gpu-first-net.ts";
import { NET_SIDE } from "./net-side.ts";

export { NET_SIDE };

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

/**
 * `auto`: the graphics card where there is a real one, in the end, and the processor until then and
 * whenever the card fails. `webgpu` takes any card, also one that only pretends.
 */
export type Accelerator = "auto" | "wasm" | "webgpu";

const CARDS = { auto: "real", wasm: "none", webgpu: "any" } as const;

/**
 * Runs on a page or in a classic worker: LiteRT loads its code with importScripts, which a module
 * worker refuses.
 */
export async function createPersonNet(
  assets: NetAssets,
  accelerator: Accelerator,
): Promise<PersonNet> {
  try {
    await loadRuntime(assets.litertUrl);
    const model = await fetchModel(assets.modelUrl);
    const sure = new LiteRtNet(await loadAndCompile(model, { accelerator: "wasm" }));
    const card = takeCard(CARDS[accelerator]);
    return card ? new GpuFirstNet({ sure, open: () => openOnCard(model), lost: card.lost }) : sure;
  } catch (cause) {
    throw new VisavisError("matte-failed", "the segmentation net does not load", { cause });
  }
}

async function fetchModel(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Null when LiteRT would do part of it on the processor after all. */
async function openOnCard(model: Uint8Array): Promise<PersonNet | null> {
  const compiled = await quietly(() => loadAndCompile(model, { accelerator: "webgpu" }));
  const net = new LiteRtNet(compiled);
  if (compiled.options.accelerator === "webgpu") return net;
  net.close();
  return null;
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
