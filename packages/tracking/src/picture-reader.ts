import {
  type PixelPatch,
  patchAround,
  type Rotation,
  samplePatch,
  type SampleRequest,
  uprightSize,
} from "./pixel-patch.ts";
import type { PictureSize, Region } from "./region.ts";

/** One picture, of which regions can be read until it is closed. */
export interface Picture {
  /** Of the upright picture. */
  readonly size: PictureSize;
  /** RGB of the region, `sidePx` squared, in memory that the next call uses again. */
  read(region: Region, sidePx: number, black: 0 | -1): Promise<Float32Array>;
}

type PatchRectangle = NonNullable<ReturnType<typeof patchAround>>;

/** Reads regions of camera frames, and no more of a frame than the region. Never closes the frame. */
export class PictureReader {
  #bytes = new Uint8Array(0);
  readonly #inputs = new Map<number, Float32Array>();
  #canvas: OffscreenCanvas | null = null;

  open(frame: VideoFrame, siteRotation: Rotation): Picture {
    const rotation = uprightRotation(frame, siteRotation);
    const camera = cameraSize(frame);
    return {
      size: uprightSize(camera, rotation),
      read: async (region, sidePx, black) => {
        const input = this.#input(sidePx);
        const rectangle = patchAround(camera, rotation, region);
        if (!rectangle) return input.fill(black);
        const patch = await this.#patch(frame, rectangle, sidePx);
        const request: SampleRequest = { camera, rotation, region, sidePx, black };
        samplePatch(patch, request, input);
        return input;
      },
    };
  }

  async #patch(frame: VideoFrame, rectangle: PatchRectangle, sidePx: number): Promise<PixelPatch> {
    switch (frame.format) {
      case "I420":
      case "NV12":
        return this.#copyYuv(frame, rectangle);
      case "RGBA":
      case "RGBX":
      case "BGRA":
      case "BGRX":
        return this.#copyRgb(frame, rectangle);
      default:
        return this.#draw(frame, rectangle, sidePx);
    }
  }

  async #copyYuv(frame: VideoFrame, rectangle: PatchRectangle): Promise<PixelPatch> {
    const { left, top, widthPx, heightPx } = rectangle;
    const luma = widthPx * heightPx;
    const bytes = this.#room(luma * 1.5);
    const isPlanar = frame.format === "I420";
    const chromaStride = isPlanar ? widthPx / 2 : widthPx;
    const chroma = { offset: luma, stride: chromaStride };
    const red = { offset: luma * 1.25, stride: chromaStride };
    await frame.copyTo(bytes, {
      rect: copyRectangle(frame, rectangle),
      layout: [{ offset: 0, stride: widthPx }, ...(isPlanar ? [chroma, red] : [chroma])],
    });
    const layout = {
      kind: "yuv",
      stride: widthPx,
      blueOffset: luma,
      redOffset: isPlanar ? luma * 1.25 : luma + 1,
      chromaStride,
      chromaStep: isPlanar ? 1 : 2,
    } as const;
    return { bytes, layout, widthPx, heightPx, left, top, scale: 1 };
  }

  async #copyRgb(frame: VideoFrame, rectangle: PatchRectangle): Promise<PixelPatch> {
    const { left, top, widthPx, heightPx } = rectangle;
    const stride = 4 * widthPx;
    const bytes = this.#room(stride * heightPx);
    await frame.copyTo(bytes, {
      rect: copyRectangle(frame, rectangle),
      layout: [{ offset: 0, stride }],
    });
    const isBlueFirst = frame.format === "BGRA" || frame.format === "BGRX";
    const order = isBlueFirst ? ([2, 1, 0] as const) : ([0, 1, 2] as const);
    return {
      bytes,
      layout: { kind: "rgb", stride, order },
      widthPx,
      heightPx,
      left,
      top,
      scale: 1,
    };
  }

  /** Pictures that only the GPU can read, and formats that no rule above knows. */
  #draw(frame: VideoFrame, rectangle: PatchRectangle, sidePx: number): PixelPatch {
    const { left, top } = rectangle;
    const scale = Math.min(1, (1.5 * sidePx) / Math.max(rectangle.widthPx, rectangle.heightPx));
    const widthPx = Math.max(1, Math.round(rectangle.widthPx * scale));
    const heightPx = Math.max(1, Math.round(rectangle.heightPx * scale));
    const canvas = (this.#canvas ??= new OffscreenCanvas(1, 1));
    if (canvas.width < widthPx || canvas.height < heightPx) {
      canvas.width = Math.max(canvas.width, widthPx);
      canvas.height = Math.max(canvas.height, heightPx);
    }
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no 2d context to read a camera frame with");
    const from = [left, top, rectangle.widthPx, rectangle.heightPx] as const;
    context.drawImage(frame, ...from, 0, 0, widthPx, heightPx);
    const bytes = new Uint8Array(context.getImageData(0, 0, widthPx, heightPx).data.buffer);
    const layout = { kind: "rgb", stride: 4 * widthPx, order: [0, 1, 2] } as const;
    return { bytes, layout, widthPx, heightPx, left, top, scale };
  }

  #room(bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length < bytes) this.#bytes = new Uint8Array(bytes);
    return this.#bytes.subarray(0, bytes);
  }

  #input(sidePx: number): Float32Array {
    const known = this.#inputs.get(sidePx);
    if (known) return known;
    const input = new Float32Array(sidePx * sidePx * 3);
    this.#inputs.set(sidePx, input);
    return input;
  }
}

/** The visible picture, on whole chroma samples. */
function cameraSize({ visibleRect, codedWidth, codedHeight }: VideoFrame): PictureSize {
  const { width, height } = visibleRect ?? { width: codedWidth, height: codedHeight };
  return { widthPx: width & ~1, heightPx: height & ~1 };
}

/** What the camera itself says of its orientation (phones), added to what the site has set. */
function uprightRotation(frame: VideoFrame, rotation: Rotation): Rotation {
  const own = "rotation" in frame ? Number(frame.rotation) : 0;
  const turns = Math.round((own + rotation) / 90) & 3;
  return ([0, 90, 180, 270] as const)[turns] ?? 0;
}

function copyRectangle(frame: VideoFrame, rectangle: PatchRectangle): DOMRectInit {
  const { x = 0, y = 0 } = frame.visibleRect ?? {};
  return {
    x: (x & ~1) + rectangle.left,
    y: (y & ~1) + rectangle.top,
    width: rectangle.widthPx,
    height: rectangle.heightPx,
  };
}
