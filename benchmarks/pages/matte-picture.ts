import { putRgb } from "./matte-baseline.ts";

export interface Shown {
  readonly widthPx: number;
  readonly heightPx: number;
  /** What the camera saw. */
  readonly camera: Uint8Array;
  readonly truth: Uint8Array;
  readonly alpha: Uint8Array;
  readonly rgb: Uint8Array;
}

/** Straight RGB of a frame in I420. */
export function rgbPlane(i420: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const pixels = widthPx * heightPx;
  const out = new Uint8Array(3 * pixels);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const chroma = pixels + (y >> 1) * (widthPx >> 1) + (x >> 1);
      const i = y * widthPx + x;
      const [cb, cr] = [i420[chroma] ?? 0, i420[chroma + (pixels >> 2)] ?? 0];
      putRgb(out, 3 * i, { luma: i420[i] ?? 0, cb, cr });
    }
  }
  return out;
}

/** Camera, true alpha, this alpha, and the person on a new wall, two by two; as a data address. */
export async function sideBySide(shown: Shown): Promise<string> {
  const { widthPx, heightPx } = shown;
  const canvas = new OffscreenCanvas(2 * widthPx, 2 * heightPx);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  const camera = rgbPlane(shown.camera, widthPx, heightPx);
  const wall = [96, 64, 120] as const;
  const tiles: readonly ((i: number, c: number) => number)[] = [
    (i, c) => camera[3 * i + c] ?? 0,
    (i) => shown.truth[i] ?? 0,
    (i) => shown.alpha[i] ?? 0,
    (i, c) => {
      const alpha = (shown.alpha[i] ?? 0) / 255;
      return alpha * (shown.rgb[3 * i + c] ?? 0) + (1 - alpha) * (wall[c] ?? 0);
    },
  ];
  for (const [n, at] of tiles.entries()) {
    const image = context.createImageData(widthPx, heightPx);
    for (let i = 0; i < widthPx * heightPx; i++) {
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = at(i, c);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, (n % 2) * widthPx, Math.floor(n / 2) * heightPx);
  }
  return asDataAddress(await canvas.convertToBlob());
}

function asDataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      if (typeof reader.result === "string") resolve(reader.result);
    });
    reader.addEventListener("error", () => reject(new Error("no picture")));
    reader.readAsDataURL(blob);
  });
}
