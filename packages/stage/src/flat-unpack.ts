import { PACKED_FRACTIONS } from "@visavis/protocol";
import type { PlanePicture } from "./packed-picture.ts";

/** What the shader's tightening, despill and tone do, in tables: one look-up a value. */
export interface FlatTone {
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
}

/** Levels of alpha below and above which the matte is nothing and solid, as the shaders have them. */
const EDGE_LOW = 0.15;
const EDGE_SPAN = 0.7;
const ALPHA_OF_LUMA = Uint8Array.from({ length: 256 }, (_, luma) =>
  Math.round(255 * clamp01(((luma - 16) / 219 - EDGE_LOW) / EDGE_SPAN)),
);
/** Of 256: how much green light is taken off at this alpha. */
const DESPILL_OF_ALPHA = Uint16Array.from({ length: 256 }, (_, alpha) => {
  const t = clamp01((alpha / 255 - 0.6) / 0.4);
  return Math.round(256 * (1 - t * t * (3 - 2 * t)));
});

/** @param gain by channel, in the display's own space; @param lift 1 raises the shadows */
export function flatTone(gain: readonly number[], lift: number): FlatTone {
  const table = (factor: number): Uint8Array =>
    Uint8Array.from({ length: 256 }, (_, value) => {
      const lit = Math.min(1, (value / 255) * factor);
      return Math.round(255 * (lift > 0 ? 0.06 + 0.94 * lit ** 0.75 : lit));
    });
  const [red = 1, green = 1, blue = 1] = gain;
  return { red: table(red), green: table(green), blue: table(blue) };
}

export interface RowSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Colour rows of a packed frame as straight RGBA. Only rows within `span` are written: the rest of
 * the person is not on the glass.
 */
export function unpackRows(
  picture: PlanePicture,
  target: Uint8ClampedArray,
  { red, green, blue }: FlatTone,
  span: RowSpan,
): void {
  const { bytes, format, heightPx, widthPx } = picture;
  const [luma, first, second] = picture.planes;
  if (!luma || !first) return;
  const alphaTop = Math.round(heightPx * PACKED_FRACTIONS.alphaStart);
  const alphaRows = Math.round(heightPx * PACKED_FRACTIONS.alphaEnd) - alphaTop;
  const isInterleaved = format === "nv12";
  const chromaStep = isInterleaved ? 2 : 1;
  const other = second ?? first;
  for (let y = span.start; y < span.end; y++) {
    // A row of alpha covers two of colour: three parts of the nearer, one of the next.
    const near = Math.min(alphaRows - 1, y >> 1);
    const next = Math.max(0, Math.min(alphaRows - 1, near + (y & 1 ? 1 : -1)));
    const nearAt = luma.offset + (alphaTop + near) * luma.strideBytes;
    const nextAt = luma.offset + (alphaTop + next) * luma.strideBytes;
    const lumaAt = luma.offset + y * luma.strideBytes;
    const uAt = first.offset + (y >> 1) * first.strideBytes;
    const vAt = isInterleaved ? uAt + 1 : other.offset + (y >> 1) * other.strideBytes;
    let out = y * widthPx * 4;
    for (let x = 0; x < widthPx; x++, out += 4) {
      const matte = (3 * (bytes[nearAt + x] ?? 0) + (bytes[nextAt + x] ?? 0) + 2) >> 2;
      const alpha = ALPHA_OF_LUMA[matte] ?? 0;
      if (alpha === 0) {
        target[out + 3] = 0;
        continue;
      }
      const chroma = (x >> 1) * chromaStep;
      // BT.709 of limited range, in 1024ths.
      const light = 1192 * ((bytes[lumaAt + x] ?? 16) - 16);
      const u = (bytes[uAt + chroma] ?? 128) - 128;
      const v = (bytes[vAt + chroma] ?? 128) - 128;
      const r = byte(light + 1836 * v);
      let g = byte(light - 218 * u - 546 * v);
      const b = byte(light + 2163 * u);
      if (alpha < 255) {
        const neutral = r > b ? r : b;
        if (g > neutral) g -= ((g - neutral) * (DESPILL_OF_ALPHA[alpha] ?? 0)) >> 8;
      }
      target[out] = red[r] ?? r;
      target[out + 1] = green[g] ?? g;
      target[out + 2] = blue[b] ?? b;
      target[out + 3] = alpha;
    }
  }
}

function byte(scaled: number): number {
  const value = (scaled + 512) >> 10;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function clamp01(value: number): number {
  return Math.max(0, Math.min(1, value));
}
