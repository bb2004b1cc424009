import { PACKED_FRACTIONS } from "@visavis/protocol";
import { type FlatTone, flatTone, type RowSpan, unpackRows } from "./flat-unpack.ts";
import type { PackedPicture, PlanePicture } from "./packed-picture.ts";
import type { AlphaBlock, FigurePicture } from "./stage-renderer.ts";

interface Matte {
  readonly widthPx: number;
  readonly rows: number;
  /** Luma of the alpha rows, as it arrived. */
  readonly luma: Uint8Array;
}

/** A packed frame as straight RGBA on the CPU: without a GPU that costs a third of what shaders do. */
export class FlatPicture implements FigurePicture {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #image: ImageData | null = null;
  #matte: Matte | null = null;
  #tone: FlatTone = flatTone([1, 1, 1], 0);
  #toneKey = "";
  /** Fractions of the picture's height that the glass shows, with what the drawing last asked for. */
  #shown: { readonly top: number; readonly bottom: number } = { top: 0, bottom: 1 };

  get hasPicture(): boolean {
    return this.#matte !== null;
  }

  /** Straight alpha, the whole picture of the person. */
  get canvas(): OffscreenCanvas {
    return this.#canvas;
  }

  /** How the next frames are to look; takes effect with the next upload. */
  prepare(
    gain: readonly number[],
    lift: number,
    shown: { readonly top: number; readonly bottom: number },
  ): void {
    this.#shown = shown;
    const key = `${gain.map((value) => value.toFixed(3)).join()} ${lift}`;
    if (key === this.#toneKey) return;
    this.#toneKey = key;
    this.#tone = flatTone(gain, lift);
  }

  upload(picture: PackedPicture): void {
    // Other formats come only from browsers that cannot copy planes, and those have WebGL2.
    if (picture.kind !== "planes") return;
    const width = picture.widthPx;
    const height = Math.round(picture.heightPx * PACKED_FRACTIONS.colourEnd);
    const image = this.#imageOf(width, height);
    const span = this.#spanOf(height);
    unpackRows(picture, image.data, this.#tone, span);
    const context = this.#canvas.getContext("2d");
    context?.putImageData(image, 0, 0, 0, span.start, width, span.end - span.start);
    this.#matte = matteOf(picture);
  }

  /** The matte at the size of the colour rows, as it arrived but for the codec's noise floor. */
  readAlpha(): AlphaBlock | null {
    const matte = this.#matte;
    if (!matte) return null;
    const { widthPx, rows, luma } = matte;
    const data = new Uint8Array(widthPx * rows * 2);
    for (let y = 0; y < rows * 2; y++) {
      for (let x = 0; x < widthPx; x++) {
        const value = (((luma[(y >> 1) * widthPx + x] ?? 16) - 16) * 255) / 219;
        data[y * widthPx + x] = value < 6 ? 0 : Math.min(255, value);
      }
    }
    return { widthPx, heightPx: rows * 2, data };
  }

  /** Alpha, 0 to 1, at a point of the picture, both coordinates 0 to 1 from the upper left. */
  alphaAt(u: number, v: number): number {
    const matte = this.#matte;
    if (!matte || !(u >= 0 && u < 1 && v >= 0 && v < 1)) return 0;
    const { widthPx, rows, luma } = matte;
    const value = luma[Math.floor(v * rows) * widthPx + Math.floor(u * widthPx)] ?? 16;
    return Math.max(0, Math.min(1, (value - 16) / 219));
  }

  dispose(): void {
    this.#matte = null;
    this.#image = null;
  }

  #imageOf(width: number, height: number): ImageData {
    if (this.#image?.width === width && this.#image.height === height) return this.#image;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#image = new ImageData(width, height);
    return this.#image;
  }

  #spanOf(height: number): RowSpan {
    const start = Math.max(0, Math.floor(this.#shown.top * height) - 2);
    const end = Math.min(height, Math.ceil(this.#shown.bottom * height) + 2);
    return { start, end: Math.max(start, end) };
  }
}

function matteOf({ bytes, heightPx, planes, widthPx }: PlanePicture): Matte | null {
  const [plane] = planes;
  if (!plane) return null;
  const top = Math.round(heightPx * PACKED_FRACTIONS.alphaStart);
  const rows = Math.round(heightPx * PACKED_FRACTIONS.alphaEnd) - top;
  const luma = new Uint8Array(widthPx * rows);
  for (let y = 0; y < rows; y++) {
    const from = plane.offset + (top + y) * plane.strideBytes;
    luma.set(bytes.subarray(from, from + widthPx), y * widthPx);
  }
  return { widthPx, rows, luma };
}
