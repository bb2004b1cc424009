// Between the camera's Y'CbCr and red, green and blue, for the matrix that the frame says it has.
// Display light runs from 0 to 1; luma is limited range (16 to 235).
import { add, all, mul, sub } from "./lanes";

export const LUMA_SCALE: f32 = 255.0 / 219.0 / 255.0;
export let redOfV: f32 = 0;
export let greenOfU: f32 = 0;
export let greenOfV: f32 = 0;
export let blueOfU: f32 = 0;
let lumaOfRed: f32 = 0;
let lumaOfBlue: f32 = 0;
let uScale: f32 = 0;
let vScale: f32 = 0;

/** @param kr and kb the weights of red and blue in luma: 0.299, 0.114 (BT.601); 0.2126, 0.0722 (BT.709) */
export function setMatrix(kr: f32, kb: f32): void {
  const kg: f32 = 1 - kr - kb;
  redOfV = (2 * (1 - kr)) / 224;
  blueOfU = (2 * (1 - kb)) / 224;
  greenOfU = (2 * (1 - kb) * kb) / kg / 224;
  greenOfV = (2 * (1 - kr) * kr) / kg / 224;
  lumaOfRed = kr;
  lumaOfBlue = kb;
  uScale = 224 / (2 * (1 - kb));
  vScale = 224 / (2 * (1 - kr));
}

/** Luma 16 to 235 as 0 to 1. */
// @ts-ignore: decorator
@inline export function brightness(y: v128): v128 {
  return mul(sub(y, all(16)), all(LUMA_SCALE));
}
// @ts-ignore: decorator
@inline export function red(bright: v128, v: v128): v128 {
  return add(bright, mul(v, all(redOfV)));
}
// @ts-ignore: decorator
@inline export function green(bright: v128, u: v128, v: v128): v128 {
  return sub(bright, add(mul(u, all(greenOfU)), mul(v, all(greenOfV))));
}
// @ts-ignore: decorator
@inline export function blue(bright: v128, u: v128): v128 {
  return add(bright, mul(u, all(blueOfU)));
}

/** Brightness 0 to 1 of display light. */
// @ts-ignore: decorator
@inline export function brightnessOf(r: v128, g: v128, b: v128): v128 {
  const rb = add(mul(r, all(lumaOfRed)), mul(b, all(lumaOfBlue)));
  return add(rb, mul(g, all(1 - lumaOfRed - lumaOfBlue)));
}
/** Chroma around zero, in bytes. */
// @ts-ignore: decorator
@inline export function uOf(bright: v128, b: v128): v128 {
  return mul(sub(b, bright), all(uScale));
}
// @ts-ignore: decorator
@inline export function vOf(bright: v128, r: v128): v128 {
  return mul(sub(r, bright), all(vScale));
}
