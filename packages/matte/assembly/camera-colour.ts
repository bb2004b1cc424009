// Between BT.709 Y'CbCr of limited range and red, green and blue. Display light runs from 0 to 1.
import { add, all, mul, sub } from "./lanes";

export const LUMA_SCALE: f32 = 255.0 / 219.0 / 255.0;
const KR: f32 = 0.2126;
const KB: f32 = 0.0722;
const KG: f32 = 1 - KR - KB;
export const RED_OF_V: f32 = (2 * (1 - KR)) / 224;
export const BLUE_OF_U: f32 = (2 * (1 - KB)) / 224;
export const GREEN_OF_U: f32 = (BLUE_OF_U * KB) / KG;
export const GREEN_OF_V: f32 = (RED_OF_V * KR) / KG;
const U_SCALE: f32 = 224 / (2 * (1 - KB));
const V_SCALE: f32 = 224 / (2 * (1 - KR));

/** Luma 16 to 235 as 0 to 1. */
export function brightness(y: v128): v128 {
  return mul(sub(y, all(16)), all(LUMA_SCALE));
}
export function red(bright: v128, v: v128): v128 {
  return add(bright, mul(v, all(RED_OF_V)));
}
export function green(bright: v128, u: v128, v: v128): v128 {
  return sub(bright, add(mul(u, all(GREEN_OF_U)), mul(v, all(GREEN_OF_V))));
}
export function blue(bright: v128, u: v128): v128 {
  return add(bright, mul(u, all(BLUE_OF_U)));
}

/** Brightness 0 to 1 of display light. */
export function brightnessOf(r: v128, g: v128, b: v128): v128 {
  const rb = add(mul(r, all(KR)), mul(b, all(KB)));
  return add(rb, mul(g, all(KG)));
}
/** Chroma around zero, in bytes. */
export function uOf(bright: v128, b: v128): v128 {
  return mul(sub(b, bright), all(U_SCALE));
}
export function vOf(bright: v128, r: v128): v128 {
  return mul(sub(r, bright), all(V_SCALE));
}
