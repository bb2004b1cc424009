import type { PaneSize } from "./pane.ts";

/** ISO/IEC 7810 ID-1, the long edge of a bank card. */
export const BANK_CARD_M = 0.0856;
export const BANK_CARD_SHORT_M = 0.05398;
/** ISO 216, the long edge of A4. */
export const A4_EDGE_M = 0.297;
export const A4_SHORT_M = 0.21;

export const METRES_PER_INCH = 0.0254;

/** A screen as the browser states it: CSS pixels, and device pixels per CSS pixel. */
export interface ScreenFacts {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly devicePixelRatio: number;
}

export interface MeasuredSize {
  readonly size: PaneSize;
  /** How wrong the size may be, in percent: what the method cannot see. */
  readonly errorPercent: number;
}

/** A person sets an edge to within one device pixel at best. */
const SETTING_ERROR_DEVICE_PX = 1;
/** Makers round: a 55-inch class display measures 54.6 inches. */
const DIAGONAL_ERROR_INCH = 0.4;
const TAPE_ERROR_M = 0.001;

/** From an object of known length, held against the screen and matched by a drawn one. */
export function sizeFromReference(
  screen: ScreenFacts,
  referencePx: number,
  referenceM: number,
): MeasuredSize {
  const metresPerPixel = referenceM / referencePx;
  const errorPx = SETTING_ERROR_DEVICE_PX / screen.devicePixelRatio;
  return {
    size: {
      widthM: screen.widthPx * metresPerPixel,
      heightM: screen.heightPx * metresPerPixel,
    },
    errorPercent: (errorPx / referencePx) * 100,
  };
}

/** From the diagonal in the data sheet; the pixels are taken to be square. */
export function sizeFromDiagonal(screen: ScreenFacts, inches: number): MeasuredSize {
  const diagonalPx = Math.hypot(screen.widthPx, screen.heightPx);
  const metresPerPixel = (inches * METRES_PER_INCH) / diagonalPx;
  return {
    size: {
      widthM: screen.widthPx * metresPerPixel,
      heightM: screen.heightPx * metresPerPixel,
    },
    errorPercent: (DIAGONAL_ERROR_INCH / inches) * 100,
  };
}

/** From the lit picture's width, measured with a tape. */
export function sizeFromWidth(screen: ScreenFacts, widthM: number): MeasuredSize {
  return {
    size: { widthM, heightM: (widthM * screen.heightPx) / screen.widthPx },
    errorPercent: (TAPE_ERROR_M / widthM) * 100,
  };
}

export function diagonalInch({ widthM, heightM }: PaneSize): number {
  return Math.hypot(widthM, heightM) / METRES_PER_INCH;
}
