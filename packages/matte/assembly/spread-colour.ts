// Colour known in some cells, carried smoothly into all others: a pyramid of weighted means is
// built (push), then each level fills what it lacks from the one above (pull). One cell is one v128:
// red, green, blue, each times weight, and the weight.
import { add, all, at, mul, put } from "./lanes";
import { columns, linearB, linearG, linearR, pyramid, rows, stride } from "./planes";

const MOST_LEVELS: i32 = 12;
/** How much the level above counts beside a cell's own samples. */
const INHERITANCE: f32 = 0.004;
const levelStart = memory.data(4 * 13);
const levelColumns = memory.data(4 * 13);
const levelRows = memory.data(4 * 13);

function start(level: i32): usize {
  return <usize>load<i32>(levelStart + ((<usize>level) << 2));
}
function columnsOf(level: i32): i32 {
  return load<i32>(levelColumns + ((<usize>level) << 2));
}
function rowsOf(level: i32): i32 {
  return load<i32>(levelRows + ((<usize>level) << 2));
}
function cell(start: usize, i: i32): usize {
  return start + ((<usize>i) << 4);
}

/**
 * Colour of the working frame where `weight` is above 0, carried everywhere.
 * Targets are planes of linear light.
 */
export function spreadColour(weight: usize, targetR: usize, targetG: usize, targetB: usize): void {
  spreadFrom(weight, linearR, linearG, linearB, targetR, targetG, targetB);
}

/** The same for colours of one's own, planes of linear light. */
export function spreadFrom(
  weight: usize,
  fromR: usize,
  fromG: usize,
  fromB: usize,
  targetR: usize,
  targetG: usize,
  targetB: usize,
): void {
  gather(weight, fromR, fromG, fromB);
  let top = 0;
  while (top < MOST_LEVELS && (columnsOf(top) > 2 || rowsOf(top) > 2)) push(top++);
  settleTop(top);
  for (let level = top - 1; level >= 0; level--) pull(level);
  scatter(targetR, targetG, targetB);
}

function gather(weight: usize, fromR: usize, fromG: usize, fromB: usize): void {
  store<i32>(levelStart, <i32>pyramid);
  store<i32>(levelColumns, columns);
  store<i32>(levelRows, rows);
  let out = pyramid;
  for (let y = 0; y < rows; y++) {
    const o = y * stride;
    for (let x = 0; x < columns; x++) {
      const i = o + x;
      const colour = f32x4(at(fromR, i), at(fromG, i), at(fromB, i), 1);
      v128.store(out, mul(colour, all(at(weight, i))));
      out += 16;
    }
  }
}

function push(level: i32): void {
  const below = start(level);
  const wide = columnsOf(level);
  const high = rowsOf(level);
  const halfWide = (wide + 1) >> 1;
  const halfHigh = (high + 1) >> 1;
  let out = cell(below, wide * high);
  const next = (<usize>(level + 1)) << 2;
  store<i32>(levelStart + next, <i32>out);
  store<i32>(levelColumns + next, halfWide);
  store<i32>(levelRows + next, halfHigh);
  for (let y = 0; y < halfHigh; y++) {
    const upper = 2 * y * wide;
    const lower = min(2 * y + 1, high - 1) * wide;
    for (let x = 0; x < halfWide; x++) {
      const left = 2 * x;
      const right = min(left + 1, wide - 1);
      const a = add(v128.load(cell(below, upper + left)), v128.load(cell(below, upper + right)));
      const b = add(v128.load(cell(below, lower + left)), v128.load(cell(below, lower + right)));
      v128.store(out, mul(add(a, b), all(0.25)));
      out += 16;
    }
  }
}

/** With no sample at all everything is mid-grey. */
function settleTop(level: i32): void {
  const count = columnsOf(level) * rowsOf(level);
  const grey = f32x4(0.2, 0.2, 0.2, 1);
  let sum = mul(grey, all(1e-7));
  for (let i = 0; i < count; i++) sum = add(sum, v128.load(cell(start(level), i)));
  const mean = f32x4.div(sum, all(f32x4.extract_lane(sum, 3)));
  for (let i = 0; i < count; i++) v128.store(cell(start(level), i), settled(level, i, mean));
}

/** A cell's own samples with the colour of the level above behind them. */
function settled(level: i32, i: i32, above: v128): v128 {
  const sum = add(v128.load(cell(start(level), i)), mul(above, all(INHERITANCE)));
  return mul(sum, all(1 / f32x4.extract_lane(sum, 3)));
}

function pull(level: i32): void {
  const above = start(level + 1);
  const aboveColumns = columnsOf(level + 1);
  const aboveRows = rowsOf(level + 1);
  const wide = columnsOf(level);
  const high = rowsOf(level);
  for (let y = 0; y < high; y++) {
    const near = (y >> 1) * aboveColumns;
    const far = max(0, min(aboveRows - 1, (y >> 1) + ((y & 1) << 1) - 1)) * aboveColumns;
    for (let x = 0; x < wide; x++) {
      const nearX = x >> 1;
      const farX = max(0, min(aboveColumns - 1, nearX + ((x & 1) << 1) - 1));
      const left = blend(v128.load(cell(above, near + nearX)), v128.load(cell(above, far + nearX)));
      const right = blend(v128.load(cell(above, near + farX)), v128.load(cell(above, far + farX)));
      v128.store(
        cell(start(level), y * wide + x),
        settled(level, y * wide + x, blend(left, right)),
      );
    }
  }
}

function blend(near: v128, far: v128): v128 {
  return add(mul(near, all(0.75)), mul(far, all(0.25)));
}

function scatter(targetR: usize, targetG: usize, targetB: usize): void {
  let from = pyramid;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      put(targetR, i, load<f32>(from));
      put(targetG, i, load<f32>(from, 4));
      put(targetB, i, load<f32>(from, 8));
      from += 16;
    }
  }
}
