// Cameras give BT.601 or BT.709, full or limited range; packed frames are BT.709 of limited range
// (PACK-7). Done once, in place, before all else, and not at all where it changes nothing.
import { frame, height, width } from "./planes";

const KR: f64 = 0.2126;
const KB: f64 = 0.0722;
/** Q15 fractions of one. */
const ONE: f64 = 32768;

let isNeeded: bool = false;
let lumaScale: f64 = 1;
let lumaFloor: i32 = 16;
let lumaOfU: f64 = 0;
let lumaOfV: f64 = 0;
let uOfU: f64 = 1;
let uOfV: f64 = 0;
let vOfU: f64 = 0;
let vOfV: f64 = 1;

/** @param kr and kb the camera's weights of red and blue in luma */
export function setSource(kr: f64, kb: f64, isFullRange: bool): void {
  const chromaScale: f64 = isFullRange ? 224.0 / 255 : 1;
  lumaScale = isFullRange ? 219.0 / 255 : 1;
  lumaFloor = isFullRange ? 0 : 16;
  isNeeded = isFullRange || Math.abs(kr - KR) > 0.001;
  // Light that one level of chroma stands for, in limited levels of luma.
  const perLevel = (219.0 / 224) * chromaScale;
  const redOfV = 2 * (1 - kr) * perLevel;
  const blueOfU = 2 * (1 - kb) * perLevel;
  const kg = 1 - kr - kb;
  const greenOfU = -(blueOfU * kb) / kg;
  const greenOfV = -(redOfV * kr) / kg;
  const ourKg = 1 - KR - KB;
  lumaOfU = ourKg * greenOfU + KB * blueOfU;
  lumaOfV = ourKg * greenOfV + KR * redOfV;
  const toU = 224.0 / 219 / (2 * (1 - KB));
  const toV = 224.0 / 219 / (2 * (1 - KR));
  uOfU = toU * (blueOfU - lumaOfU);
  uOfV = -toU * lumaOfV;
  vOfU = -toV * lumaOfU;
  vOfV = toV * (redOfV - lumaOfV);
}

function q15(x: f64): v128 {
  return i16x8.splat(<i16>Math.round(x * ONE));
}

export function standardise(): void {
  if (!isNeeded) return;
  const halfWidth = width >> 1;
  const planeU = frame + <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  for (let y = 0; y < height >> 1; y++) {
    const chromaRow = <usize>(y * halfWidth);
    const upper = frame + <usize>(2 * y * width);
    for (let x = 0; x < halfWidth; x += 8) {
      if (x + 8 <= halfWidth) convertEight(upper, planeU + chromaRow, planeV + chromaRow, x);
      else convertSlowly(upper, planeU + chromaRow, planeV + chromaRow, x, halfWidth);
    }
  }
}

/** Chroma around zero, times 64, so that fractions of a level survive. */
function loadChroma(address: usize): v128 {
  const wide = i16x8.extend_low_i8x16_u(v128.load64_zero(address));
  return i16x8.shl(i16x8.sub(wide, i16x8.splat(128)), 6);
}
function storeChroma(address: usize, x: v128): void {
  const rounded = i16x8.shr_s(i16x8.add(x, i16x8.splat(128 * 64 + 32)), 6);
  v128.store64_lane(address, i8x16.narrow_i16x8_u(rounded, rounded), 0);
}

function convertEight(upper: usize, rowU: usize, rowV: usize, x: i32): void {
  const u = loadChroma(rowU + <usize>x);
  const v = loadChroma(rowV + <usize>x);
  const change = i16x8.add(q15of(lumaOfU, u), q15of(lumaOfV, v));
  storeChroma(rowU + <usize>x, i16x8.add(scaled(uOfU, u), q15of(uOfV, v)));
  storeChroma(rowV + <usize>x, i16x8.add(q15of(vOfU, u), scaled(vOfV, v)));
  for (let k = 0; k < 2; k++) {
    const row = upper + <usize>(k * width + 2 * x);
    const luma = v128.load(row);
    const left = shifted(
      i16x8.extend_low_i8x16_u(luma),
      v128.shuffle<i16>(change, change, 0, 0, 1, 1, 2, 2, 3, 3),
    );
    const right = shifted(
      i16x8.extend_high_i8x16_u(luma),
      v128.shuffle<i16>(change, change, 4, 4, 5, 5, 6, 6, 7, 7),
    );
    v128.store(row, i8x16.narrow_i16x8_u(left, right));
  }
}

/** x times a factor of less than one. */
function q15of(factor: f64, x: v128): v128 {
  return i16x8.q15mulr_sat_s(x, q15(factor));
}
/** x times a factor of around one. */
function scaled(factor: f64, x: v128): v128 {
  return i16x8.add(x, q15of(factor - 1, x));
}
function shifted(luma: v128, change: v128): v128 {
  const light = i16x8.shl(i16x8.sub(luma, i16x8.splat(<i16>lumaFloor)), 6);
  const sum = i16x8.add(scaled(lumaScale, light), i16x8.add(change, i16x8.splat(16 * 64 + 32)));
  return i16x8.shr_s(sum, 6);
}

/** The end of a row that eight do not divide. */
function convertSlowly(upper: usize, rowU: usize, rowV: usize, from: i32, to: i32): void {
  for (let x = from; x < to; x++) {
    const u = <f64>load<u8>(rowU + <usize>x) - 128;
    const v = <f64>load<u8>(rowV + <usize>x) - 128;
    const change = lumaOfU * u + lumaOfV * v;
    store<u8>(rowU + <usize>x, byteOf(uOfU * u + uOfV * v + 128));
    store<u8>(rowV + <usize>x, byteOf(vOfU * u + vOfV * v + 128));
    for (let k = 0; k < 4; k++) {
      const pixel = upper + <usize>((k >> 1) * width + 2 * x + (k & 1));
      const light = (<f64>load<u8>(pixel) - <f64>lumaFloor) * lumaScale;
      store<u8>(pixel, byteOf(light + change + 16));
    }
  }
}

function byteOf(x: f64): u8 {
  return <u8>Math.max(0, Math.min(255, Math.floor(x + 0.5)));
}
