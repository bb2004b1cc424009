import { type Picture, type Rectangle, sample } from "./picture.ts";

// Saturated green in BT.709 limited range.
const KEY = { y: 173, u: 42, v: 26 } as const;

/** The person before a green screen, cut to the crop: what a chroma-keyed call would send. */
export function overGreen(picture: Picture, crop: Rectangle): Uint8Array<ArrayBuffer> {
  const { widthPx, alpha } = picture;
  const out = new Uint8Array(crop.width * crop.height * 1.5);
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < crop.width; x++) {
      const i = (crop.y + y) * widthPx + crop.x + x;
      const a = (alpha[i] ?? 0) / 255;
      out[y * crop.width + x] = a * (picture.y[i] ?? 0) + (1 - a) * KEY.y;
    }
  }
  const [wide, high] = [crop.width / 2, crop.height / 2];
  const start = crop.width * crop.height;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      const full = (crop.y + 2 * y) * widthPx + crop.x + 2 * x;
      const chroma = (crop.y / 2 + y) * (widthPx / 2) + crop.x / 2 + x;
      const a = (alpha[full] ?? 0) / 255;
      out[start + y * wide + x] = a * (picture.u[chroma] ?? 128) + (1 - a) * KEY.u;
      out[start + wide * high + y * wide + x] = a * (picture.v[chroma] ?? 128) + (1 - a) * KEY.v;
    }
  }
  return out;
}

/** Distance from the key in the plane of Cb and Cr, then a soft step: how chroma keyers work. */
export function keyedAlpha(
  data: Uint8Array | undefined,
  crop: Rectangle,
  { similarity, smoothness }: { similarity: number; smoothness: number },
): (u: number, v: number) => number {
  if (!data) throw new Error("a frame was lost");
  const [wide, high] = [crop.width / 2, crop.height / 2];
  const start = crop.width * crop.height;
  const cb = data.subarray(start, start + wide * high);
  const cr = data.subarray(start + wide * high);
  const rows = { start: 0, rows: high };
  return (u, v) => {
    const at = { x: u * wide - 0.5, y: v * high - 0.5 };
    const b = (sample(cb, wide, at, rows) - KEY.u) / 224;
    const r = (sample(cr, wide, at, rows) - KEY.v) / 224;
    const over = (Math.hypot(b, r) - similarity) / smoothness;
    return Math.max(0, Math.min(1, over)) ** 1.5;
  };
}
