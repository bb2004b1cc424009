// The clean plate: the empty room as the camera sees it. Taken at once while nobody is there, or
// learnt cell by cell wherever the person is not.
import { toLightOfPlate } from "./exposure";
import { boxMean } from "./box";
import { blue, brightness, green, red } from "./camera-colour";
import { all, at, mul, put, putFour, sub, toLinear } from "./lanes";
import {
  calmFor,
  cells,
  columns,
  difference,
  frame,
  frames,
  height,
  localGain,
  motion,
  plateB,
  plateCount,
  plateG,
  plateR,
  plateU,
  plateV,
  plateY,
  prior,
  reach,
  rows,
  scratchPlane,
  stillFor,
  stride,
  trust,
  width,
} from "./planes";
import { textureAt } from "./watch-camera";

/** A cell this far from the person may be learnt. */
const SURELY_ROOM: f32 = 0.08;
/** Matte nearby, of a cell that may yet be the room. */
const LIKELY_ROOM: f32 = 0.9;
/** New frames' weight in 256ths once the mean has settled. */
const SETTLED_WEIGHT: i32 = 28;
const SETTLED_COUNT: i32 = 4;
/** What was taken on purpose is as good as what was seen for ten seconds. */
const TAKEN_COUNT: i32 = 75;
/** Frames until a learnt cell is trusted. */
const TRUSTED_COUNT: f32 = 2;
/** The plate's means are camera levels times this. */
export const LEVEL: f32 = 128;
const UNLIKE: f32 = 0.1;
const STILL: f32 = 0.012;
/** Ten seconds: longer than somebody holds a thing without the least movement. */
const FURNITURE_FRAMES: i32 = 300;
/** What was itself only seen for a moment (an arm the net had missed) gives way sooner. */
const LEAST_FURNITURE_FRAMES: i32 = 6;
/** A guess gives way later: an arm before it that the net misses may be held out for a moment. */
const LEAST_UNSEEN_FRAMES: i32 = 45;
/** A cell is learnt once in so many frames. */
const PHASES: i32 = 4;
/** Frames without movement before a cell is learnt: far from the person, and near. */
const CALM: u8 = 1;
const CALM_IN_DOUBT: u8 = 2;
/** Near to him so much is learnt: enough to be used, little enough to give way. */
const MOST_IN_DOUBT: u8 = 2;
const TELLING_TEXTURE: f32 = 0.06;
/** Change of brightness that is movement; how near it has to be, in cells, and how much of it. */
const MOVES: f32 = 0.035;
const BESIDE: i32 = 6;
const STIRRING: f32 = 0.05;
const STIR = 0;

export function clearPlate(): void {
  memory.fill(plateCount, 0, <usize>cells);
  memory.fill(stillFor, 0, (<usize>cells) << 1);
  memory.fill(calmFor, 0, <usize>cells);
  for (let i = 0; i < cells; i++) {
    put(trust, i, 0);
    put(localGain, i, 1);
  }
}

/** Whether some of the room was hardly seen yet. */
export let hasUnsure: bool = false;

/** Levels of the frame times this, in 16384ths, are levels of the plate. */
let halfLightScale: i16 = 16384;

/** Adds a frame of the empty room to the mean, whatever was there before. */
export function addToPlate(): void {
  halfLightScale = 16384;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) learnCell(x, y);
  }
  refreshPlate();
}

/** After its levels were changed as a whole. */
export function refreshPlate(): void {
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += 4) refreshFour(x, y);
  }
}

/** The mean of the frames added is the room. */
export function trustPlate(): void {
  memory.fill(plateCount, <u8>TAKEN_COUNT, <usize>cells);
  for (let i = 0; i < cells; i++) put(trust, i, 1);
}

function trustOf(count: u8): f32 {
  return min<f32>(1, <f32>count / TRUSTED_COUNT);
}

/** After levels and counts were written from outside: what follows from them. */
export function trustCounts(): void {
  for (let i = 0; i < cells; i++) {
    put(trust, i, trustOf(load<u8>(plateCount + <usize>i)));
  }
  refreshPlate();
}

/**
 * Notes how long each cell has stood still, unlike the plate, while the net sees nobody there: after
 * a while it is part of the room (a chair was moved), even if it touches the person. And how long it
 * has not moved at all: what moves is not learnt.
 */
export function noticeFurniture(): void {
  hasUnsure = false;
  for (let i = 0; i < cells; i++) {
    const isStill = at(motion, i) < STILL;
    const calm = load<u8>(calmFor + <usize>i);
    store<u8>(calmFor + <usize>i, isStill ? <u8>min(250, <i32>calm + 1) : 0);
    const isOdd = at(difference, i) > UNLIKE && at(prior, i) < 0.1 && isStill;
    const address = stillFor + ((<usize>i) << 1);
    if (load<u8>(plateCount + <usize>i) < MOST_IN_DOUBT) hasUnsure = true;
    store<u16>(address, isOdd ? <u16>min(60000, <i32>load<u16>(address) + 1) : 0);
  }
}

/**
 * A quarter of the rows each frame: what nobody hides heals. What is not settled yet is learnt in every
 * frame: a gap beside an arm may be open for a moment only.
 */
export function learnPlate(): void {
  const phase = frames % PHASES;
  if (hasUnsure) findStir();
  halfLightScale = <i16>min<f32>(32767, 16384 * toLightOfPlate());
  for (let y = 0; y < rows; y++) {
    const isDue = y % PHASES == phase;
    for (let x = 0; x < columns; x += 4) {
      let isLearnt = false;
      for (let k = x; k < min(columns, x + 4); k++) isLearnt = learnIfRoom(k, y, isDue) || isLearnt;
      if (isLearnt) refreshFour(x, y);
    }
  }
}

/** Share of cells nearby that move. */
function findStir(): void {
  const stir = scratchPlane(STIR);
  for (let i = 0; i < cells; i++) put(stir, i, at(motion, i) > MOVES ? 1 : 0);
  boxMean(stir, stir, columns, rows, stride, BESIDE, scratchPlane(1));
}

function learnIfRoom(x: i32, y: i32, isDue: bool): bool {
  const i = <usize>(y * stride + x);
  if (!isDue && load<u8>(plateCount + i) >= <u8>SETTLED_COUNT) return false;
  if (isFurniture(i)) store<u8>(plateCount + i, 0);
  else if (!isSeen(x, y)) return false;
  learnCell(x, y);
  return true;
}

/**
 * Far from the person, or near and yet not his: what has texture and stands still while he stirs right
 * beside it. What is plain may be his sleeve, which moves and looks the same.
 */
function isSeen(x: i32, y: i32): bool {
  const i = y * stride + x;
  const calm = load<u8>(calmFor + <usize>i);
  const doubt = doubtAt(x, y);
  if (doubt < SURELY_ROOM) return calm >= CALM;
  // At the picture's border texture cannot be told, and the person is cut off there.
  if (x == 0 || y == 0 || x == columns - 1 || y == rows - 1) return false;
  return (
    doubt < LIKELY_ROOM &&
    load<u8>(plateCount + <usize>i) < MOST_IN_DOUBT &&
    calm >= CALM_IN_DOUBT &&
    textureAt(i) > TELLING_TEXTURE &&
    at(scratchPlane(STIR), i) > STIRRING
  );
}

function isFurniture(i: usize): bool {
  const count = <i32>load<u8>(plateCount + i);
  const least = count == 0 ? LEAST_UNSEEN_FRAMES : LEAST_FURNITURE_FRAMES;
  const most = max(least, min(FURNITURE_FRAMES, count * PHASES));
  return <i32>load<u16>(stillFor + (i << 1)) > most;
}

/** Share of the picture whose room was seen. */
export function plateShare(): f32 {
  let sum: f32 = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++)
      sum += trustOf(load<u8>(plateCount + <usize>(y * stride + x)));
  }
  return sum / <f32>(rows * columns);
}

/** The greatest matte within two cells. */
function doubtAt(x: i32, y: i32): f32 {
  const i = y * stride + x;
  const left = x > 0 ? i - 1 : i;
  const right = x < columns - 1 ? i + 1 : i;
  const above = y > 0 ? i - stride : i;
  const below = y < rows - 1 ? i + stride : i;
  return max(
    at(reach, i),
    max(max(at(reach, left), at(reach, right)), max(at(reach, above), at(reach, below))),
  );
}

function learnCell(x: i32, y: i32): void {
  const i = y * stride + x;
  const count = <i32>load<u8>(plateCount + <usize>i);
  const weight = count < SETTLED_COUNT ? 256 / (count + 1) : SETTLED_WEIGHT;
  const share = i16x8.splat(<i16>min(weight * 128, 32767));
  const halfWidth = width >> 1;
  const frameU = frame + <usize>(width * height);
  const frameV = frameU + <usize>((width * height) >> 2);
  for (let k = 0; k < 4; k++) {
    const pixel = <usize>((4 * y + k) * width + 4 * x);
    const value = i16x8.extend_low_i8x16_u(v128.load32_zero(frame + pixel));
    approach(plateY + (pixel << 1), scaled(value, 16), share, count, 8);
  }
  for (let k = 0; k < 2; k++) {
    const pixel = <usize>((2 * y + k) * halfWidth + 2 * x);
    approach(plateU + (pixel << 1), scaled(pairOf(frameU + pixel), 128), share, count, 4);
    approach(plateV + (pixel << 1), scaled(pairOf(frameV + pixel), 128), share, count, 4);
  }
  if (count < 250) store<u8>(plateCount + <usize>i, <u8>(count + 1));
  put(trust, i, max(at(trust, i), trustOf(<u8>(count + 1))));
}

/** Levels in another light, times 128; `zero` is the level of no light, or of no colour. */
function scaled(value: v128, zero: i16): v128 {
  const off = i16x8.shl(i16x8.sub(value, i16x8.splat(zero)), 7);
  const half = i16x8.q15mulr_sat_s(off, i16x8.splat(halfLightScale));
  return i16x8.add_sat_s(i16x8.add_sat_s(half, half), i16x8.splat(zero << 7));
}

function pairOf(address: usize): v128 {
  return i16x8.extend_low_i8x16_u(i16x8.splat(<i16>load<u16>(address)));
}

/** Moves four or two means towards their new values. */
function approach(mean: usize, wanted: v128, share: v128, count: i32, length: i32): void {
  const now = length == 8 ? v128.load64_zero(mean) : v128.load32_zero(mean);
  const next =
    count == 0 ? wanted : i16x8.add(now, i16x8.q15mulr_sat_s(i16x8.sub(wanted, now), share));
  if (length == 8) v128.store64_lane(mean, next, 0);
  else v128.store32_lane(mean, next, 0);
}

/** The plate's linear light at quarter size, of four cells beside one another. */
function refreshFour(x: i32, y: i32): void {
  const luma = plateY + <usize>((4 * y * width + 4 * x) << 1);
  const chroma = <usize>((2 * y * (width >> 1) + 2 * x) << 1);
  const bright = brightness(mul(meanOf4x4(luma), all(1 / (16 * LEVEL))));
  const u = sub(mul(meanOf2x2(plateU + chroma), all(1 / (4 * LEVEL))), all(128));
  const v = sub(mul(meanOf2x2(plateV + chroma), all(1 / (4 * LEVEL))), all(128));
  const i = y * stride + x;
  putFour(plateR, i, toLinear(red(bright, v)));
  putFour(plateG, i, toLinear(green(bright, u, v)));
  putFour(plateB, i, toLinear(blue(bright, u)));
}

/** Sums of four blocks of 4 x 4 means. */
function meanOf4x4(address: usize): v128 {
  let left = i32x4.splat(0);
  let right = i32x4.splat(0);
  for (let k = 0; k < 4; k++) {
    const row = address + <usize>((k * width) << 1);
    left = i32x4.add(left, i32x4.extadd_pairwise_i16x8_u(v128.load(row)));
    right = i32x4.add(right, i32x4.extadd_pairwise_i16x8_u(v128.load(row, 16)));
  }
  const even = v128.shuffle<i32>(left, right, 0, 2, 4, 6);
  const odd = v128.shuffle<i32>(left, right, 1, 3, 5, 7);
  return f32x4.convert_i32x4_s(i32x4.add(even, odd));
}

/** Sums of four blocks of 2 x 2 means. */
function meanOf2x2(address: usize): v128 {
  const upper = i32x4.extadd_pairwise_i16x8_u(v128.load(address));
  const lower = i32x4.extadd_pairwise_i16x8_u(v128.load(address + <usize>width));
  return f32x4.convert_i32x4_s(i32x4.add(upper, lower));
}
