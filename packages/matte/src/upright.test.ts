import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rotation } from "./matte-frame.ts";
import { compiledKernels } from "./testing/rig.ts";
import { createKernels } from "./kernels.ts";
import { Matter } from "./matter.ts";
import { ColourNet } from "./synthetic-scene.ts";

/** Turns one plane clockwise, the slow and obvious way. */
function turned(plane: Uint8Array, wide: number, high: number, rotation: Rotation): Uint8Array {
  const out = new Uint8Array(plane.length);
  const outWide = rotation % 180 === 0 ? wide : high;
  const places = {
    0: (x: number, y: number) => [x, y],
    90: (x: number, y: number) => [high - 1 - y, x],
    180: (x: number, y: number) => [wide - 1 - x, high - 1 - y],
    270: (x: number, y: number) => [y, wide - 1 - x],
  };
  const placeOf = places[rotation];
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const [u = 0, v = 0] = placeOf(x, y);
      out[v * outWide + u] = plane[y * wide + x] ?? 0;
    }
  }
  return out;
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 104_729) % 251);
}

test.each([0, 90, 180, 270] as const)("turns every plane by %d degrees", async (rotation) => {
  const [wide, high] = [96, 64];
  const kernels = await createKernels(await compiledKernels());
  kernels.configure(wide, high, rotation / 90, 0.2126, 0.0722, false);
  const picture = noise((wide * high * 3) / 2);
  new Uint8Array(kernels.memory.buffer, kernels.inputPointer(), picture.length).set(picture);
  kernels.takeFrame();
  const frame = new Uint8Array(kernels.memory.buffer, kernels.framePointer(), picture.length);
  const pixels = wide * high;
  const chroma = pixels / 4;
  const plane = (start: number, length: number, w: number, h: number): void => {
    const wanted = turned(picture.subarray(start, start + length), w, h, rotation);
    expect(frame.slice(start, start + length)).toEqual(wanted);
  };
  plane(0, pixels, wide, high);
  plane(pixels, chroma, wide / 2, high / 2);
  plane(pixels + chroma, chroma, wide / 2, high / 2);
});

test("takes any size from 64 to 1920 px, odd ones and all turns included", async () => {
  const matter = await Matter.assemble(await compiledKernels(), new ColourNet());
  const side = fc.integer({ min: 64, max: 320 });
  const rotations = fc.constantFrom<Rotation>(0, 90, 180, 270);
  await fc.assert(
    fc.asyncProperty(side, side, rotations, async (widthPx, heightPx, rotation) => {
      matter.configure({ widthPx, heightPx, rotation });
      matter.input.set(noise(matter.input.length));
      const frame = await matter.process({ backdrop: { kind: "none" }, isNetDue: true });
      const [wide, high] = rotation % 180 === 0 ? [widthPx, heightPx] : [heightPx, widthPx];
      expect(frame.widthPx).toBe(wide - (wide % 8));
      expect(frame.heightPx).toBe(high - (high % 8));
      expect(frame.alpha.length).toBe(frame.widthPx * frame.heightPx);
    }),
    { numRuns: 15 },
  );
}, 30_000);
