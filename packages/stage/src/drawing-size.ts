export interface PixelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A renderer without a GPU pays for every pixel: 540 x 960 costs about 8 ms, 1080 x 1920 about 50. */
const SOFTWARE_SHORT_PX = 540;
const SOFTWARE_LONG_PX = 960;
const MAX_SIDE_PX = 4096;

/** How many pixels to draw for a canvas that covers `covers` device pixels; the browser stretches it. */
export function drawingSize(covers: PixelSize, isSoftware: boolean): PixelSize {
  const short = Math.max(1, Math.min(covers.widthPx, covers.heightPx));
  const long = Math.max(1, Math.max(covers.widthPx, covers.heightPx));
  const scale = isSoftware
    ? Math.min(1, SOFTWARE_SHORT_PX / short, SOFTWARE_LONG_PX / long)
    : Math.min(1, MAX_SIDE_PX / long);
  return {
    widthPx: Math.max(1, Math.round(covers.widthPx * scale)),
    heightPx: Math.max(1, Math.round(covers.heightPx * scale)),
  };
}
