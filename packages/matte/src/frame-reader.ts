import type { Rotation } from "./matte-frame.ts";
import { rgbToI420, splitNv12 } from "./i420.ts";
import { i420Bytes, type PictureSize } from "./picture-size.ts";

/** What the Y'CbCr of a frame means once it is read. */
export interface SourceColour {
  readonly matrix: "bt601" | "bt709";
  readonly range: "limited" | "full";
}

/** RGB is brought to BT.709 here. What is not marked is BT.601: so browsers show it, too. */
export function sourceColour({ format, colorSpace }: VideoFrame): SourceColour {
  if (format !== "I420" && format !== "NV12") return { matrix: "bt709", range: "limited" };
  return {
    matrix: colorSpace.matrix === "bt709" ? "bt709" : "bt601",
    range: colorSpace.fullRange ? "full" : "limited",
  };
}

/** The visible picture of a frame, on whole chroma samples. */
export function frameSize({ visibleRect, codedWidth, codedHeight }: VideoFrame): PictureSize {
  const { width, height } = visibleRect ?? { width: codedWidth, height: codedHeight };
  return { widthPx: width & ~1, heightPx: height & ~1 };
}

/** What the camera itself says of its orientation (phones), added to what the site has set. */
export function uprightRotation(frame: VideoFrame, rotation: Rotation): Rotation {
  const own = "rotation" in frame ? Number(frame.rotation) : 0;
  const turns = Math.round((own + rotation) / 90) & 3;
  return ([0, 90, 180, 270] as const)[turns] ?? 0;
}

/** Brings frames of any pixel format to I420. Never closes the frame: its caller does. */
export class FrameReader {
  #scratch = new Uint8Array(0);
  #canvas: OffscreenCanvas | null = null;

  /** @param into room for one I420 picture of `frameSize`, of `sourceColour` */
  async read(frame: VideoFrame, into: Uint8Array): Promise<void> {
    const size = frameSize(frame);
    switch (frame.format) {
      case "I420":
        await copyPlanes(frame, size, into);
        return;
      case "NV12": {
        const bytes = this.#room(i420Bytes(size));
        await frame.copyTo(bytes, { rect: rectOf(frame, size), layout: nv12Layout(size) });
        splitNv12(bytes, size, into);
        return;
      }
      case "BGRA":
      case "BGRX":
        await this.#readRgb(frame, into, { size, order: "BGR" });
        return;
      case "RGBA":
      case "RGBX":
        await this.#readRgb(frame, into, { size, order: "RGB" });
        return;
      default:
        this.#readByCanvas(frame, size, into);
        return;
    }
  }

  async #readRgb(
    frame: VideoFrame,
    into: Uint8Array,
    { size, order }: { size: PictureSize; order: "RGB" | "BGR" },
  ): Promise<void> {
    const bytes = this.#room(size.widthPx * size.heightPx * 4);
    const layout = [{ offset: 0, stride: size.widthPx * 4 }];
    await frame.copyTo(bytes, { rect: rectOf(frame, size), layout });
    rgbToI420(bytes, size, order, into);
  }

  /** Pictures that only the GPU can read, and formats that no rule above knows. Slow but sure. */
  #readByCanvas(frame: VideoFrame, size: PictureSize, into: Uint8Array): void {
    const { widthPx, heightPx } = size;
    if (this.#canvas?.width !== widthPx || this.#canvas.height !== heightPx) {
      this.#canvas = new OffscreenCanvas(widthPx, heightPx);
    }
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no 2d context to read a camera frame with");
    context.drawImage(frame, 0, 0, widthPx, heightPx);
    rgbToI420(
      new Uint8Array(context.getImageData(0, 0, widthPx, heightPx).data.buffer),
      size,
      "RGB",
      into,
    );
  }

  #room(bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#scratch.length < bytes) this.#scratch = new Uint8Array(bytes);
    return this.#scratch.subarray(0, bytes);
  }
}

async function copyPlanes(frame: VideoFrame, size: PictureSize, into: Uint8Array): Promise<void> {
  const { widthPx, heightPx } = size;
  const luma = widthPx * heightPx;
  const layout = [
    { offset: 0, stride: widthPx },
    { offset: luma, stride: widthPx / 2 },
    { offset: luma * 1.25, stride: widthPx / 2 },
  ];
  await frame.copyTo(into, { rect: rectOf(frame, size), layout });
}

function nv12Layout({ widthPx, heightPx }: PictureSize): PlaneLayout[] {
  return [
    { offset: 0, stride: widthPx },
    { offset: widthPx * heightPx, stride: widthPx },
  ];
}

function rectOf(frame: VideoFrame, { widthPx, heightPx }: PictureSize): DOMRectInit {
  const { x = 0, y = 0 } = frame.visibleRect ?? {};
  return { x: x & ~1, y: y & ~1, width: widthPx, height: heightPx };
}
