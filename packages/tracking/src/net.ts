import { type CompiledModel, loadAndCompile, Tensor } from "@litertjs/core";
import { loadRuntime, takeCard } from "@visavis/platform";
import { VisavisError } from "@visavis/protocol";

/** A net with one square RGB picture as its input. */
export interface Net {
  readonly sidePx: number;
  /** Those of its outputs that have one of these names; the caller's to keep. */
  run(input: Float32Array, names: readonly string[]): Promise<readonly Float32Array[]>;
  close(): void;
}

/**
 * Runs on a page or in a classic worker: LiteRT loads its code with importScripts, which a module
 * worker refuses.
 */
export async function loadNet(litertUrl: string, modelUrl: string, sidePx: number): Promise<Net> {
  try {
    await loadRuntime(litertUrl);
    const response = await fetch(modelUrl);
    if (!response.ok) throw new Error(`${response.status} for ${modelUrl}`);
    const model = new Uint8Array(await response.arrayBuffer());
    const net = new LiteRtNet(await loadAndCompile(model, { accelerator: "wasm" }), sidePx);
    takeCard("none");
    return net;
  } catch (cause) {
    throw new VisavisError("tracking-failed", `a net does not load: ${String(cause)}`, { cause });
  }
}

class LiteRtNet implements Net {
  readonly sidePx: number;
  readonly #model: CompiledModel;

  constructor(model: CompiledModel, sidePx: number) {
    this.#model = model;
    this.sidePx = sidePx;
  }

  async run(input: Float32Array, names: readonly string[]): Promise<readonly Float32Array[]> {
    const tensor = new Tensor(input, [1, this.sidePx, this.sidePx, 3]);
    try {
      const outputs = await this.#model.run(tensor);
      const details = this.#model.getOutputDetails();
      const wanted: Float32Array[] = [];
      for (const [i, output] of outputs.entries()) {
        const place = names.indexOf(details[i]?.name ?? "");
        const numbers = place >= 0 ? await output.data() : null;
        if (numbers instanceof Float32Array) wanted[place] = numbers;
        output.delete();
      }
      return wanted;
    } catch (cause) {
      throw new VisavisError("tracking-failed", "a net failed", { cause });
    } finally {
      tensor.delete();
    }
  }

  close(): void {
    this.#model.delete();
  }
}
