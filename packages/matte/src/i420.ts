import type { PictureSize } from "./picture-size.ts";

/** NV12 to I420: the luma as it is, the interleaved chroma taken apart. */
export function splitNv12(from: Uint8Array, size: PictureSize, to: Uint8Array): void {
  const luma = size.widthPx * size.heightPx;
  const chroma = luma / 4;
  to.set(from.subarray(0, luma));
  for (let i = 0; i < chroma; i++) {
    to[luma + i] = from[luma + 2 * i] ?? 128;
    to[luma + chroma + i] = from[luma + 2 * i + 1] ?? 128;
  }
}

export type RgbOrder = "RGB" | "BGR";

/** Four bytes a pixel to I420: BT.709, limited range, chroma as the mean of 2 x 2 pixels. */
export function rgbToI420(
  from: Uint8Array,
  size: PictureSize,
  order: RgbOrder,
  to: Uint8Array,
): void {
  const { widthPx, heightPx } = size;
  const [r, b] = order === "RGB" ? [0, 2] : [2, 0];
  const luma = widthPx * heightPx;
  for (let i = 0; i < luma; i++) {
    const at = 4 * i;
    to[i] =
      16.5 +
      0.18259 * (from[at + r] ?? 0) +
      0.61423 * (from[at + 1] ?? 0) +
      0.06201 * (from[at + b] ?? 0);
  }
  let out = luma;
  const chroma = luma / 4;
  for (let y = 0; y < heightPx; y += 2) {
    for (let x = 0; x < widthPx; x += 2, out++) {
      const at = 4 * (y * widthPx + x);
      const below = at + 4 * widthPx;
      const mean = (channel: number): number =>
        ((from[at + channel] ?? 0) +
          (from[at + 4 + channel] ?? 0) +
          (from[below + channel] ?? 0) +
          (from[below + 4 + channel] ?? 0)) /
        4;
      const [red, green, blue] = [mean(r), mean(1), mean(b)];
      to[out] = 128.5 - 0.10064 * red - 0.33857 * green + 0.43922 * blue;
      to[out + chroma] = 128.5 + 0.43922 * red - 0.39894 * green - 0.04027 * blue;
    }
  }
}

/**
 * I420 of BT.709, limited range, with alpha beside it, to straight RGBA. Where nothing is to be seen
 * nothing is written but zeros.
 */
export function writeRgba(
  i420: Uint8Array,
  alpha: Uint8Array,
  { widthPx, heightPx }: PictureSize,
  to: Uint8Array,
): void {
  const luma = widthPx * heightPx;
  const halfWide = widthPx >> 1;
  const clamped = new Uint8ClampedArray(to.buffer, to.byteOffset, to.length);
  for (let y = 0, i = 0; y < heightPx; y++) {
    const row = luma + (y >> 1) * halfWide;
    for (let x = 0; x < widthPx; x++, i++) {
      const opacity = alpha[i] ?? 0;
      const at = 4 * i;
      if (opacity === 0) {
        clamped.fill(0, at, at + 4);
        continue;
      }
      const chroma = row + (x >> 1);
      const bright = 1.16438 * ((i420[i] ?? 16) - 16);
      const u = (i420[chroma] ?? 128) - 128;
      const v = (i420[chroma + luma / 4] ?? 128) - 128;
      clamped[at] = bright + 1.79274 * v;
      clamped[at + 1] = bright - 0.21325 * u - 0.53291 * v;
      clamped[at + 2] = bright + 2.1124 * u;
      clamped[at + 3] = opacity;
    }
  }
}
