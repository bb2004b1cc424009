import { NET_SIDE, type PersonNet } from "@visavis/matte";

/** What the usual video effects do: the net sees the whole frame, its mask is stretched over it. */
export async function stretchedMask(
  net: PersonNet,
  i420: Uint8Array,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Promise<Uint8Array> {
  const mask = await net.run(shrunken(i420, widthPx, heightPx));
  const out = new Uint8Array(widthPx * heightPx);
  const last = NET_SIDE - 1;
  for (let y = 0; y < heightPx; y++) {
    const v = Math.max(0, Math.min(last, ((y + 0.5) * NET_SIDE) / heightPx - 0.5));
    const upper = Math.min(last - 1, Math.floor(v)) * NET_SIDE;
    const fy = v - upper / NET_SIDE;
    for (let x = 0; x < widthPx; x++) {
      const u = Math.max(0, Math.min(last, ((x + 0.5) * NET_SIDE) / widthPx - 0.5));
      const left = Math.min(last - 1, Math.floor(u));
      const fx = u - left;
      const at = upper + left;
      const top = (mask[at] ?? 0) * (1 - fx) + (mask[at + 1] ?? 0) * fx;
      const low = (mask[at + NET_SIDE] ?? 0) * (1 - fx) + (mask[at + NET_SIDE + 1] ?? 0) * fx;
      out[y * widthPx + x] = 255 * (top * (1 - fy) + low * fy) + 0.5;
    }
  }
  return out;
}

/** The mean of all pixels that each of the net's covers, as RGB from 0 to 1. */
function shrunken(i420: Uint8Array, widthPx: number, heightPx: number): Float32Array {
  const pixels = widthPx * heightPx;
  const luma = meanOf(i420.subarray(0, pixels), widthPx, heightPx);
  const cb = meanOf(i420.subarray(pixels, pixels * 1.25), widthPx / 2, heightPx / 2);
  const cr = meanOf(i420.subarray(pixels * 1.25), widthPx / 2, heightPx / 2);
  const out = new Float32Array(3 * NET_SIDE ** 2);
  for (let i = 0; i < luma.length; i++) {
    putRgb(out, 3 * i, { luma: luma[i] ?? 0, cb: cb[i] ?? 0, cr: cr[i] ?? 0 });
  }
  return out.map((value) => value / 255);
}

function meanOf(plane: Uint8Array, widthPx: number, heightPx: number): Float32Array {
  const out = new Float32Array(NET_SIDE ** 2);
  for (let row = 0; row < NET_SIDE; row++) {
    const top = startOf(row, heightPx);
    const bottom = Math.max(top + 1, startOf(row + 1, heightPx));
    for (let column = 0; column < NET_SIDE; column++) {
      const left = startOf(column, widthPx);
      const right = Math.max(left + 1, startOf(column + 1, widthPx));
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += plane[y * widthPx + x] ?? 0;
      }
      out[row * NET_SIDE + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return out;
}

/** BT.709 of limited range to RGB, 0 to 255, from `at` on. */
export function putRgb(
  out: Uint8Array | Float32Array,
  at: number,
  { luma, cb, cr }: { luma: number; cb: number; cr: number },
): void {
  const bright = (255 / 219) * (luma - 16);
  const [u, v] = [cb - 128, cr - 128];
  out[at] = toByteRange(bright + 1.7927 * v);
  out[at + 1] = toByteRange(bright - 0.2132 * u - 0.5329 * v);
  out[at + 2] = toByteRange(bright + 2.1124 * u);
}

function toByteRange(value: number): number {
  return Math.max(0, Math.min(255, value));
}

function startOf(i: number, size: number): number {
  return Math.floor((i * size) / NET_SIDE);
}
