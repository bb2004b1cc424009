// The crop of colour and alpha, resampled into the packed picture; see PACK in docs/protocol.md.
// Each output pixel is the mean of the window it covers (at least one source pixel wide, so that
// enlarging is bilinear); at true size on whole pixels the copy is exact.
import { alpha, colour, height, packed, rowBuffer, width } from "./planes";

/** Weights of one window sum to this. */
const WHOLE: i32 = 128;
/** Eight windows must lie within sixteen bytes to be looked up at once. */
const LARGEST_SWIZZLE_STEP: f32 = 1.75;
/** Three taps a window: for each eight outputs three index vectors and three weight vectors. */
const GROUP_BYTES: usize = 16 * 6 + 16;
const groups = memory.data(28672 + 256);
const verticalWeight = memory.data(4 * 64);

let mixedRow: usize = 0;

/** @param unit rows of one hundred-and-sixtieth of the packed picture */
export function pack(
  x: f32,
  y: f32,
  cropWidth: f32,
  cropHeight: f32,
  packedWidth: i32,
  unit: i32,
): void {
  mixedRow = rowBuffer + 64;
  const colourRows = 98 * unit;
  const stepX = cropWidth / <f32>packedWidth;
  const stepY = cropHeight / <f32>colourRows;
  const packedHeight = 160 * unit;
  const packedU = packed + <usize>(packedWidth * packedHeight);
  const packedV = packedU + <usize>((packedWidth * packedHeight) >> 2);
  const halfWidth = packedWidth >> 1;
  const planeU = colour + <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);

  planColumns(x, stepX, packedWidth, width);
  resample(colour, width, height, packed, packedWidth, colourRows, y, stepY);
  const alphaStart = packed + <usize>(packedWidth * 100 * unit);
  resample(alpha, width, height, alphaStart, packedWidth, 49 * unit, y, 2 * stepY);
  toLuma(alphaStart, packedWidth * 49 * unit);

  planColumns(x * 0.5, stepX, halfWidth, width >> 1);
  resample(planeU, width >> 1, height >> 1, packedU, halfWidth, 49 * unit, y * 0.5, stepY);
  resample(planeV, width >> 1, height >> 1, packedV, halfWidth, 49 * unit, y * 0.5, stepY);
  fillGuards(packedWidth, unit);
  fillChroma(packedU, halfWidth, unit);
  fillChroma(packedV, halfWidth, unit);
}

function fillGuards(packedWidth: i32, unit: i32): void {
  repeatRow(packedWidth, 98 * unit - 1, 98 * unit, unit);
  repeatRow(packedWidth, 100 * unit, 99 * unit, unit);
  repeatRow(packedWidth, 149 * unit - 1, 149 * unit, unit);
  const strip = packed + <usize>(packedWidth * 150 * unit);
  memory.fill(strip, 128, <usize>(packedWidth * 10 * unit));
}

function repeatRow(packedWidth: i32, from: i32, to: i32, count: i32): void {
  const source = packed + <usize>(from * packedWidth);
  for (let k = 0; k < count; k++) {
    memory.copy(packed + <usize>((to + k) * packedWidth), source, <usize>packedWidth);
  }
}

/** Below the colour: its last row through the upper half of the guard, then no colour at all. */
function fillChroma(plane: usize, halfWidth: i32, unit: i32): void {
  const colourRows = 49 * unit;
  const guardRows = (unit + 1) >> 1;
  const last = plane + <usize>((colourRows - 1) * halfWidth);
  for (let k = 1; k <= guardRows; k++) {
    memory.copy(last + <usize>(k * halfWidth), last, <usize>halfWidth);
  }
  const from = colourRows + guardRows;
  memory.fill(plane + <usize>(from * halfWidth), 128, <usize>((80 * unit - from) * halfWidth));
}

/** Alpha 0 to 255 becomes luma 16 to 235, in place. */
function toLuma(start: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count; i += 8) {
    const a = i16x8.extend_low_i8x16_u(v128.load64_zero(start + i));
    // (219 a + 127) / 255, rounded, in 16 bits
    const scaled = i16x8.add(i16x8.mul(a, i16x8.splat(219)), i16x8.splat(128));
    const share = i16x8.shr_u(i16x8.add(scaled, i16x8.shr_u(scaled, 8)), 8);
    const result = i16x8.add(share, i16x8.splat(16));
    v128.store64_lane(start + i, i8x16.narrow_i16x8_u(result, result), 0);
  }
}

let isHorizontalCopy: bool = false;
let horizontalStart: i32 = 0;
let horizontalStep: f32 = 1;
let horizontalFrom: f32 = 0;
let sourceLimit: i32 = 0;

function windowOf(step: f32): f32 {
  return max<f32>(1, step);
}

/** How much of source pixel `i` the window from `start` to `end` covers. */
function overlap(i: i32, start: f32, end: f32): f32 {
  return max<f32>(0, min<f32>(end, <f32>(i + 1)) - max<f32>(start, <f32>i));
}

function clampIndex(i: i32, size: i32): i32 {
  return max(0, min(size - 1, i));
}

function planColumns(from: f32, step: f32, count: i32, size: i32): void {
  horizontalFrom = from;
  horizontalStep = step;
  sourceLimit = size;
  horizontalStart = <i32>from;
  isHorizontalCopy =
    step == 1 &&
    <f32>horizontalStart == from &&
    horizontalStart >= 0 &&
    horizontalStart + count <= size;
  if (isHorizontalCopy || step > LARGEST_SWIZZLE_STEP) return;
  for (let x = 0; x < count; x += 8) planGroup(x);
}

/** Base byte, then for each tap a vector of byte indices and one of weights. */
function planGroup(x: i32): void {
  const group = groups + <usize>(x >> 3) * GROUP_BYTES;
  const span = windowOf(horizontalStep);
  const firstStart = horizontalFrom + (<f32>x + 0.5) * horizontalStep - 0.5 * span;
  const base = max(0, min(clampIndex(<i32>floor<f32>(firstStart), sourceLimit), sourceLimit - 16));
  store<i32>(group, base);
  for (let k = 0; k < 8; k++) {
    const start = horizontalFrom + (<f32>(x + k) + 0.5) * horizontalStep - 0.5 * span;
    const first = <i32>floor<f32>(start);
    const w0 = <i32>((overlap(first, start, start + span) / span) * <f32>WHOLE + 0.5);
    const w2 = <i32>((overlap(first + 2, start, start + span) / span) * <f32>WHOLE + 0.5);
    for (let tap = 0; tap < 3; tap++) {
      const index = clampIndex(first + tap, sourceLimit) - base;
      const weight = tap == 0 ? w0 : tap == 2 ? w2 : WHOLE - w0 - w2;
      store<u8>(group + 16 + <usize>(tap * 32 + k), <u8>max(0, min(15, index)));
      store<i16>(group + 32 + <usize>(tap * 32 + 2 * k), <i16>weight);
    }
  }
}

function resample(
  source: usize,
  sourceWidth: i32,
  sourceHeight: i32,
  target: usize,
  targetWidth: i32,
  targetRows: i32,
  from: f32,
  step: f32,
): void {
  const span = windowOf(step);
  for (let y = 0; y < targetRows; y++) {
    const start = from + (<f32>y + 0.5) * step - 0.5 * span;
    const row = mixRows(source, sourceWidth, sourceHeight, start, span);
    const out = target + <usize>(y * targetWidth);
    if (isHorizontalCopy) {
      memory.copy(out, row + <usize>horizontalStart, <usize>targetWidth);
    } else if (horizontalStep <= LARGEST_SWIZZLE_STEP) {
      for (let x = 0; x < targetWidth; x += 8) mixGroup(row, x, out);
    } else {
      for (let x = 0; x < targetWidth; x++) store<u8>(out + <usize>x, meanAt(row, x));
    }
  }
}

/** The source rows under the window as one; the row itself when there is only one. */
function mixRows(source: usize, rowBytes: i32, size: i32, start: f32, span: f32): usize {
  const first = <i32>floor<f32>(start);
  const taps = min(64, <i32>ceil<f32>(start + span) - first);
  let heaviest = 0;
  let sum = 0;
  for (let tap = 0; tap < taps; tap++) {
    const share = overlap(first + tap, start, start + span) / span;
    const weight = <i32>(share * <f32>WHOLE + 0.5);
    store<i32>(verticalWeight + ((<usize>tap) << 2), weight);
    sum += weight;
    if (weight > load<i32>(verticalWeight + ((<usize>heaviest) << 2))) heaviest = tap;
  }
  const largest = verticalWeight + ((<usize>heaviest) << 2);
  store<i32>(largest, load<i32>(largest) + WHOLE - sum);
  if (load<i32>(largest) == WHOLE) {
    return source + <usize>(clampIndex(first + heaviest, size) * rowBytes);
  }
  for (let x = 0; x < rowBytes; x += 8) {
    let total = i16x8.splat(<i16>(WHOLE >> 1));
    for (let tap = 0; tap < taps; tap++) {
      const row = source + <usize>(clampIndex(first + tap, size) * rowBytes + x);
      const values = i16x8.extend_low_i8x16_u(v128.load64_zero(row));
      const weight = <i16>load<i32>(verticalWeight + ((<usize>tap) << 2));
      total = i16x8.add(total, i16x8.mul(values, i16x8.splat(weight)));
    }
    const mean = i16x8.shr_u(total, 7);
    v128.store64_lane(mixedRow + <usize>x, i8x16.narrow_i16x8_u(mean, mean), 0);
  }
  return mixedRow;
}

function mixGroup(row: usize, x: i32, out: usize): void {
  const group = groups + <usize>(x >> 3) * GROUP_BYTES;
  const source = v128.load(row + <usize>load<i32>(group));
  let total = i16x8.splat(<i16>(WHOLE >> 1));
  for (let tap: usize = 0; tap < 3; tap++) {
    const picked = i8x16.swizzle(source, v128.load(group + 16 + tap * 32));
    const values = i16x8.extend_low_i8x16_u(picked);
    total = i16x8.add(total, i16x8.mul(values, v128.load(group + 32 + tap * 32)));
  }
  const mean = i16x8.shr_u(total, 7);
  v128.store64_lane(out + <usize>x, i8x16.narrow_i16x8_u(mean, mean), 0);
}

/** For strong reductions: as many taps as the window covers. */
function meanAt(row: usize, x: i32): u8 {
  const span = windowOf(horizontalStep);
  const start = horizontalFrom + (<f32>x + 0.5) * horizontalStep - 0.5 * span;
  const first = <i32>floor<f32>(start);
  const last = <i32>ceil<f32>(start + span);
  let total: f32 = 0;
  for (let i = first; i < last; i++) {
    const value = <f32>load<u8>(row + <usize>clampIndex(i, sourceLimit));
    total += value * overlap(i, start, start + span);
  }
  return <u8>(total / span + 0.5);
}
