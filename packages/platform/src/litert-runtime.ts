import { getWebGpuDevice, loadLiteRt } from "@litertjs/core";

let runtime: Promise<unknown> | null = null;

const silent = (): void => {};

/** Once for each scope; a failed try may be repeated. */
export async function loadRuntime(litertUrl: string): Promise<void> {
  runtime ??= quietly(() => load(litertUrl));
  try {
    await runtime;
  } catch (error) {
    runtime = null;
    throw error;
  }
}

async function load(litertUrl: string): Promise<void> {
  const directory = new URL(litertUrl, globalThis.location.href).href;
  // LiteRT's loader looks for its wasm beside the script that loads it, which in a worker is wrong.
  // And it narrates on the console, which belongs to the page.
  const locateFile = (file: string): string => directory + file;
  Object.assign(globalThis, { Module: { locateFile, print: silent, printErr: silent } });
  await loadLiteRt(directory);
}

/** What LiteRT warns of: that there is no graphics card, or that it cannot do all of a net. */
const LITERT_NEWS = /^Failed to create default WebGPU device|\[LiteRT\]/;

/** Keeps LiteRT from telling the page's console what the caller finds out and answers itself. */
export async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const voice: Pick<Console, "warn"> = globalThis.console;
  const { warn } = voice;
  voice.warn = (...words: unknown[]) => {
    if (!LITERT_NEWS.test(String(words[0]))) warn.apply(voice, words);
  };
  try {
    return await work();
  } finally {
    voice.warn = warn;
  }
}

/** Of this scope: not asked for yet, in use by some net, or let go for good. */
let card: "unasked" | "used" | "gone" = "unasked";

/**
 * The graphics card that LiteRT has opened; null where there is none, or one that only pretends: a
 * browser without a card may draw on the processor, which is many times slower than the processor
 * itself. A card that the first net does not want is let go, because it runs down a laptop's battery.
 */
export function takeCard(wanted: "any" | "none" | "real"): GPUDevice | null {
  const device = card === "gone" ? null : getWebGpuDevice();
  const isFit = wanted === "any" || (wanted === "real" && !device?.adapterInfo.isFallbackAdapter);
  if (device && isFit) {
    card = "used";
    return device;
  }
  if (card === "unasked") {
    device?.destroy();
    card = "gone";
  }
  return null;
}
