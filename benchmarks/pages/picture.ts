/** A clip's frame as planes: straight colour in I420 and one byte of alpha a pixel. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  readonly alpha: Uint8Array;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cuts a file of yuva420p frames into pictures that share its memory. */
export function cutFrames(bytes: Uint8Array, widthPx: number, heightPx: number): Picture[] {
  const pixels = widthPx * heightPx;
  const size = pixels * 2.5;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => {
    const plane = (start: number, length: number): Uint8Array =>
      bytes.subarray(i * size + start, i * size + start + length);
    return {
      widthPx,
      heightPx,
      y: plane(0, pixels),
      u: plane(pixels, pixels / 4),
      v: plane(pixels * 1.25, pixels / 4),
      alpha: plane(pixels * 1.5, pixels),
    };
  });
}

/** The part of the picture that any frame's person touches, with a margin, on even pixels. */
export function commonCrop(pictures: readonly Picture[], marginPx: number): Rectangle {
  const [first] = pictures;
  if (!first) throw new Error("no frames");
  const { widthPx, heightPx } = first;
  let [left, top, right, bottom] = [widthPx, heightPx, 0, 0];
  for (const { alpha } of pictures) {
    for (let i = 0; i < alpha.length; i += 2) {
      if ((alpha[i] ?? 0) < 16) continue;
      const x = i % widthPx;
      const y = (i - x) / widthPx;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const x = Math.max(0, (left - marginPx) & ~1);
  const y = Math.max(0, (top - marginPx) & ~1);
  return {
    x,
    y,
    width: Math.min(widthPx - x, right - x + marginPx) & ~1,
    height: Math.min(heightPx - y, bottom - y + marginPx) & ~1,
  };
}

/** Bilinear sample of a plane at a pixel position, clamped to its rows. */
export function sample(
  plane: Uint8Array,
  stride: number,
  { x, y }: { x: number; y: number },
  rows: { start: number; rows: number },
): number {
  const clampedX = Math.max(0, Math.min(stride - 1, x));
  const clampedY = Math.max(0, Math.min(rows.rows - 1, y));
  const column = Math.min(stride - 2, Math.floor(clampedX));
  const row = Math.min(rows.rows - 2, Math.floor(clampedY));
  const [fx, fy] = [clampedX - column, clampedY - row];
  const at = (dx: number, dy: number): number =>
    plane[(rows.start + row + dy) * stride + column + dx] ?? 0;
  const upper = at(0, 0) * (1 - fx) + at(1, 0) * fx;
  const lower = at(0, 1) * (1 - fx) + at(1, 1) * fx;
  return upper * (1 - fy) + lower * fy;
}
