import { blue, brightness, green, red } from "./camera-colour";
import { all, four, mul, putFour, sub, toLinear } from "./lanes";
import {
  columns,
  frame,
  height,
  linearB,
  linearG,
  linearR,
  luma,
  rootB,
  rootG,
  rootR,
  rows,
  stride,
  width,
} from "./planes";

/** The working frame's colours at quarter size: linear, their roots, and brightness. */
export function shrink(): void {
  const planeU = frame + <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  const halfWidth = width >> 1;
  for (let y = 0; y < rows; y++) {
    let luma4 = frame + <usize>(y * 4 * width);
    let u2 = planeU + <usize>(y * 2 * halfWidth);
    let v2 = planeV + <usize>(y * 2 * halfWidth);
    for (let x = 0; x < columns; x += 4) {
      const i = y * stride + x;
      const bright = brightness(mul(sumOf4x4(luma4, width), all(1.0 / 16)));
      const u = sub(mul(sumOf2x2(u2, halfWidth), all(0.25)), all(128));
      const v = sub(mul(sumOf2x2(v2, halfWidth), all(0.25)), all(128));
      const r = toLinear(red(bright, v));
      const g = toLinear(green(bright, u, v));
      const b = toLinear(blue(bright, u));
      putFour(linearR, i, r);
      putFour(linearG, i, g);
      putFour(linearB, i, b);
      putFour(rootR, i, f32x4.sqrt(r));
      putFour(rootG, i, f32x4.sqrt(g));
      putFour(rootB, i, f32x4.sqrt(b));
      putFour(luma, i, bright);
      luma4 += 16;
      u2 += 8;
      v2 += 8;
    }
  }
}

function pairs(address: usize): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v128.load(address));
}

/** Sums of four blocks of 4 x 4 bytes beside one another. */
function sumOf4x4(address: usize, rowBytes: i32): v128 {
  const step = <usize>rowBytes;
  const upper = i16x8.add(pairs(address), pairs(address + step));
  const lower = i16x8.add(pairs(address + 2 * step), pairs(address + 3 * step));
  return f32x4.convert_i32x4_s(i32x4.extadd_pairwise_i16x8_u(i16x8.add(upper, lower)));
}

/** Sums of four blocks of 2 x 2 bytes beside one another. */
function sumOf2x2(address: usize, rowBytes: i32): v128 {
  const upper = i16x8.extadd_pairwise_i8x16_u(v128.load64_zero(address));
  const lower = i16x8.extadd_pairwise_i8x16_u(v128.load64_zero(address + <usize>rowBytes));
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.add(upper, lower)));
}
