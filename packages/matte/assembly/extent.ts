// Where the person is, from the finished alpha.
import { alpha, height, rowBuffer, width } from "./planes";

/** Alpha at least this opaque counts. */
const OPAQUE: u8 = 128;
/** A row or column of fewer opaque pixels is a speck. */
const LEAST_PIXELS: i32 = 3;

/** In pixels; right and bottom exclusive. All zero when nobody is there. */
export let left: i32 = 0;
export let top: i32 = 0;
export let right: i32 = 0;
export let bottom: i32 = 0;

export function findExtent(): void {
  left = 0;
  top = 0;
  right = 0;
  bottom = 0;
  const counts = rowBuffer;
  memory.fill(counts, 0, (<usize>width) << 1);
  let isFound = false;
  for (let y = 0; y < height; y++) {
    if (countRow(alpha + <usize>(y * width), counts) < LEAST_PIXELS) continue;
    if (!isFound) top = y;
    isFound = true;
    bottom = y + 1;
  }
  if (!isFound) return;
  left = width;
  for (let x = 0; x < width; x++) {
    if (<i32>load<u16>(counts + ((<usize>x) << 1)) < LEAST_PIXELS) continue;
    left = min(left, x);
    right = x + 1;
  }
  if (right == 0) {
    left = 0;
    top = 0;
    bottom = 0;
  }
}

/** Opaque pixels of the row; adds each to its column's count. */
function countRow(row: usize, counts: usize): i32 {
  let found = 0;
  for (let x = 0; x < width; x += 8) {
    const isOpaque = i8x16.ge_u(v128.load64_zero(row + <usize>x), i8x16.splat(OPAQUE));
    const mask = i8x16.bitmask(isOpaque) & 0xff;
    if (mask == 0) continue;
    found += popcnt(mask);
    const at = counts + ((<usize>x) << 1);
    v128.store(at, i16x8.sub(v128.load(at), i16x8.extend_low_i8x16_s(isOpaque)));
  }
  return found;
}
