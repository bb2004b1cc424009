import { type FrameFacts, PACKED_FRACTIONS } from "@visavis/protocol";

/** For a frame that came without facts before any other: a whole picture of unknown scale. */
export function unknownFacts(widthPx: number, heightPx: number): FrameFacts {
  const height = Math.round(heightPx * PACKED_FRACTIONS.colourEnd);
  return {
    sequence: 0,
    capturedAtMs: 0,
    camera: { width: widthPx, height },
    crop: { x: 0, y: 0, width: widthPx, height },
    view: null,
    person: null,
    metresPerPixel: 0,
    waitMs: 0,
    matteMs: 0,
    packMs: 0,
    encodeMs: 0,
  };
}
