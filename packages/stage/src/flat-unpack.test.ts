import { packedLayout } from "@visavis/protocol";
import { expect, test } from "vitest";
import { flatTone, unpackRows } from "./flat-unpack.ts";
import type { PlanePicture } from "./packed-picture.ts";

const layout = packedLayout(32, 2);
const WIDTH = layout.widthPx;
const PIXELS = WIDTH * layout.heightPx;
const plain = flatTone([1, 1, 1], 0);

/** One colour, with alpha that is solid in the left half and nothing in the right. */
function picture(y: number, u: number, v: number, matte = 235): PlanePicture {
  const bytes = new Uint8Array(PIXELS * 1.5);
  bytes.fill(y, 0, PIXELS);
  bytes.fill(u, PIXELS, PIXELS * 1.25);
  bytes.fill(v, PIXELS * 1.25);
  for (let row = 0; row < layout.alpha.rows; row++) {
    const start = (layout.alpha.start + row) * WIDTH;
    bytes.fill(matte, start, start + WIDTH / 2);
    bytes.fill(16, start + WIDTH / 2, start + WIDTH);
  }
  return {
    kind: "planes",
    format: "i420",
    widthPx: WIDTH,
    heightPx: layout.heightPx,
    bytes,
    planes: [
      { offset: 0, strideBytes: WIDTH, widthPx: WIDTH, heightPx: layout.heightPx },
      { offset: PIXELS, strideBytes: WIDTH / 2, widthPx: WIDTH / 2, heightPx: layout.heightPx / 2 },
      {
        offset: PIXELS * 1.25,
        strideBytes: WIDTH / 2,
        widthPx: WIDTH / 2,
        heightPx: layout.heightPx / 2,
      },
    ],
  };
}

function unpacked(from: PlanePicture, tone = plain): Uint8ClampedArray {
  const target = new Uint8ClampedArray(WIDTH * layout.colour.rows * 4);
  unpackRows(from, target, tone, { start: 0, end: layout.colour.rows });
  return target;
}

const pixel = (data: Uint8ClampedArray, x: number, y: number): number[] => [
  ...data.subarray((y * WIDTH + x) * 4, (y * WIDTH + x) * 4 + 4),
];

test("[PACK-3] solid where alpha is, nothing where it is not", () => {
  const data = unpacked(picture(126, 128, 128));
  expect(pixel(data, 4, 40)).toEqual([128, 128, 128, 255]);
  expect(pixel(data, 28, 40)[3]).toBe(0);
});

test("[PACK-7] BT.709 of limited range", () => {
  const [red = 0, green = 0, blue = 0] = pixel(unpacked(picture(63, 102, 240)), 4, 10);
  expect(red).toBeGreaterThan(250);
  expect(green).toBeLessThan(6);
  expect(blue).toBeLessThan(6);
});

test("green light is taken off a soft edge and left in a solid person", () => {
  const green = { y: 173, u: 42, v: 26 };
  const soft = pixel(unpacked(picture(green.y, green.u, green.v, 120)), 4, 10);
  const solid = pixel(unpacked(picture(green.y, green.u, green.v)), 4, 10);
  expect(solid[1]).toBeGreaterThan(240);
  expect(soft[1]).toBeLessThan(40);
});

test("the room's light and the lift of the shadows are applied", () => {
  expect(pixel(unpacked(picture(126, 128, 128), flatTone([0.5, 1, 1], 0)), 4, 10)[0]).toBe(64);
  expect(pixel(unpacked(picture(16, 128, 128), flatTone([1, 1, 1], 1)), 4, 10)[0]).toBe(15);
});

test("writes only the rows that are asked for", () => {
  const target = new Uint8ClampedArray(WIDTH * layout.colour.rows * 4);
  unpackRows(picture(126, 128, 128), target, plain, { start: 10, end: 12 });
  expect(pixel(target, 4, 9)[3]).toBe(0);
  expect(pixel(target, 4, 11)[3]).toBe(255);
  expect(pixel(target, 4, 12)[3]).toBe(0);
});
