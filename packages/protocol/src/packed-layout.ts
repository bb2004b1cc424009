import { VisavisError } from "./errors.ts";

/** Rows of a packed frame come in multiples of this; see docs/protocol.md, PACK-1. */
export const PACKED_UNITS = 160;
const COLOUR_UNITS = 98;
const GUARD_UNITS = 2;
const ALPHA_UNITS = 49;
const ALPHA_START_UNITS = COLOUR_UNITS + GUARD_UNITS;
const CODE_START_UNITS = ALPHA_START_UNITS + ALPHA_UNITS + GUARD_UNITS;
const CODE_UNITS = PACKED_UNITS - CODE_START_UNITS;

/** Where the parts of a packed frame stand, as fractions of its height from the top. */
export const PACKED_FRACTIONS = {
  colourEnd: COLOUR_UNITS / PACKED_UNITS,
  alphaStart: ALPHA_START_UNITS / PACKED_UNITS,
  alphaEnd: (ALPHA_START_UNITS + ALPHA_UNITS) / PACKED_UNITS,
  codeStart: CODE_START_UNITS / PACKED_UNITS,
} as const;

export interface RowRange {
  readonly start: number;
  readonly rows: number;
}

/** Colour above, alpha (half its height) below, a code strip at the foot; all in rows of luma. */
export interface PackedLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: RowRange;
  readonly alpha: RowRange;
  readonly code: RowRange;
}

/**
 * @param widthPx multiple of 16
 * @param unitRows rows per unit (k), an integer of at least 2; the colour part is 98 k rows high
 */
export function packedLayout(widthPx: number, unitRows: number): PackedLayout {
  if (!Number.isInteger(unitRows) || unitRows < 2 || widthPx < 16 || widthPx % 16 !== 0) {
    throw new VisavisError("message-invalid", `no packed layout of ${widthPx} x ${unitRows} units`);
  }
  return {
    widthPx,
    heightPx: PACKED_UNITS * unitRows,
    colour: { start: 0, rows: COLOUR_UNITS * unitRows },
    alpha: { start: ALPHA_START_UNITS * unitRows, rows: ALPHA_UNITS * unitRows },
    code: { start: CODE_START_UNITS * unitRows, rows: CODE_UNITS * unitRows },
  };
}

/** The largest unit whose colour part is at most `colourRows` high. */
export function unitRowsFor(colourRows: number): number {
  return Math.max(2, Math.floor(colourRows / COLOUR_UNITS));
}

/** Width over height of the colour part of a received frame of this size, however it was resized. */
export function colourAspect(widthPx: number, heightPx: number): number {
  return widthPx / (heightPx * PACKED_FRACTIONS.colourEnd);
}
