import type { ColourStandard } from "./colour-matrix.ts";

interface Plane {
  readonly offset: number;
  readonly strideBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The planes of one packed frame in memory; `bytes` belongs to the video that copied them. */
export interface PlanePicture {
  readonly kind: "planes";
  readonly format: "i420" | "nv12";
  readonly bytes: Uint8Array;
  readonly planes: readonly Plane[];
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A packed frame that the graphics side reads by itself. A VideoFrame in it is closed by its owner. */
export interface ImagePicture {
  readonly kind: "image";
  readonly image: HTMLVideoElement | VideoFrame;
  /** By which the browser makes RGB of it; packed colour is always BT.709. */
  readonly standard: ColourStandard;
  readonly widthPx: number;
  readonly heightPx: number;
}

export type PackedPicture = PlanePicture | ImagePicture;

/** The layout that `VideoFrame.copyTo` gave, with the size of each plane; null for other formats. */
export function planePicture(
  format: string | null,
  bytes: Uint8Array,
  layout: readonly PlaneLayout[],
  widthPx: number,
  heightPx: number,
): PlanePicture | null {
  if (format !== "I420" && format !== "NV12") return null;
  const [chromaWidth, chromaHeight] = [(widthPx + 1) >> 1, (heightPx + 1) >> 1];
  const planes = layout.map(({ offset, stride }, i) => ({
    offset,
    strideBytes: stride,
    widthPx: i === 0 ? widthPx : chromaWidth,
    heightPx: i === 0 ? heightPx : chromaHeight,
  }));
  return {
    kind: "planes",
    format: format === "I420" ? "i420" : "nv12",
    bytes,
    planes,
    widthPx,
    heightPx,
  };
}
