// For tests: a matter with real kernels and the synthetic net.
import { readFile } from "node:fs/promises";
import { vi } from "vitest";
import { buildKernels } from "../../../../tools/kernels.mjs";
import type { Backdrop, MatteFrame } from "../matte-frame.ts";
import { Matter, type MatterFormat } from "../matter.ts";
import { alphaAt, ColourNet, paintScene, type Scene } from "../synthetic-scene.ts";

// Whole pictures, pixel by pixel, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

export interface Rig {
  readonly matter: Matter;
  readonly net: ColourNet;
}

let compiled: Promise<WebAssembly.Module> | null = null;

export async function compiledKernels(): Promise<WebAssembly.Module> {
  compiled ??= buildKernels().then(async (path) => WebAssembly.compile(await readFile(path)));
  return compiled;
}

export async function rig({ widthPx, heightPx, rotation, people }: MatterFormat): Promise<Rig> {
  const net = new ColourNet();
  const matter = await Matter.assemble(await compiledKernels(), net);
  matter.configure({
    widthPx,
    heightPx,
    ...(rotation === undefined ? {} : { rotation }),
    ...(people === undefined ? {} : { people }),
  });
  return { matter, net };
}

/** Shows the same scene for some frames; the last one's matte. */
export async function show(
  { matter }: Rig,
  scene: Scene,
  frames: number,
  backdrop: Backdrop = { kind: "none" },
): Promise<MatteFrame> {
  const picture = paintScene(scene);
  let last: MatteFrame | null = null;
  for (let i = 0; i < frames; i++) {
    matter.input.set(picture);
    last = await matter.process({ backdrop, isNetDue: true });
  }
  if (!last) throw new Error("no frame");
  return last;
}

/** Mean absolute difference of alpha, 0 to 1, to the scene's own. */
export function alphaError(frame: MatteFrame, scene: Scene): number {
  let sum = 0;
  for (let y = 0; y < frame.heightPx; y++) {
    for (let x = 0; x < frame.widthPx; x++) {
      const alpha = (frame.alpha[y * frame.widthPx + x] ?? 0) / 255;
      sum += Math.abs(alpha - alphaAt(scene, x + 0.5, y + 0.5));
    }
  }
  return sum / frame.alpha.length;
}
