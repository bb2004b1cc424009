import type { CropRectangle } from "@visavis/protocol";

export interface AlphaPicture {
  /** 0 to 255, one byte a pixel. */
  readonly alpha: Uint8Array;
  readonly widthPx: number;
}

interface Run {
  readonly start: number;
  readonly end: number;
}

const OPAQUE = 128;
const ROWS_LOOKED_AT = 160;
/** A neck is narrower than this share of the head above it; shoulders are wider than the other. */
const NECK_SHARE = 0.85;
const SHOULDER_SHARE = 1.7;
/** A head is about as high as wide; a narrowing before this is a lock of hair or a raised hand. */
const LEAST_HEAD_SHAPE = 0.7;

/**
 * How wide the head is, in pixels: from the body upward to the crown, then down to the neck. Null
 * where there is no such shape. It gives the scale of a person whom the picture cuts off.
 */
export function headWidthPx(picture: AlphaPicture, box: CropRectangle): number | null {
  const step = Math.max(1, Math.round(box.height / ROWS_LOOKED_AT));
  const widths = widthsFromCrown(picture, box, step);
  let head = 0;
  for (const [i, width] of widths.entries()) {
    if (width > head) head = width;
    const isHigh = i * step >= LEAST_HEAD_SHAPE * head;
    if (isHigh && width < NECK_SHARE * head) return head;
    if (isHigh && width > SHOULDER_SHARE * head) return null;
  }
  return null;
}

/**
 * How wide the head is with the hair that hangs over neck and shoulders, in pixels: where the shape is
 * as deep, from the crown down, as it is wide. Rougher than `headWidthPx`, but there for everybody.
 */
export function crownWidthPx(picture: AlphaPicture, box: CropRectangle): number | null {
  const step = Math.max(1, Math.round(box.height / ROWS_LOOKED_AT));
  const widths = widthsFromCrown(picture, box, step);
  return widths.find((width, i) => i * step >= width) ?? null;
}

/** Widths of the body's run, row by row, from the crown down. */
function widthsFromCrown(picture: AlphaPicture, box: CropRectangle, step: number): number[] {
  const bottom = Math.floor(box.y + box.height) - 1 - step;
  let body = widest(runsIn(picture, bottom, box));
  const widths: number[] = [];
  for (let row = bottom - step; body && row >= box.y; row -= step) {
    body = above(body, runsIn(picture, row, box));
    if (body) widths.push(body.end - body.start);
  }
  return widths.toReversed();
}

function runsIn({ alpha, widthPx }: AlphaPicture, row: number, box: CropRectangle): Run[] {
  const runs: Run[] = [];
  const from = row * widthPx;
  const right = Math.min(widthPx, Math.ceil(box.x + box.width));
  let start = -1;
  for (let x = Math.max(0, Math.floor(box.x)); x <= right; x++) {
    const isIn = x < right && (alpha[from + x] ?? 0) >= OPAQUE;
    if (isIn && start < 0) start = x;
    if (!isIn && start >= 0) {
      runs.push({ start, end: x });
      start = -1;
    }
  }
  return runs;
}

function widest(runs: readonly Run[]): Run | null {
  return runs.reduce<Run | null>(
    (best, run) => (best && best.end - best.start >= run.end - run.start ? best : run),
    null,
  );
}

/** The run over the middle of the one below; hands beside the head are others. */
function above(body: Run, runs: readonly Run[]): Run | null {
  const middle = (body.start + body.end) / 2;
  const over = runs.find(({ start, end }) => start <= middle && middle < end);
  if (over) return over;
  return widest(runs.filter(({ start, end }) => start < body.end && end > body.start));
}
