import type { Rotation } from "./matte-frame.ts";
import { NET_SIDE } from "./net-side.ts";
import type { Region } from "./person-region.ts";
import { type PictureSize, rotatedSize } from "./picture-size.ts";

/**
 * What the camera itself says is the person: white surely is, black surely is not. Some platforms
 * compute it beside the picture (W3C Media Capture and Streams Extensions,
 * `backgroundSegmentationMask`). Null where the frame carries none. The caller closes it.
 */
export function cameraMask(frame: VideoFrame): ImageBitmap | null {
  // Neither the method nor the member is in every browser.
  if (!("metadata" in frame) || typeof frame.metadata !== "function") return null;
  const facts: unknown = Reflect.apply(frame.metadata, frame, []);
  if (typeof facts !== "object" || facts === null) return null;
  const mask = "backgroundSegmentationMask" in facts ? facts.backgroundSegmentationMask : null;
  return mask instanceof ImageBitmap ? mask : null;
}

export interface MaskedPicture {
  readonly mask: ImageBitmap;
  /** Of the camera's buffer, before rotation; the mask covers all of it, at any size. */
  readonly camera: PictureSize;
  readonly rotation: Rotation;
  /** Upright, cut centrally. */
  readonly picture: PictureSize;
}

/** Reads a camera's mask as if the net had seen a region of the upright picture. */
export class MaskReader {
  #canvas: OffscreenCanvas | null = null;

  read({ mask, camera, rotation, picture }: MaskedPicture, region: Region): Float32Array {
    this.#canvas ??= new OffscreenCanvas(NET_SIDE, NET_SIDE);
    const pen = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (!pen) throw new Error("no 2d context to read a camera's mask with");
    const upright = rotatedSize(camera, rotation);
    const { left, top, right, bottom } = region;
    pen.reset();
    pen.scale(NET_SIDE / (right - left), NET_SIDE / (bottom - top));
    pen.translate(-left - cut(upright.widthPx, picture.widthPx), 0);
    pen.translate(0, -top - cut(upright.heightPx, picture.heightPx));
    pen.translate(upright.widthPx / 2, upright.heightPx / 2);
    pen.rotate((rotation * Math.PI) / 180);
    const { widthPx, heightPx } = camera;
    pen.drawImage(mask, -widthPx / 2, -heightPx / 2, widthPx, heightPx);
    const { data } = pen.getImageData(0, 0, NET_SIDE, NET_SIDE);
    // Grey: one channel says all.
    return Float32Array.from({ length: NET_SIDE ** 2 }, (_, i) => (data[4 * i] ?? 0) / 255);
  }
}

/** As the kernels cut. */
function cut(whole: number, part: number): number {
  return ((whole - part) >> 1) & ~1;
}
