import { packedLayout, unitRowsFor } from "@visavis/protocol";
import { writeRgba } from "./i420.ts";
import type { MatteFrame } from "./matte-frame.ts";
import type { Matter } from "./matter.ts";

/**
 * How a frame carries its alpha. `I420A` and `RGBA` are the formats of WebCodecs, straight alpha.
 * `packed` is an opaque I420 picture with the colour above and the alpha below it, for ways that know
 * no alpha: a `PackedView` at the other end puts them together again.
 */
export type AlphaFormat = "I420A" | "RGBA" | "packed";

/** What the kernels bring every camera to. */
const REC_709: VideoColorSpaceInit = {
  primaries: "bt709",
  transfer: "bt709",
  matrix: "bt709",
  fullRange: false,
};
const SRGB: VideoColorSpaceInit = {
  primaries: "bt709",
  transfer: "iec61966-2-1",
  matrix: "rgb",
  fullRange: true,
};
/** Of limited range. */
const NO_ALPHA_LUMA = 16;

/** Where alpha lies among a picture's bytes: from, to, each n-th, and the value that means none. */
interface AlphaPlace {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly none: number;
}

/** The last picture with alpha, as bytes that can be shown again with less of it. */
export class AlphaPicture {
  readonly #format: AlphaFormat;
  #bytes = new Uint8Array(0);
  #size = { widthPx: 0, heightPx: 0 };
  #place: AlphaPlace = { from: 0, to: 0, step: 1, none: 0 };
  /** Of the alpha that was drawn. */
  #share = 0;

  constructor(format: AlphaFormat) {
    this.#format = format;
  }

  get isEmpty(): boolean {
    return this.#size.widthPx === 0;
  }

  draw(matter: Matter, matte: MatteFrame): void {
    switch (this.#format) {
      case "I420A":
        this.#drawPlanes(matte);
        break;
      case "RGBA":
        this.#drawPixels(matte);
        break;
      case "packed":
        this.#drawPacked(matter, matte);
    }
    this.#share = 1;
  }

  /** Takes the alpha to `share` of what was drawn; it never comes back but by `draw`. */
  fade(share: number): void {
    const { from, to, step, none } = this.#place;
    const part = this.#share === 0 ? 0 : Math.min(1, share / this.#share);
    for (let i = from; i < to; i += step) {
      this.#bytes[i] = none + Math.max(0, (this.#bytes[i] ?? 0) - none) * part;
    }
    this.#share *= part;
  }

  /** The receiver closes it. */
  toFrame(timestamp: number, duration: number | null): VideoFrame {
    const { widthPx, heightPx } = this.#size;
    return new VideoFrame(this.#bytes, {
      format: this.#format === "packed" ? "I420" : this.#format,
      codedWidth: widthPx,
      codedHeight: heightPx,
      colorSpace: this.#format === "RGBA" ? SRGB : REC_709,
      timestamp,
      ...(duration !== null && { duration }),
    });
  }

  #drawPlanes({ widthPx, heightPx, colour, alpha }: MatteFrame): void {
    const bytes = this.#room(colour.length + alpha.length);
    bytes.set(colour);
    bytes.set(alpha, colour.length);
    this.#size = { widthPx, heightPx };
    this.#place = { from: colour.length, to: bytes.length, step: 1, none: 0 };
  }

  #drawPixels(matte: MatteFrame): void {
    const { widthPx, heightPx } = matte;
    const bytes = this.#room(widthPx * heightPx * 4);
    writeRgba(matte.colour, matte.alpha, matte, bytes);
    this.#size = { widthPx, heightPx };
    this.#place = { from: 3, to: bytes.length, step: 4, none: 0 };
  }

  #drawPacked(matter: Matter, { widthPx, heightPx }: MatteFrame): void {
    const layout = packedLayout(widthPx & ~15, unitRowsFor(heightPx));
    const crop = { x: 0, y: 0, width: widthPx, height: heightPx };
    const packed = matter.pack({ crop, layout });
    this.#room(packed.length).set(packed);
    this.#size = layout;
    const { alpha, colour } = layout;
    // With the guard rows around it, so that nothing opaque is left to bleed back.
    const guardRows = (alpha.start - colour.rows) / 2;
    this.#place = {
      from: (alpha.start - guardRows) * layout.widthPx,
      to: (alpha.start + alpha.rows + guardRows) * layout.widthPx,
      step: 1,
      none: NO_ALPHA_LUMA,
    };
  }

  #room(count: number): Uint8Array {
    if (this.#bytes.length !== count) this.#bytes = new Uint8Array(count);
    return this.#bytes;
  }
}
