import { add, all, at, four, mul, put, putFour, sub } from "./lanes";
import { rowBuffer } from "./planes";

/** Windows up to this radius are summed tap by tap, four pixels at a time. */
const DIRECT_RADIUS: i32 = 4;

/**
 * Mean over (2 radius + 1)² cells; the plane's edge is repeated outward. `source` may be `target`;
 * `between` may be neither.
 */
export function boxMean(
  source: usize,
  target: usize,
  columns: i32,
  rows: i32,
  stride: i32,
  radius: i32,
  between: usize,
): void {
  meanOfColumns(source, between, rows, stride, radius);
  for (let y = 0; y < rows; y++) {
    const row = (<usize>(y * stride)) << 2;
    if (radius <= DIRECT_RADIUS) meanOfRowDirect(between + row, target + row, columns, radius);
    else meanOfRowRunning(between + row, target + row, columns, radius);
  }
}

function meanOfColumns(source: usize, target: usize, rows: i32, stride: i32, radius: i32): void {
  const share: f32 = 1 / (<f32>radius * 2 + 1);
  const sums = rowBuffer;
  for (let x = 0; x < stride; x += 4) {
    let sum = mul(four(source, x), all(<f32>(radius + 1)));
    for (let k = 1; k <= radius; k++) sum = add(sum, four(source, min(k, rows - 1) * stride + x));
    putFour(sums, x, sum);
  }
  for (let y = 0; y < rows; y++) {
    const o = y * stride;
    const enters = min(y + radius + 1, rows - 1) * stride;
    const leaves = max(y - radius, 0) * stride;
    for (let x = 0; x < stride; x += 4) {
      const sum = four(sums, x);
      putFour(target, o + x, mul(sum, all(share)));
      putFour(sums, x, add(sum, sub(four(source, enters + x), four(source, leaves + x))));
    }
  }
}

/** A copy of the row with its ends repeated, so that no window has to look where it is. */
function padRow(row: usize, columns: i32, radius: i32): usize {
  const padded = rowBuffer + ((<usize>(radius + 4)) << 2);
  const first = at(row, 0);
  const last = at(row, columns - 1);
  memory.copy(padded, row, (<usize>columns) << 2);
  for (let k = 1; k <= radius; k++) put(padded, -k, first);
  for (let k = 0; k < radius + 4; k++) put(padded, columns + k, last);
  return padded;
}

function meanOfRowDirect(row: usize, target: usize, columns: i32, radius: i32): void {
  const padded = padRow(row, columns, radius);
  const share = all(1 / (<f32>radius * 2 + 1));
  for (let x = 0; x < columns; x += 4) {
    let sum = four(padded, x);
    for (let k = 1; k <= radius; k++) {
      sum = add(sum, add(four(padded, x - k), four(padded, x + k)));
    }
    putFour(target, x, mul(sum, share));
  }
}

function meanOfRowRunning(row: usize, target: usize, columns: i32, radius: i32): void {
  const padded = padRow(row, columns, radius);
  const share: f32 = 1 / (<f32>radius * 2 + 1);
  let sum: f32 = 0;
  for (let k = -radius; k <= radius; k++) sum += at(padded, k);
  for (let x = 0; x < columns; x++) {
    put(target, x, sum * share);
    sum += at(padded, x + radius + 1) - at(padded, x - radius);
  }
}

/** Lowest and highest of the 3 x 3 cells around each. `lowest` or `highest` may be `source`. */
export function spanOfNeighbours(
  source: usize,
  lowest: usize,
  highest: usize,
  columns: i32,
  rows: i32,
  stride: i32,
  between: usize,
  between2: usize,
): void {
  for (let y = 0; y < rows; y++) {
    const o = y * stride;
    const above = max(y - 1, 0) * stride;
    const below = min(y + 1, rows - 1) * stride;
    for (let x = 0; x < stride; x += 4) {
      const a = four(source, above + x);
      const b = four(source, o + x);
      const c = four(source, below + x);
      putFour(between, o + x, f32x4.pmin(a, f32x4.pmin(b, c)));
      putFour(between2, o + x, f32x4.pmax(a, f32x4.pmax(b, c)));
    }
  }
  for (let y = 0; y < rows; y++) {
    const row = (<usize>(y * stride)) << 2;
    spanOfRow(between + row, lowest + row, columns, false);
    spanOfRow(between2 + row, highest + row, columns, true);
  }
}

function spanOfRow(row: usize, target: usize, columns: i32, isHighest: bool): void {
  const padded = padRow(row, columns, 1);
  for (let x = 0; x < columns; x += 4) {
    const a = four(padded, x - 1);
    const b = four(padded, x);
    const c = four(padded, x + 1);
    const result = isHighest ? f32x4.pmax(a, f32x4.pmax(b, c)) : f32x4.pmin(a, f32x4.pmin(b, c));
    putFour(target, x, result);
  }
}
