import { type PackedLayout, packedLayout, unitRowsFor } from "@visavis/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rig, show } from "./testing/rig.ts";
import type { MatteFrame } from "./matte-frame.ts";
import type { Matter } from "./matter.ts";
import type { Scene } from "./synthetic-scene.ts";

const SCENE: Scene = {
  widthPx: 480,
  heightPx: 640,
  discs: [{ x: 240, y: 330, radiusX: 110, radiusY: 260 }],
};

async function matted(): Promise<{ matter: Matter; frame: MatteFrame }> {
  const scene = await rig(SCENE);
  return { matter: scene.matter, frame: await show(scene, SCENE, 3) };
}

function luma(packed: Uint8Array, { widthPx }: PackedLayout, row: number): Uint8Array {
  return packed.slice(row * widthPx, (row + 1) * widthPx);
}

function chroma(packed: Uint8Array, layout: PackedLayout, plane: 0 | 1, row: number): Uint8Array {
  const half = layout.widthPx / 2;
  const pixels = layout.widthPx * layout.heightPx;
  const start = pixels + (plane * pixels) / 4 + row * half;
  return packed.slice(start, start + half);
}

describe("packing", () => {
  test("[PACK-2] copies colour exactly at true size", async () => {
    const { matter, frame } = await matted();
    const layout = packedLayout(320, 6);
    const packed = matter.pack({ crop: { x: 80, y: 20, width: 320, height: 588 }, layout });
    const pixels = 480 * 640;
    for (const row of [0, 1, 300, 587]) {
      const start = (20 + row) * 480 + 80;
      expect(luma(packed, layout, row)).toEqual(frame.colour.slice(start, start + 320));
    }
    for (const row of [0, 100, 293]) {
      const start = pixels + (10 + row) * 240 + 40;
      expect(chroma(packed, layout, 0, row)).toEqual(frame.colour.slice(start, start + 160));
      const second = start + pixels / 4;
      expect(chroma(packed, layout, 1, row)).toEqual(frame.colour.slice(second, second + 160));
    }
  });

  test("[PACK-3] alpha is luma 16 to 235 of two rows' mean, without colour", async () => {
    const { matter, frame } = await matted();
    const layout = packedLayout(320, 6);
    const packed = matter.pack({ crop: { x: 80, y: 20, width: 320, height: 588 }, layout });
    for (let row = 0; row < layout.alpha.rows; row += 7) {
      const upper = (20 + 2 * row) * 480 + 80;
      const wanted = Array.from({ length: 320 }, (_, x) => {
        const sum = (frame.alpha[upper + x] ?? 0) + (frame.alpha[upper + 480 + x] ?? 0);
        return 16 + (219 * sum) / 510;
      });
      const got = luma(packed, layout, layout.alpha.start + row);
      got.forEach((value, x) => {
        expect(Math.abs(value - (wanted[x] ?? 0))).toBeLessThan(1.01);
      });
      const colour = chroma(packed, layout, 0, (layout.alpha.start + row) >> 1);
      expect(colour.every((value) => value === 128)).toBe(true);
    }
  });

  test("[PACK-4] guard rows repeat their neighbours, and the strip is idle", async () => {
    const { matter } = await matted();
    const layout = packedLayout(320, 6);
    const packed = matter.pack({ crop: { x: 80, y: 20, width: 320, height: 588 }, layout });
    const unit = 6;
    const colourEnd = layout.colour.rows;
    for (let k = 0; k < unit; k++) {
      expect(luma(packed, layout, colourEnd + k)).toEqual(luma(packed, layout, colourEnd - 1));
      expect(luma(packed, layout, colourEnd + unit + k)).toEqual(
        luma(packed, layout, layout.alpha.start),
      );
    }
    for (let row = layout.code.start; row < layout.heightPx; row++) {
      expect(luma(packed, layout, row).every((value) => value === 128)).toBe(true);
    }
  });

  test("resamples any crop to any size without moving it", async () => {
    const { matter, frame } = await matted();
    const crops = fc.record({
      x: fc.double({ min: 0, max: 200, noNaN: true }),
      y: fc.double({ min: 0, max: 200, noNaN: true }),
      width: fc.double({ min: 60, max: 270, noNaN: true }),
    });
    fc.assert(
      fc.property(crops, fc.integer({ min: 4, max: 30 }), (corner, sixteenths) => {
        const widthPx = sixteenths * 16;
        const unit = Math.max(2, unitRowsFor(Math.min(600, widthPx * 1.4)));
        const layout = packedLayout(widthPx, unit);
        const height = Math.min(430, corner.width * 1.4);
        const crop = { ...corner, height };
        const packed = matter.pack({ crop, layout });
        expect(meanError(packed, frame, layout, crop)).toBeLessThan(4);
      }),
      { numRuns: 30 },
    );
  });

  test("refuses a layout larger than the camera", async () => {
    const { matter } = await matted();
    const crop = { x: 0, y: 0, width: 480, height: 640 };
    expect(() => matter.pack({ crop, layout: packedLayout(1280, 12) })).toThrow("no packing");
  });
});

/** Of alpha against the nearest pixel of the matte, over a grid of points, in levels. */
function meanError(
  packed: Uint8Array,
  frame: MatteFrame,
  layout: PackedLayout,
  crop: { x: number; y: number; width: number; height: number },
): number {
  let sum = 0;
  let count = 0;
  for (let row = 1; row < layout.alpha.rows - 1; row += 5) {
    for (let x = 1; x < layout.widthPx - 1; x += 5) {
      const u = crop.x + ((x + 0.5) * crop.width) / layout.widthPx;
      const v = crop.y + ((row + 0.5) * crop.height) / layout.alpha.rows;
      const nearest = frame.alpha[Math.floor(v) * frame.widthPx + Math.floor(u)] ?? 0;
      const got = packed[(layout.alpha.start + row) * layout.widthPx + x] ?? 0;
      sum += Math.abs(((got - 16) * 255) / 219 - nearest);
      count++;
    }
  }
  return sum / count;
}
