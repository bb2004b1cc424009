import {
  decodeFacts,
  type FrameFacts,
  isVisavisError,
  PACKED_FRACTIONS,
  readCodeStrip,
} from "@visavis/protocol";

/** Rows of one luma plane that hold at least the code strip. */
export interface LumaRows {
  readonly data: Uint8Array;
  readonly strideBytes: number;
  readonly widthPx: number;
  readonly startRow: number;
  readonly rows: number;
}

/** Where the code strip of a frame of this height stands, however the frame was resized. */
export function stripRows(heightPx: number): { readonly startRow: number; readonly rows: number } {
  const startRow = Math.round(heightPx * PACKED_FRACTIONS.codeStart);
  return { startRow, rows: heightPx - startRow };
}

/** Facts written in pixels; null when there are none, or when they make no sense. */
export function factsFromStrip(luma: LumaRows, nearMs: number): FrameFacts | null {
  const { data, startRow, rows, widthPx } = luma;
  const bytes = readCodeStrip({ data, stridePx: luma.strideBytes, widthPx, startRow, rows });
  if (!bytes) return null;
  try {
    return decodeFacts(bytes, nearMs);
  } catch (error) {
    if (isVisavisError(error)) return null;
    throw error;
  }
}
