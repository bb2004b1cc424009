import { PACKED_FRACTIONS } from "@visavis/protocol";
import type { PackedPicture, PlanePicture } from "./packed-picture.ts";
import type { AlphaBlock, FigurePicture } from "./stage-renderer.ts";

/** Every second pixel each way: this is for machines that have nothing better. */
const STEP = 2;

/** A packed frame as straight RGBA on the CPU. */
export class FlatPicture implements FigurePicture {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #alpha: AlphaBlock | null = null;

  get hasPicture(): boolean {
    return this.#alpha !== null;
  }

  /** Straight alpha, the whole picture of the person. */
  get canvas(): OffscreenCanvas {
    return this.#canvas;
  }

  upload(picture: PackedPicture): void {
    const planes = picture.kind === "planes" ? picture : null;
    // Other formats come only from browsers that cannot copy planes, and those have WebGL2.
    if (!planes) return;
    const image = unpack(planes);
    this.#canvas.width = image.width;
    this.#canvas.height = image.height;
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
    this.#alpha = {
      widthPx: image.width,
      heightPx: image.height,
      data: Uint8Array.from(
        { length: image.width * image.height },
        (_, i) => image.data[i * 4 + 3] ?? 0,
      ),
    };
  }

  readAlpha(): AlphaBlock | null {
    return this.#alpha;
  }

  dispose(): void {
    this.#alpha = null;
  }
}

function unpack(picture: PlanePicture): ImageData {
  const { widthPx, heightPx } = picture;
  const width = Math.max(1, Math.floor(widthPx / STEP));
  const rows = heightPx * PACKED_FRACTIONS.colourEnd;
  const height = Math.max(1, Math.floor(rows / STEP));
  const image = new ImageData(width, height);
  const { alphaStart, alphaEnd } = PACKED_FRACTIONS;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) / height) * rows);
    const share = alphaStart + ((y + 0.5) / height) * (alphaEnd - alphaStart);
    const matteRow = Math.floor(share * heightPx);
    for (let x = 0; x < width; x++) {
      const alpha = tight(lumaAt(picture, x * STEP, matteRow));
      if (alpha > 0) setPixel(image, y * width + x, picture, { x: x * STEP, row, alpha });
    }
  }
  return image;
}

function setPixel(
  image: ImageData,
  index: number,
  picture: PlanePicture,
  { x, row, alpha }: { readonly x: number; readonly row: number; readonly alpha: number },
): void {
  const luma = 1.164384 * (lumaAt(picture, x, row) - 16);
  const [u, v] = chromaAt(picture, x, row);
  image.data[index * 4] = luma + 1.792741 * v;
  image.data[index * 4 + 1] = luma - 0.213249 * u - 0.532909 * v;
  image.data[index * 4 + 2] = luma + 2.112402 * u;
  image.data[index * 4 + 3] = alpha;
}

function lumaAt({ bytes, planes }: PlanePicture, x: number, row: number): number {
  const plane = planes[0];
  return plane ? (bytes[plane.offset + row * plane.strideBytes + x] ?? 0) : 0;
}

function chromaAt(
  { bytes, format, planes }: PlanePicture,
  x: number,
  row: number,
): [number, number] {
  const [, first, second] = planes;
  if (!first) return [0, 0];
  const start = first.offset + (row >> 1) * first.strideBytes;
  if (format === "nv12") {
    const at = start + (x & ~1);
    return [(bytes[at] ?? 128) - 128, (bytes[at + 1] ?? 128) - 128];
  }
  const other = second ? second.offset + (row >> 1) * second.strideBytes : start;
  return [(bytes[start + (x >> 1)] ?? 128) - 128, (bytes[other + (x >> 1)] ?? 128) - 128];
}

function tight(luma: number): number {
  return Math.max(0, Math.min(255, (((luma - 16) / 219 - 0.15) / 0.7) * 255));
}
