import { expect, test } from "vitest";
import { createKernels } from "./kernels.ts";
import { compiledKernels } from "./testing/rig.ts";

const WEIGHTS = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;

function encode(rgb: readonly number[], matrix: "bt601" | "bt709", isFull: boolean): number[] {
  const [kr, kb] = WEIGHTS[matrix];
  const [r = 0, g = 0, b = 0] = rgb;
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  const [lumaLevels, chromaLevels, floor] = isFull ? [255, 255, 0] : [219, 224, 16];
  const u = (b - y) / (2 * (1 - kb));
  const v = (r - y) / (2 * (1 - kr));
  return [floor + lumaLevels * y, 128 + chromaLevels * u, 128 + chromaLevels * v].map(Math.round);
}

test.each([
  ["bt601", false, 104],
  ["bt601", true, 96],
  ["bt709", true, 104],
  ["bt709", false, 96],
] as const)(
  "[PACK-7] a camera of %s, full range %s, becomes BT.709",
  async (matrix, isFull, wide) => {
    const kernels = await createKernels(await compiledKernels());
    const [kr, kb] = WEIGHTS[matrix];
    kernels.configure(wide, 64, 0, kr, kb, isFull);
    const pixels = wide * 64;
    for (const rgb of [
      [0.8, 0.2, 0.1],
      [0.1, 0.7, 0.3],
      [0.2, 0.3, 0.9],
      [0.5, 0.5, 0.5],
    ]) {
      const [y = 0, u = 0, v = 0] = encode(rgb, matrix, isFull);
      const input = new Uint8Array(kernels.memory.buffer, kernels.inputPointer(), pixels * 1.5);
      input.fill(y, 0, pixels);
      input.fill(u, pixels, pixels * 1.25);
      input.fill(v, pixels * 1.25);
      kernels.takeFrame();
      const wanted = encode(rgb, "bt709", false);
      const frame = new Uint8Array(kernels.memory.buffer, kernels.framePointer(), pixels * 1.5);
      [
        frame.subarray(0, pixels),
        frame.subarray(pixels, pixels * 1.25),
        frame.subarray(pixels * 1.25),
      ]
        .map((plane) => [Math.min(...plane), Math.max(...plane)])
        .forEach(([least = 0, most = 0], plane) => {
          expect(Math.abs(least - (wanted[plane] ?? 0))).toBeLessThanOrEqual(1);
          expect(Math.abs(most - (wanted[plane] ?? 0))).toBeLessThanOrEqual(1);
        });
    }
  },
);
