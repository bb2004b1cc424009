import type { Picture } from "../records/ceremony-records.ts";

export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const JPEG_START = Uint8Array.of(0xff, 0xd8, 0xff);
const JPEG_END = Uint8Array.of(0xff, 0xd9);
const PNG_END = new TextEncoder().encode("IEND");

/** By what the bytes are, not by what the sender calls them; null when they are neither. */
export function pictureTypeOf(bytes: Uint8Array): Picture["mediaType"] | null {
  if (isAt(bytes, PNG, 0) && isAt(bytes, PNG_END, bytes.length - 8)) return "image/png";
  if (isAt(bytes, JPEG_START, 0) && isAt(bytes, JPEG_END, bytes.length - 2)) return "image/jpeg";
  return null;
}

function isAt(bytes: Uint8Array, part: Uint8Array, offset: number): boolean {
  return offset >= 0 && part.every((byte, i) => bytes[offset + i] === byte);
}
