import type { Rotation } from "./matte-frame.ts";

/** Size of a picture in pixels, after rotation unless said otherwise. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export function isSameSize(a: PictureSize, b: PictureSize): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}

export function rotatedSize(size: PictureSize, rotation: Rotation): PictureSize {
  return rotation % 180 === 0 ? size : { widthPx: size.heightPx, heightPx: size.widthPx };
}

export function i420Bytes({ widthPx, heightPx }: PictureSize): number {
  return (widthPx * heightPx * 3) / 2;
}
