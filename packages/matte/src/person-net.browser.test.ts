import { beforeAll, describe, expect, test, vi } from "vitest";
import { compileKernels, createKernels } from "./kernels.ts";
import type { MatteFrame } from "./matte-frame.ts";
import { Matter } from "./matter.ts";
import { createPersonNet, NET_SIDE, type PersonNet } from "./person-net.ts";

// Served by apps/web/vite/runtime-assets.ts, as on the pages.
const assets = {
  kernelsUrl: "/runtime/kernels.wasm",
  litertUrl: "/runtime/litert/2.5.3/",
  modelUrl: "/runtime/models/selfie.tflite",
};

interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly i420: Uint8Array;
  /** 0 to 1. */
  readonly alpha: Float32Array;
}

let net: PersonNet;
let kernels: WebAssembly.Module;
const warnings = vi.spyOn(console, "warn");

beforeAll(async () => {
  net = await createPersonNet(assets, "auto");
  kernels = await compileKernels(assets.kernelsUrl);
}, 60_000);

/** A man before a shaded wall, with the alpha that he was laid over it with. */
async function manBeforeWall(): Promise<Picture> {
  const man = await load("tests/media/standing-man.png");
  const [widthPx, heightPx] = [640, 720];
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no canvas");
  const high = 620;
  const wide = (man.width * high) / man.height;
  const place = [(widthPx - wide) / 2, 60, wide, high] as const;
  pen.drawImage(man, ...place);
  const drawn = pen.getImageData(0, 0, widthPx, heightPx).data;
  const alpha = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    return (drawn[4 * i + 3] ?? 0) / 255;
  });
  const wall = pen.createLinearGradient(0, 0, widthPx, heightPx);
  wall.addColorStop(0, "#46566a");
  wall.addColorStop(1, "#2e3640");
  pen.fillStyle = wall;
  pen.fillRect(0, 0, widthPx, heightPx);
  pen.drawImage(man, ...place);
  return { widthPx, heightPx, i420: i420Of(pen, widthPx, heightPx), alpha };
}

async function load(path: string): Promise<ImageBitmap> {
  const response = await fetch(`/${path}`);
  return createImageBitmap(await response.blob());
}

function i420Of(pen: OffscreenCanvasRenderingContext2D, wide: number, high: number): Uint8Array {
  const rgb = pen.getImageData(0, 0, wide, high).data;
  const pixels = wide * high;
  const out = new Uint8Array(pixels * 1.5);
  for (let i = 0; i < pixels; i++) {
    const [r = 0, g = 0, b = 0] = rgb.subarray(4 * i, 4 * i + 3);
    out[i] = 16.5 + (219 / 255) * (0.2126 * r + 0.7152 * g + 0.0722 * b);
    const [x, y] = [i % wide, Math.floor(i / wide)];
    if (x % 2 || y % 2) continue;
    const j = pixels + (y >> 1) * (wide >> 1) + (x >> 1);
    out[j] = 128.5 + (224 / 255) * (-0.1146 * r - 0.3854 * g + 0.5 * b);
    out[j + pixels / 4] = 128.5 + (224 / 255) * (0.5 * r - 0.4542 * g - 0.0458 * b);
  }
  return out;
}

async function matteOf(picture: Picture, frames: number): Promise<MatteFrame> {
  const matter = await Matter.assemble(kernels, net);
  matter.configure(picture);
  let last: MatteFrame | null = null;
  for (let i = 0; i < frames; i++) {
    matter.input.set(picture.i420);
    last = await matter.process({ backdrop: { kind: "none" }, isNetDue: true });
  }
  if (!last) throw new Error("no frame");
  return last;
}

/** What most do: the net's mask of the whole frame, stretched. */
async function stretchedMask({ widthPx, heightPx, i420 }: Picture): Promise<Float32Array> {
  const bare = await createKernels(kernels);
  bare.configure(widthPx, heightPx, 0, 0.2126, 0.0722, false);
  new Uint8Array(bare.memory.buffer, bare.inputPointer(), i420.length).set(i420);
  bare.takeFrame();
  bare.readForNet(0, 0, widthPx, heightPx);
  const input = new Float32Array(bare.memory.buffer, bare.netInputPointer(), NET_SIDE ** 2 * 3);
  const mask = await net.run(input);
  return Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const u = clamp((((i % widthPx) + 0.5) * NET_SIDE) / widthPx - 0.5);
    const v = clamp(((Math.floor(i / widthPx) + 0.5) * NET_SIDE) / heightPx - 0.5);
    const [x, y] = [Math.floor(u), Math.floor(v)];
    const cell = (dx: number, dy: number): number => mask[(y + dy) * NET_SIDE + x + dx] ?? 0;
    const upper = cell(0, 0) + (cell(1, 0) - cell(0, 0)) * (u - x);
    const lower = cell(0, 1) + (cell(1, 1) - cell(0, 1)) * (u - x);
    return upper + (lower - upper) * (v - y);
  });
}

function clamp(x: number): number {
  return Math.max(0, Math.min(NET_SIDE - 1.001, x));
}

function meanDifference(a: ArrayLike<number>, scale: number, b: Float32Array): number {
  return b.reduce((sum, value, i) => sum + Math.abs((a[i] ?? 0) * scale - value), 0) / b.length;
}

describe("the real net", () => {
  test("works without a graphics card, and says nothing of that on the console", async () => {
    const mask = await net.run(new Float32Array(NET_SIDE ** 2 * 3));
    expect(mask).toHaveLength(NET_SIDE ** 2);
    expect(warnings).not.toHaveBeenCalled();
  });

  test("cuts a still man out with less error than the stretched mask", async () => {
    const picture = await manBeforeWall();
    const frame = await matteOf(picture, 4);
    const ours = meanDifference(frame.alpha, 1 / 255, picture.alpha);
    const theirs = meanDifference(await stretchedMask(picture), 1, picture.alpha);
    expect(ours).toBeLessThan(theirs * 0.75);
    expect(ours).toBeLessThan(0.01);
  });

  test("shows the two men at the desk and not the one behind", async () => {
    const desk = await load("tests/media/desk-frame.jpg");
    const [widthPx, heightPx] = [desk.width, desk.height];
    const pen = new OffscreenCanvas(widthPx, heightPx).getContext("2d");
    if (!pen) throw new Error("no canvas");
    pen.drawImage(desk, 0, 0);
    const i420 = i420Of(pen, widthPx, heightPx);
    const frame = await matteOf({ widthPx, heightPx, i420, alpha: new Float32Array() }, 4);
    const opaqueAt = (x: number, y: number): boolean =>
      (frame.alpha[Math.round(y * heightPx) * widthPx + Math.round(x * widthPx)] ?? 0) > 200;
    expect(opaqueAt(0.4, 0.75)).toBe(true);
    expect(opaqueAt(0.86, 0.45)).toBe(true);
    expect(opaqueAt(0.725, 0.45)).toBe(false);
    expect(opaqueAt(0.1, 0.5)).toBe(false);
  });

  test("says what is wrong when the model is not there", async () => {
    const missing = { ...assets, modelUrl: "/runtime/models/no-such-model.tflite" };
    await expect(createPersonNet(missing, "wasm")).rejects.toThrow("does not load");
  });
});
