import { readFile } from "node:fs/promises";
import { VisavisError } from "@visavis/protocol";
import { beforeAll, describe, expect, test } from "vitest";
import { buildKernels } from "../../../tools/kernels.mjs";
import type { MatteFrame } from "./matte-frame.ts";
import { Matter, type MatterFormat } from "./matter.ts";
import { alphaAt, ColourNet, paintScene, type Scene } from "./synthetic-scene.ts";

const NONE = { backdrop: { kind: "none" }, isNetDue: true } as const;
const STANDING: Scene = {
  widthPx: 640,
  heightPx: 480,
  discs: [{ x: 300, y: 260, radiusX: 90, radiusY: 180 }],
};

let kernels: WebAssembly.Module;

beforeAll(async () => {
  kernels = await WebAssembly.compile(await readFile(await buildKernels()));
});

interface Rig {
  readonly matter: Matter;
  readonly net: ColourNet;
}

async function rig(format: MatterFormat): Promise<Rig> {
  const net = new ColourNet();
  const matter = await Matter.assemble(kernels, net);
  matter.configure(format);
  return { matter, net };
}

async function show({ matter }: Rig, scene: Scene, frames: number): Promise<MatteFrame> {
  const picture = paintScene(scene);
  let last: MatteFrame | null = null;
  for (let i = 0; i < frames; i++) {
    matter.input.set(picture);
    last = await matter.process(NONE);
  }
  if (!last) throw new Error("no frame");
  return last;
}

/** Mean absolute difference of alpha, 0 to 1, to the scene's own. */
function alphaError(frame: MatteFrame, scene: Scene): number {
  let sum = 0;
  for (let y = 0; y < frame.heightPx; y++) {
    for (let x = 0; x < frame.widthPx; x++) {
      const alpha = (frame.alpha[y * frame.widthPx + x] ?? 0) / 255;
      sum += Math.abs(alpha - alphaAt(scene, x + 0.5, y + 0.5));
    }
  }
  return sum / frame.alpha.length;
}

describe("matter without a plate", () => {
  test("cuts out a person with a fine edge", async () => {
    const frame = await show(await rig(STANDING), STANDING, 4);
    expect(alphaError(frame, STANDING)).toBeLessThan(0.004);
    expect(frame.box?.top).toBeGreaterThan(76);
    expect(frame.box?.top).toBeLessThan(84);
    expect(frame.box?.bottom).toBeGreaterThan(436);
    expect(frame.box?.bottom).toBeLessThan(444);
    expect(frame.touches).toEqual({ top: false, bottom: false, left: false, right: false });
  });

  test("fades within a few frames when the person leaves", async () => {
    const scene = await rig(STANDING);
    await show(scene, STANDING, 4);
    const frame = await show(scene, { ...STANDING, discs: [] }, 8);
    expect(frame.box).toBeNull();
    expect(frame.alpha.every((value) => value === 0)).toBe(true);
  });

  test("says when the net fails, and goes on afterwards", async () => {
    const scene = await rig(STANDING);
    scene.net.isBroken = true;
    await expect(show(scene, STANDING, 1)).rejects.toThrow();
    scene.net.isBroken = false;
    expect((await show(scene, STANDING, 3)).box).not.toBeNull();
  });

  test("refuses a picture of impossible size", async () => {
    const matter = await Matter.assemble(kernels, new ColourNet());
    expect(() => matter.configure({ widthPx: 4000, heightPx: 100 })).toThrow(VisavisError);
  });
});
