// The only work at full size: where the matte is neither surely person nor surely not. In blocks of
// 4 x 4 pixels between the centres of four cells. Everywhere else the camera's pixel passes
// unchanged, or the bled colour stands.
import { blue, brightness, brightnessOf, green, red, uOf, vOf } from "./camera-colour";
import {
  add, all, at, bytes, chromaPair, div, greater, mix, mul, putBytes, smooth, smoothOne, sub,
  toDisplay, toLinear, toUnit,
} from "./lanes";
import {
  alpha, colour, columns, core, frame, frames, guideB, guideBias, guideG, guideR, height, motion,
  personB, personG, personR, reach, roomB, roomG, roomR, rows, stride, width,
} from "./planes";

const SURE_PERSON: f32 = 0.95;
const SURE_ROOM: f32 = 0.03;
/** Share of a new alpha where nothing moves. */
const STILL_SHARE: f32 = 0.55;
const MOTION_FROM: f32 = 0.012;
const MOTION_TO: f32 = 0.04;
/** How far a soft pixel takes the colour of the person nearby in place of its own, un-mixed. */
const BORROWED_COLOUR: f32 = 0.85;
/** Squared distance of two colours in linear light that is a clear difference: for alpha, for colour. */
const CLEAR_FOR_ALPHA: f32 = 0.03;
const CLEAR_FOR_COLOUR: f32 = 0.01;
/** Squared distance from the line between two colours at which a pixel is no mixture of them. */
const FIT: f32 = 0.01;

/** Blocks worked in the last frame. */
export let edgeBlocks: i32 = 0;

export function refineEdge(): void {
  edgeBlocks = 0;
  for (let y = 0; y < rows - 1; y++) {
    for (let x = 0; x < columns - 1; x++) {
      const p = y * stride + x;
      const s = p + stride;
      if (isAllBelow(reach, p, s, SURE_ROOM)) clearBlock(x, y);
      else if (isAllAbove(core, p, s, SURE_PERSON)) passBlock(x, y);
      else refineBlock(x, y);
    }
  }
  extendToBorder();
}

// @ts-ignore: decorator
@inline function isAllBelow(plane: usize, p: i32, s: i32, limit: f32): bool {
  return at(plane, p) < limit && at(plane, p + 1) < limit
    && at(plane, s) < limit && at(plane, s + 1) < limit;
}
// @ts-ignore: decorator
@inline function isAllAbove(plane: usize, p: i32, s: i32, limit: f32): bool {
  return at(plane, p) > limit && at(plane, p + 1) > limit
    && at(plane, s) > limit && at(plane, s + 1) > limit;
}
/** Of the first pixel of the block, in a full-size plane. */
// @ts-ignore: decorator
@inline function pixelOf(x: i32, y: i32): usize {
  return <usize>((4 * y + 2) * width + 4 * x + 2);
}
/** Of the first chroma pixel of the block, within both chroma planes. */
// @ts-ignore: decorator
@inline function chromaOf(x: i32, y: i32): usize {
  return <usize>((2 * y + 1) * (width >> 1) + 2 * x + 1);
}
// @ts-ignore: decorator
@inline function fillRows(address: usize, four: u32): void {
  for (let k: usize = 0; k < 4; k++) store<u32>(address + k * <usize>width, four);
}

// @ts-ignore: decorator
@inline function clearBlock(x: i32, y: i32): void {
  fillRows(alpha + pixelOf(x, y), 0);
}

// @ts-ignore: decorator
@inline function passBlock(x: i32, y: i32): void {
  const pixel = pixelOf(x, y);
  fillRows(alpha + pixel, 0xffffffff);
  const rowBytes = <usize>width;
  for (let k: usize = 0; k < 4; k++) {
    store<u32>(colour + pixel + k * rowBytes, load<u32>(frame + pixel + k * rowBytes));
  }
  const planeU = <usize>(width * height) + chromaOf(x, y);
  const planeV = planeU + <usize>((width * height) >> 2);
  const halfBytes = rowBytes >> 1;
  store<u16>(colour + planeU, load<u16>(frame + planeU));
  store<u16>(colour + planeU + halfBytes, load<u16>(frame + planeU + halfBytes));
  store<u16>(colour + planeV, load<u16>(frame + planeV));
  store<u16>(colour + planeV + halfBytes, load<u16>(frame + planeV + halfBytes));
}

/** A quarter-size plane between four cells, for one row of four pixels. */
// @ts-ignore: decorator
@inline function between(plane: usize, p: i32, s: i32, down: v128): v128 {
  const upper = v128.load64_zero(plane + (<usize>p << 2));
  const lower = v128.load64_zero(plane + (<usize>s << 2));
  const pair = mix(upper, lower, down);
  const left = v128.shuffle<f32>(pair, pair, 0, 0, 0, 0);
  const right = v128.shuffle<f32>(pair, pair, 1, 1, 1, 1);
  return mix(left, right, f32x4(0.125, 0.375, 0.625, 0.875));
}

function refineBlock(x: i32, y: i32): void {
  edgeBlocks++;
  const p = y * stride + x;
  const s = p + stride;
  const moved: f32 = 0.25 * (at(motion, p) + at(motion, p + 1) + at(motion, s) + at(motion, s + 1));
  const follow = STILL_SHARE + (1 - STILL_SHARE) * smoothOne(MOTION_FROM, MOTION_TO, moved);
  const share = all(frames == 0 ? 1 : follow);
  const planeU = <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  let pixel = pixelOf(x, y);
  let chroma = chromaOf(x, y);
  for (let pair = 0; pair < 2; pair++) {
    const u = chromaPair(frame + planeU + chroma);
    const v = chromaPair(frame + planeV + chroma);
    const upper = <f32>pair * 0.5 + 0.125;
    let weightedU = all(0);
    let weightedV = all(0);
    let weights = all(0);
    for (let k = 0; k < 2; k++) {
      const down = all(upper + <f32>k * 0.25);
      const bright = brightness(bytes(frame + pixel));
      const r = toLinear(red(bright, v));
      const g = toLinear(green(bright, u, v));
      const b = toLinear(blue(bright, u));
      const backR = between(roomR, p, s, down);
      const backG = between(roomG, p, s, down);
      const backB = between(roomB, p, s, down);
      const nearR = between(personR, p, s, down);
      const nearG = between(personG, p, s, down);
      const nearB = between(personB, p, s, down);
      // Where the pixel stands on the line from the room's colour to the person's.
      const lineR = sub(nearR, backR);
      const lineG = sub(nearG, backG);
      const lineB = sub(nearB, backB);
      const apart = add(add(mul(lineR, lineR), mul(lineG, lineG)), mul(lineB, lineB));
      const along = add(
        add(mul(sub(r, backR), lineR), mul(sub(g, backG), lineG)), mul(sub(b, backB), lineB),
      );
      const onLine = toUnit(div(along, add(apart, all(1e-5))));
      const offR = sub(sub(r, backR), mul(onLine, lineR));
      const offG = sub(sub(g, backG), mul(onLine, lineG));
      const offB = sub(sub(b, backB), mul(onLine, lineB));
      const off = add(add(mul(offR, offR), mul(offG, offG)), mul(offB, offB));
      const fit = div(all(FIT), add(all(FIT), off));
      const lineWeight = mul(fit, div(apart, add(apart, all(CLEAR_FOR_ALPHA))));
      const estimate = mix(guided(r, g, b, p, s, down), onLine, lineWeight);
      const before = mul(bytes(alpha + pixel), all(1.0 / 255));
      const a = mix(before, bounded(estimate, p, s, down), share);
      putBytes(alpha + pixel, add(mul(a, all(255)), all(0.5)));
      const inverse = div(all(1), greater(a, all(0.02)));
      const rest = sub(all(1), a);
      const clear = div(apart, add(apart, all(CLEAR_FOR_COLOUR)));
      const borrowed = greater(borrowedShare(a), mul(clear, foreignShare(onLine)));
      const ownR = toDisplay(mix(toUnit(mul(sub(r, mul(rest, backR)), inverse)), nearR, borrowed));
      const ownG = toDisplay(mix(toUnit(mul(sub(g, mul(rest, backG)), inverse)), nearG, borrowed));
      const ownB = toDisplay(mix(toUnit(mul(sub(b, mul(rest, backB)), inverse)), nearB, borrowed));
      const ownBright = brightnessOf(ownR, ownG, ownB);
      putBytes(colour + pixel, add(mul(ownBright, all(219)), all(16.5)));
      // Chroma of two by two pixels belongs mostly to the more opaque ones.
      const weight = add(a, all(0.004));
      weightedU = add(weightedU, mul(weight, uOf(ownBright, ownB)));
      weightedV = add(weightedV, mul(weight, vOf(ownBright, ownR)));
      weights = add(weights, weight);
      pixel += <usize>width;
    }
    storeChroma(colour + planeU + chroma, weightedU, weights);
    storeChroma(colour + planeV + chroma, weightedV, weights);
    chroma += <usize>(width >> 1);
  }
}

/** Alpha without a known background: a linear function of the colour, fitted around each cell. */
// @ts-ignore: decorator
@inline function guided(r: v128, g: v128, b: v128, p: i32, s: i32, down: v128): v128 {
  const inRed = mul(between(guideR, p, s, down), f32x4.sqrt(r));
  const inGreen = mul(between(guideG, p, s, down), f32x4.sqrt(g));
  const inBlue = mul(between(guideB, p, s, down), f32x4.sqrt(b));
  const sum = add(add(inRed, inGreen), add(inBlue, between(guideBias, p, s, down)));
  return smooth(0.08, 0.92, sum);
}

/** The softer a pixel, the less its own colour, un-mixed, is worth. */
// @ts-ignore: decorator
@inline function borrowedShare(a: v128): v128 {
  const faint = sub(all(1), smooth(0, 0.3, a));
  const share = add(all(BORROWED_COLOUR), mul(all(1 - BORROWED_COLOUR), faint));
  return mul(share, sub(all(1), smooth(0.7, 0.98, a)));
}

/** A pixel near to the room's colour has no colour of the person to give, whatever its alpha. */
// @ts-ignore: decorator
@inline function foreignShare(onLine: v128): v128 {
  return toUnit(mul(all(2.5), sub(all(0.95), onLine)));
}

/** Never soft deep inside, never more than nothing far outside. */
// @ts-ignore: decorator
@inline function bounded(a: v128, p: i32, s: i32, down: v128): v128 {
  const inside = smooth(0.5, 0.95, between(core, p, s, down));
  return mul(greater(a, inside), smooth(0.03, 0.3, between(reach, p, s, down)));
}

/** Sums over two rows; lanes 0 and 1 share a chroma pixel, 2 and 3 the next. */
// @ts-ignore: decorator
@inline function storeChroma(address: usize, sums: v128, weights: v128): void {
  const pairSums = add(sums, v128.shuffle<f32>(sums, sums, 1, 0, 3, 2));
  const pairWeights = add(weights, v128.shuffle<f32>(weights, weights, 1, 0, 3, 2));
  const mean = add(div(pairSums, pairWeights), all(128.5));
  store<u8>(address, <u8>f32x4.extract_lane(mean, 0));
  store<u8>(address + 1, <u8>f32x4.extract_lane(mean, 2));
}

/** Blocks begin two pixels inside the picture; its outermost two repeat their neighbours. */
function extendToBorder(): void {
  extendPlane(alpha, width, height, 2);
  extendPlane(colour, width, height, 2);
  const planeU = colour + <usize>(width * height);
  extendPlane(planeU, width >> 1, height >> 1, 1);
  extendPlane(planeU + <usize>((width * height) >> 2), width >> 1, height >> 1, 1);
}

function extendPlane(plane: usize, wide: i32, high: i32, margin: i32): void {
  for (let y = margin; y < high - margin; y++) {
    const row = plane + <usize>(y * wide);
    memory.fill(row, load<u8>(row + <usize>margin), <usize>margin);
    const last = row + <usize>(wide - margin);
    memory.fill(last, load<u8>(last - 1), <usize>margin);
  }
  for (let k = 0; k < margin; k++) {
    memory.copy(plane + <usize>(k * wide), plane + <usize>(margin * wide), <usize>wide);
    const last = high - 1;
    const from = plane + <usize>((last - margin) * wide);
    memory.copy(plane + <usize>((last - k) * wide), from, <usize>wide);
  }
}
