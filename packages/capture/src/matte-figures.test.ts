import { expect, test } from "vitest";
import { matteFigures } from "./matte-figures.ts";
import { coveredCells, pictureGrid } from "@visavis/matte";

const CELL = 8;
const SIZE = { widthPx: 320, heightPx: 480 };
const PERSON = { left: 100, top: 96, right: 220, bottom: 480 };

interface View {
  readonly personLuma?: number;
  readonly noise?: number;
  readonly softPx?: number;
  readonly shadowLuma?: number;
}

/** A person of one colour before a wall of 120, whose matte is as soft as wanted. */
function figures({ personLuma = 60, noise = 0, softPx = 2, shadowLuma = 120 }: View) {
  const { widthPx, heightPx } = SIZE;
  const wall = new Uint8Array((widthPx * heightPx * 3) / 2).fill(128);
  wall.fill(120, 0, widthPx * heightPx);
  const picture = wall.slice();
  const alpha = new Uint8Array(widthPx * heightPx);
  for (let y = PERSON.top; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const insidePx = Math.min(x - PERSON.left, PERSON.right - 1 - x);
      const share = Math.min(1, Math.max(0, (insidePx + softPx / 2) / softPx));
      alpha[y * widthPx + x] = 255 * share;
      const isShadow = x >= PERSON.right && x < PERSON.right + 40;
      picture[y * widthPx + x] = share * personLuma + (1 - share) * (isShadow ? shadowLuma : 120);
    }
  }
  const before = pictureGrid(picture, SIZE).pixels.map(
    (luma, i) => luma + (i % 2 ? noise : -noise),
  );
  const grid = pictureGrid(picture, SIZE);
  const covered = coveredCells({ alpha, picture: SIZE, rotation: 0, camera: SIZE });
  const plate = pictureGrid(wall, SIZE);
  return matteFigures({ grid, pixelsBefore: before, covered, alpha, picture: SIZE, plate });
}

test("a person who stands out from an even, quiet wall gives no cause for advice", () => {
  const seen = figures({});
  expect(seen?.noise).toBe(0);
  expect(seen?.personLuma).toBeLessThan(70);
  expect(seen?.blendedShare).toBe(0);
  expect(seen?.edgeShare).toBeLessThan(0.01);
  expect(seen?.shadowShare).toBe(0);
});

test("noise is measured in levels", () => {
  expect(figures({ noise: 4 })?.noise).toBeCloseTo(4 / 1.128, 1);
});

test("clothes like the wall are seen at the outline", () => {
  expect(figures({ personLuma: 124 })?.blendedShare).toBeGreaterThan(0.9);
});

test("an outline that is not found makes a wide band", () => {
  expect(figures({ softPx: 30 })?.edgeShare).toBeGreaterThan(0.03);
});

test("a shadow beside the person is found against the clean plate", () => {
  expect(figures({ shadowLuma: 80 })?.shadowShare).toBeGreaterThan(0.3);
});

test("nobody: no figures", () => {
  const empty = new Uint8Array((SIZE.widthPx * SIZE.heightPx * 3) / 2).fill(128);
  const grid = pictureGrid(empty, SIZE);
  const alpha = new Uint8Array(SIZE.widthPx * SIZE.heightPx);
  const covered = coveredCells({ alpha, picture: SIZE, rotation: 0, camera: SIZE });
  const { pixels: pixelsBefore } = grid;
  const frame = { grid, pixelsBefore, covered, alpha, picture: SIZE, plate: null };
  expect(matteFigures(frame)).toBeNull();
});

test.each([90, 180, 270] as const)("a matte turned by %i finds its cells again", (rotation) => {
  // The camera's top left cell, opaque, in the upright picture.
  const camera = { widthPx: 64, heightPx: 48 };
  const picture = rotation === 180 ? camera : { widthPx: 48, heightPx: 64 };
  const alpha = new Uint8Array(picture.widthPx * picture.heightPx);
  const left = rotation === 270 ? 0 : picture.widthPx - CELL;
  const top = rotation === 90 ? 0 : picture.heightPx - CELL;
  for (let y = top; y < top + CELL; y++) {
    alpha.fill(255, y * picture.widthPx + left, y * picture.widthPx + left + CELL);
  }
  const covered = coveredCells({ alpha, picture, rotation, camera });
  expect([...covered].filter((value) => value > 0)).toHaveLength(1);
  expect(covered[0]).toBe(255);
});
