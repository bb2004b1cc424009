import { inPicture, type PictureSize, type Region } from "./region.ts";

/** Clockwise, from the camera's picture to the upright one. */
export type Rotation = 0 | 90 | 180 | 270;

/** How the bytes of a patch are to be read. */
type PixelLayout =
  | {
      readonly kind: "yuv";
      readonly stride: number;
      /** Of the first blue and red chroma byte. */
      readonly blueOffset: number;
      readonly redOffset: number;
      readonly chromaStride: number;
      readonly chromaStep: 1 | 2;
    }
  | {
      readonly kind: "rgb";
      readonly stride: number;
      readonly order: readonly [number, number, number];
    };

/** A part of the camera's picture, as the camera delivers it: not yet turned upright. */
export interface PixelPatch {
  readonly bytes: Uint8Array;
  readonly layout: PixelLayout;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where the patch begins in the camera's picture, and its pixels per pixel of that picture. */
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** A linear map: x = xx·u + xy·v + x0, y likewise. */
interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The size of the upright picture. */
export function uprightSize({ widthPx, heightPx }: PictureSize, rotation: Rotation): PictureSize {
  return rotation % 180 === 0 ? { widthPx, heightPx } : { widthPx: heightPx, heightPx: widthPx };
}

/** From the upright picture back to the camera's own, which has this size. */
function toCamera(
  { widthPx, heightPx }: PictureSize,
  rotation: Rotation,
  x: number,
  y: number,
): readonly [number, number] {
  switch (rotation) {
    case 0:
      return [x, y];
    case 90:
      return [y, heightPx - x];
    case 180:
      return [widthPx - x, heightPx - y];
    case 270:
      return [widthPx - y, x];
  }
}

/** The part of the camera's picture that shows a region, on whole chroma samples; null if none does. */
export function patchAround(
  camera: PictureSize,
  rotation: Rotation,
  region: Region,
): ({ readonly left: number; readonly top: number } & PictureSize) | null {
  const corners = [0, 1].flatMap((u) =>
    [0, 1].map((v) => toCamera(camera, rotation, ...inPicture(region, u, v))),
  );
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const left = Math.max(0, Math.floor(Math.min(...xs)) - 1) & ~1;
  const top = Math.max(0, Math.floor(Math.min(...ys)) - 1) & ~1;
  const widthPx = (Math.min(camera.widthPx, Math.ceil(Math.max(...xs)) + 2) - left) & ~1;
  const heightPx = (Math.min(camera.heightPx, Math.ceil(Math.max(...ys)) + 2) - top) & ~1;
  return widthPx >= 2 && heightPx >= 2 ? { left, top, widthPx, heightPx } : null;
}

export interface SampleRequest {
  readonly camera: PictureSize;
  readonly rotation: Rotation;
  readonly region: Region;
  readonly sidePx: number;
  /** What black is to the net: 0, or -1 where it wants colours from -1 to 1. */
  readonly black: 0 | -1;
}

/** Fills `into` with RGB of the region, row by row. What lies outside the picture is black. */
export function samplePatch(patch: PixelPatch, request: SampleRequest, into: Float32Array): void {
  const { sidePx, black } = request;
  const map = patchFromNet(patch, request);
  const gain = (1 - black) / 255;
  const rgb = new Float32Array(3);
  for (let v = 0, at = 0; v < sidePx; v++) {
    for (let u = 0; u < sidePx; u++, at += 3) {
      const x = map.xx * u + map.xy * v + map.x0;
      const y = map.yx * u + map.yy * v + map.y0;
      if (x < 0 || y < 0 || x >= patch.widthPx || y >= patch.heightPx) {
        into.fill(black, at, at + 3);
        continue;
      }
      readColour(patch, x, y, rgb);
      for (let k = 0; k < 3; k++) into[at + k] = (rgb[k] ?? 0) * gain + black;
    }
  }
}

/** From the net's pixels to the patch's; both count from the middle of their first pixel. */
function patchFromNet(patch: PixelPatch, request: SampleRequest): Affine {
  const { camera, rotation, region, sidePx } = request;
  const at = (u: number, v: number): readonly [number, number] => {
    const upright = inPicture(region, (u + 0.5) / sidePx, (v + 0.5) / sidePx);
    const [x, y] = toCamera(camera, rotation, ...upright);
    return [(x - patch.left) * patch.scale, (y - patch.top) * patch.scale];
  };
  const [x0, y0] = at(0, 0);
  const [xu, yu] = at(1, 0);
  const [xv, yv] = at(0, 1);
  return { xx: xu - x0, xy: xv - x0, x0, yx: yu - y0, yy: yv - y0, y0 };
}

/** Colour 0..255 at a point of the patch: light between four samples, tint of the nearest. */
function readColour(patch: PixelPatch, x: number, y: number, rgb: Float32Array): void {
  const { bytes, layout } = patch;
  if (layout.kind === "rgb") {
    const start = Math.floor(y) * layout.stride + 4 * Math.floor(x);
    for (let k = 0; k < 3; k++) rgb[k] = bytes[start + (layout.order[k] ?? k)] ?? 0;
    return;
  }
  const light = (lumaAt(patch, layout.stride, x - 0.5, y - 0.5) - 16) * 1.164;
  const chroma = (y >> 1) * layout.chromaStride + (x >> 1) * layout.chromaStep;
  const blue = (bytes[layout.blueOffset + chroma] ?? 128) - 128;
  const red = (bytes[layout.redOffset + chroma] ?? 128) - 128;
  rgb[0] = within255(light + 1.596 * red);
  rgb[1] = within255(light - 0.392 * blue - 0.813 * red);
  rgb[2] = within255(light + 2.017 * blue);
}

function lumaAt(
  { bytes, widthPx, heightPx }: PixelPatch,
  stride: number,
  x: number,
  y: number,
): number {
  const left = x < 0 ? 0 : Math.floor(x);
  const top = y < 0 ? 0 : Math.floor(y);
  const right = left + 1 < widthPx ? left + 1 : left;
  const bottom = top + 1 < heightPx ? top + 1 : top;
  const [alongX, alongY] = [x < 0 ? 0 : x - left, y < 0 ? 0 : y - top];
  const upper = mix(bytes[top * stride + left] ?? 0, bytes[top * stride + right] ?? 0, alongX);
  const lower = mix(
    bytes[bottom * stride + left] ?? 0,
    bytes[bottom * stride + right] ?? 0,
    alongX,
  );
  return mix(upper, lower, alongY);
}

function mix(a: number, b: number, share: number): number {
  return a + share * (b - a);
}

function within255(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
