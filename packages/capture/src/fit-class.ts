import { packedLayout, type PackedLayout } from "@visavis/protocol";
import type { PictureSize } from "./picture.ts";

/** Colour rows per unit of a packed frame: see PACK-1. */
const COLOUR_UNITS = 98;
const MIN_UNIT_ROWS = 3;
const MIN_WIDTH_PX = 192;
const WIDTH_STEP_PX = 32;
/** So little may fall off the picture's edge if that keeps the copy pixel for pixel. */
const MAX_LOSS = 0.01;

/** How much of the camera's picture is cut out, and the packed frame it is brought to. */
export interface FitClass {
  readonly crop: PictureSize;
  readonly layout: PackedLayout;
}

/** What a crop has to hold, and what it may cost. */
export interface FitNeed {
  readonly camera: PictureSize;
  readonly need: PictureSize;
  readonly maxColourHeightPx: number;
}

/**
 * The smallest class that holds the need. Pixel for pixel where the cap allows it; only a person who
 * fills the picture to its borders is resampled, so that nothing of him is lost.
 */
export function chooseFitClass({ camera, need, maxColourHeightPx }: FitNeed): FitClass {
  const maxUnits = Math.max(2, Math.floor(camera.heightPx / COLOUR_UNITS));
  const isWhole = need.heightPx > COLOUR_UNITS * maxUnits * (1 + MAX_LOSS);
  const wantedUnits = Math.max(MIN_UNIT_ROWS, Math.ceil(need.heightPx / COLOUR_UNITS));
  const cropUnits = Math.min(maxUnits, wantedUnits);
  const cropHeightPx = Math.min(
    evenFloor(camera.heightPx),
    isWhole ? evenFloor(camera.heightPx) : COLOUR_UNITS * cropUnits,
  );
  const capUnits = Math.max(2, Math.floor(maxColourHeightPx / COLOUR_UNITS));
  const unitRows = Math.min(cropUnits, capUnits);
  const scale = (COLOUR_UNITS * unitRows) / cropHeightPx;
  return widthClass({ camera, need, maxColourHeightPx }, { cropHeightPx, unitRows, scale });
}

interface HeightChoice {
  readonly cropHeightPx: number;
  readonly unitRows: number;
  readonly scale: number;
}

function widthClass(
  { camera, need }: FitNeed,
  { cropHeightPx, unitRows, scale }: HeightChoice,
): FitClass {
  const cameraWidthPx = evenFloor(camera.widthPx);
  const wantedPx = Math.max(need.widthPx * scale, MIN_WIDTH_PX);
  const steppedPx = Math.ceil(wantedPx / WIDTH_STEP_PX) * WIDTH_STEP_PX;
  const widest = Math.max(16, Math.floor((cameraWidthPx * scale) / 16) * 16);
  if (need.widthPx * scale > widest * (1 + MAX_LOSS)) {
    // The whole width: the packed width is a multiple of 16, so a pixel may be a little off square.
    const widthPx = Math.max(16, Math.round((cameraWidthPx * scale) / 16) * 16);
    return {
      crop: { widthPx: cameraWidthPx, heightPx: cropHeightPx },
      layout: packedLayout(widthPx, unitRows),
    };
  }
  const widthPx = Math.min(widest, steppedPx);
  const cropWidthPx = Math.min(cameraWidthPx, 2 * Math.round(widthPx / scale / 2));
  return {
    crop: { widthPx: cropWidthPx, heightPx: cropHeightPx },
    layout: packedLayout(widthPx, unitRows),
  };
}

export function isSameClass(a: FitClass, b: FitClass): boolean {
  return (
    a.crop.widthPx === b.crop.widthPx &&
    a.crop.heightPx === b.crop.heightPx &&
    a.layout.widthPx === b.layout.widthPx &&
    a.layout.heightPx === b.layout.heightPx
  );
}

export function evenFloor(value: number): number {
  return 2 * Math.floor(value / 2);
}
