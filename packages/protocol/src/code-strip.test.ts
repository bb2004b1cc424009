import fc from "fast-check";
import { expect, test } from "vitest";
import vectors from "../vectors/v1/code-strip.json" with { type: "json" };
import { IDLE_LUMA, type LumaStrip, readCodeStrip, writeCodeStrip } from "./code-strip.ts";
import { FACTS_BYTES } from "./frame-facts.ts";

const facts = fc.uint8Array({ minLength: FACTS_BYTES, maxLength: FACTS_BYTES });

function emptyStrip(widthPx: number, rows: number, startRow = 0): LumaStrip {
  const data = new Uint8Array(widthPx * (startRow + rows)).fill(IDLE_LUMA);
  return { data, stridePx: widthPx, widthPx, startRow, rows };
}

function written(bytes: Uint8Array, widthPx: number, rows: number, startRow = 0): LumaStrip {
  const strip = emptyStrip(widthPx, rows, startRow);
  writeCodeStrip(strip, bytes.slice().buffer);
  return strip;
}

function read(strip: LumaStrip): Uint8Array | null {
  const found = readCodeStrip(strip);
  return found && new Uint8Array(found);
}

test("[PACK-6] facts written as pixels are read back", () => {
  const widths = fc.integer({ min: 12, max: 60 }).map((blocks) => blocks * 16);
  fc.assert(
    fc.property(facts, widths, fc.integer({ min: 2, max: 10 }), (bytes, widthPx, k) => {
      expect(read(written(bytes, widthPx, 9 * k, 3))).toEqual(new Uint8Array(bytes));
    }),
  );
});

test("[PACK-6] noise as strong as a codec's does not change them", () => {
  fc.assert(
    fc.property(facts, fc.infiniteStream(fc.integer({ min: -40, max: 40 })), (bytes, noise) => {
      const strip = written(bytes, 320, 36);
      for (let i = 0; i < strip.data.length; i++) {
        strip.data[i] = (strip.data[i] ?? 0) + Number(noise.next().value);
      }
      expect(read(strip)).toEqual(new Uint8Array(bytes));
    }),
    { numRuns: 10 },
  );
});

test("[PACK-6] they survive a frame at half its size", () => {
  fc.assert(
    fc.property(facts, (bytes) => {
      expect(read(halved(written(bytes, 320, 72)))).toEqual(new Uint8Array(bytes));
    }),
    { numRuns: 20 },
  );
});

test("[PACK-6] an idle strip says nothing", () => {
  for (const luma of [0, 16, IDLE_LUMA, 235, 255]) {
    const strip = emptyStrip(320, 36);
    strip.data.fill(luma);
    expect(readCodeStrip(strip)).toBeNull();
  }
});

test("[PACK-6] one wrong cell is noticed", () => {
  const cell = fc.tuple(fc.nat(47), fc.nat(7)).filter(([column, row]) => row * 48 + column < 376);
  fc.assert(
    fc.property(facts, cell, (bytes, [column, row]) => {
      const strip = written(bytes, 480, 80);
      for (let y = row * 10; y < row * 10 + 10; y++) {
        for (let x = column * 10; x < column * 10 + 10; x++) {
          strip.data[y * 480 + x] = 250 - (strip.data[y * 480 + x] ?? 0);
        }
      }
      expect(readCodeStrip(strip)).toBeNull();
    }),
  );
});

test.each(vectors.strips)("[PACK-6] has the cells that were agreed on", ({ facts: hex, cells }) => {
  const bytes = Uint8Array.from(hex.split(" "), (byte) => Number.parseInt(byte, 16));
  const strip = written(bytes, 480, 80);
  const seen = Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 48 }, (_cell, column) =>
      (strip.data[(row * 10 + 5) * 480 + column * 10 + 5] ?? 0) > IDLE_LUMA ? "1" : "0",
    ).join(""),
  );
  expect(seen).toEqual(cells);
});

function halved({ data, rows, widthPx }: LumaStrip): LumaStrip {
  const half = emptyStrip(widthPx / 2, rows / 2);
  for (let y = 0; y < rows / 2; y++) {
    for (let x = 0; x < widthPx / 2; x++) {
      const at = (dx: number, dy: number): number => data[(2 * y + dy) * widthPx + 2 * x + dx] ?? 0;
      half.data[(y * widthPx) / 2 + x] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
    }
  }
  return half;
}
