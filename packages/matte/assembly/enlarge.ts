// Byte planes of quarter size, enlarged bilinearly. Cell centres lie between pixels, so weights are
// eighths (7 5 3 1) for luma and quarters (3 1) for chroma.
import { columns, rowBuffer, rows, stride, width } from "./planes";

/** To full size: four pixels a cell. */
export function enlargeFourfold(source: usize, target: usize): void {
  const leftWeights = i16x8(7, 5, 3, 1, 7, 5, 3, 1);
  const rightWeights = i16x8(1, 3, 5, 7, 1, 3, 5, 7);
  for (let y = 0; y < rows * 4; y++) {
    const eighths = (((y + 2) & 3) << 1) + 1;
    mixRows(source, (y - 2) >> 2, 8 - eighths, eighths);
    const row = target + <usize>(y * width);
    // Writes run a few bytes over the row's end; the next row, or the guard, takes them.
    for (let x = 0; x < columns; x += 2) {
      const cells = v128.load(rowBuffer + ((<usize>x) << 1));
      const left = v128.shuffle<i16>(cells, cells, 0, 0, 0, 0, 1, 1, 1, 1);
      const right = v128.shuffle<i16>(cells, cells, 1, 1, 1, 1, 2, 2, 2, 2);
      const sum = i16x8.add(i16x8.mul(left, leftWeights), i16x8.mul(right, rightWeights));
      const rounded = i16x8.shr_u(i16x8.add(sum, i16x8.splat(32)), 6);
      v128.store64_lane(row + <usize>(4 * x + 2), i8x16.narrow_i16x8_u(rounded, rounded), 0);
    }
    const first = <u8>((load<u16>(rowBuffer) + 4) >> 3);
    store<u8>(row, first);
    store<u8>(row + 1, first);
  }
}

/** To chroma size: two pixels a cell. */
export function enlargeTwofold(source: usize, target: usize): void {
  const leftWeights = i16x8(3, 1, 3, 1, 3, 1, 3, 1);
  const rightWeights = i16x8(1, 3, 1, 3, 1, 3, 1, 3);
  for (let y = 0; y < rows * 2; y++) {
    const quarters = (((y + 1) & 1) << 1) + 1;
    mixRows(source, (y - 1) >> 1, 4 - quarters, quarters);
    const row = target + <usize>(y * (width >> 1));
    for (let x = 0; x < columns; x += 4) {
      const cells = v128.load(rowBuffer + ((<usize>x) << 1));
      const left = v128.shuffle<i16>(cells, cells, 0, 0, 1, 1, 2, 2, 3, 3);
      const right = v128.shuffle<i16>(cells, cells, 1, 1, 2, 2, 3, 3, 4, 4);
      const sum = i16x8.add(i16x8.mul(left, leftWeights), i16x8.mul(right, rightWeights));
      const rounded = i16x8.shr_u(i16x8.add(sum, i16x8.splat(8)), 4);
      v128.store64_lane(row + <usize>(2 * x + 1), i8x16.narrow_i16x8_u(rounded, rounded), 0);
    }
    store<u8>(row, <u8>((load<u16>(rowBuffer) + 2) >> 2));
  }
}

/** Cell rows `upper` and the next, weighted, as u16 in the row buffer; its end is repeated. */
function mixRows(source: usize, upper: i32, upperWeight: i32, lowerWeight: i32): void {
  const a = source + <usize>(max(0, upper) * stride);
  const b = source + <usize>(min(rows - 1, upper + 1) * stride);
  for (let x = 0; x < columns; x += 8) {
    const above = i16x8.extend_low_i8x16_u(v128.load64_zero(a + <usize>x));
    const below = i16x8.extend_low_i8x16_u(v128.load64_zero(b + <usize>x));
    const sum = i16x8.add(
      i16x8.mul(above, i16x8.splat(<i16>upperWeight)),
      i16x8.mul(below, i16x8.splat(<i16>lowerWeight)),
    );
    v128.store(rowBuffer + ((<usize>x) << 1), sum);
  }
  const last = rowBuffer + ((<usize>(columns - 1)) << 1);
  for (let k = 1; k < 6; k++) store<u16>(last + ((<usize>k) << 1), load<u16>(last));
}
