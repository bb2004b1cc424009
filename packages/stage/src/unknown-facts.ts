import { type FrameFacts, PACKED_FRACTIONS, wholePictureFacts } from "@visavis/protocol";

/** For a frame that came without facts before any other: a whole picture of unknown scale. */
export function unknownFacts(widthPx: number, heightPx: number): FrameFacts {
  const height = Math.round(heightPx * PACKED_FRACTIONS.colourEnd);
  return wholePictureFacts({ width: widthPx, height });
}
