export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export type ImageType = "image/png" | "image/jpeg";

/** What an image says of itself before anything decodes it; null when it is not of that type. */
export function imageSize(bytes: Uint8Array, type: ImageType): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return type === "image/png" ? pngSize(view) : jpegSize(view);
}

const PNG_START = [0x89504e47, 0x0d0a1a0a] as const;
const IHDR = 0x49484452;

function pngSize(view: DataView): ImageSize | null {
  if (view.byteLength < 33) return null;
  const isPng = view.getUint32(0) === PNG_START[0] && view.getUint32(4) === PNG_START[1];
  if (!isPng || view.getUint32(12) !== IHDR) return null;
  return { widthPx: view.getUint32(16), heightPx: view.getUint32(20) };
}

/** Segments follow each other by their lengths; the first start of a frame has the size. */
function jpegSize(view: DataView): ImageSize | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    if (marker < 0xffc0) return null;
    if (isFrameStart(marker)) {
      return { heightPx: view.getUint16(at + 5), widthPx: view.getUint16(at + 7) };
    }
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

function isFrameStart(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}
