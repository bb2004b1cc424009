import { expect, test } from "vitest";
import { crownWidthPx, headWidthPx } from "./head-width.ts";

const WIDTH = 400;
const HEIGHT = 600;

type Shape = (x: number, y: number) => boolean;

function picture(...shapes: readonly Shape[]): { alpha: Uint8Array; widthPx: number } {
  const alpha = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      if (shapes.some((isIn) => isIn(x, y))) alpha[y * WIDTH + x] = 255;
    }
  }
  return { alpha, widthPx: WIDTH };
}

const rectangle =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) =>
    x >= left && x < right && y >= top && y < bottom;
const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Shape =>
  (x, y) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;

const head = ellipse(200, 100, 40, 55);
const neck = rectangle(182, 140, 218, 175);
const torso = rectangle(110, 170, 290, HEIGHT);
const whole = { x: 100, y: 40, width: 200, height: HEIGHT - 40 };

test("finds the head above neck and shoulders", () => {
  expect(headWidthPx(picture(head, neck, torso), whole)).toBeCloseTo(80, -1);
});

test("a raised hand beside the head is no head", () => {
  const arm = rectangle(300, 20, 330, 300);
  const shoulder = rectangle(280, 280, 330, 320);
  const box = { x: 100, y: 20, width: 230, height: HEIGHT - 20 };
  expect(headWidthPx(picture(head, neck, torso, arm, shoulder), box)).toBeCloseTo(80, -1);
});

test("of two people it measures one", () => {
  const other: Shape = (x, y) =>
    ellipse(345, 160, 30, 42)(x, y) || rectangle(335, 180, 355, 225)(x, y);
  const body = rectangle(300, 220, 395, HEIGHT);
  const box = { x: 100, y: 40, width: 296, height: HEIGHT - 40 };
  expect(headWidthPx(picture(head, neck, torso, other, body), box)).toBeCloseTo(80, -1);
});

test("says nothing of a shape without a neck", () => {
  expect(headWidthPx(picture(ellipse(200, 300, 120, 260)), whole)).toBeNull();
  expect(headWidthPx(picture(), whole)).toBeNull();
});

test("hair over the neck hides the head's own width, and not how near it is", () => {
  const hair = ellipse(200, 130, 55, 90);
  const long = picture(head, hair, neck, torso);
  expect(headWidthPx(long, whole)).toBeNull();
  const crown = crownWidthPx(long, whole) ?? 0;
  expect(crown).toBeGreaterThan(80);
  expect(crown).toBeLessThan(115);
  const short = crownWidthPx(picture(head, neck, torso), whole) ?? 0;
  expect(Math.abs(short - 80)).toBeLessThan(10);
});
