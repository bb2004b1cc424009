import type { CropRectangle } from "@visavis/protocol";
import { chooseFitClass, evenFloor, type FitClass, isSameClass } from "./fit-class.ts";
import { isSameSize, type PictureSize, type Touches } from "./picture.ts";

/** An encoder starts anew at each change of size; so often it may. */
export const SWITCH_DWELL_MS = 2000;
const SHRINK_AFTER_MS = 4000;
/** Only a class this much cheaper is worth a new start. */
const SHRINK_GAIN = 0.85;
/** Around the person, as a share of his height: what a class is chosen with, and what it must hold. */
const WIDE_MARGIN = 0.05;
const TIGHT_MARGIN = 0.02;
/** A crop follows only when the person has left its middle by this share of its size. */
const DEAD_ZONE = 0.06;
const FOLLOW_MS = 600;
const STRETCH_STEPS = 16;

export interface FitInput {
  readonly camera: PictureSize;
  /** The person's tight box in the camera's picture; null when there is nobody. */
  readonly box: CropRectangle | null;
  readonly touches: Touches;
  readonly maxColourHeightPx: number;
  readonly atMs: number;
}

interface Peak {
  readonly sinceMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The crop of one frame and what the next one needs to know. */
export interface Fit {
  readonly camera: PictureSize;
  readonly maxColourHeightPx: number;
  readonly class: FitClass;
  readonly crop: CropRectangle;
  readonly hasSeenPerson: boolean;
  readonly switchedAtMs: number;
  readonly atMs: number;
  /** The largest needs of the last two spans: a class shrinks only when both are smaller. */
  readonly peaks: readonly [older: Peak, newer: Peak];
}

/** Pure: decides where to crop and how large the packed frame is. */
export function nextFit(before: Fit | null, input: FitInput): Fit {
  const fit =
    before && isSameSize(before.camera, input.camera) ? recapped(before, input) : empty(input);
  if (!input.box) return fit;
  const wide = grown(input.box, WIDE_MARGIN, input.camera);
  const tight = grown(input.box, TIGHT_MARGIN, input.camera);
  const peaks = fit.hasSeenPerson
    ? nextPeaks(fit.peaks, wide, input.atMs)
    : restarted(wide, input.atMs);
  const chosen = nextClass({ ...fit, peaks }, { input, tight, wide });
  const hasSwitched = !isSameClass(chosen, fit.class);
  const size = stretched(chosen.crop, tight, input.camera) ?? chosen.crop;
  return {
    ...fit,
    class: chosen,
    crop: follow(fit, { size, tight, input, isFresh: !fit.hasSeenPerson }),
    hasSeenPerson: true,
    switchedAtMs: hasSwitched ? input.atMs : fit.switchedAtMs,
    atMs: input.atMs,
    peaks,
  };
}

/** Before anybody was seen: an upright part of the middle. */
function empty({ camera, maxColourHeightPx, atMs }: FitInput): Fit {
  const need = {
    widthPx: Math.min(camera.widthPx, camera.heightPx * 0.5625),
    heightPx: camera.heightPx,
  };
  const first = chooseFitClass({ camera, need, maxColourHeightPx });
  return {
    camera,
    maxColourHeightPx,
    class: first,
    crop: centred(first.crop, camera),
    hasSeenPerson: false,
    switchedAtMs: atMs,
    atMs,
    peaks: restarted(first.crop, atMs),
  };
}

/** A new cap holds at once: whoever sets it has waited long enough already. */
function recapped(fit: Fit, { camera, maxColourHeightPx, atMs }: FitInput): Fit {
  if (fit.maxColourHeightPx === maxColourHeightPx) return fit;
  const next = chooseFitClass({ camera, need: fit.class.crop, maxColourHeightPx });
  if (isSameClass(next, fit.class)) return { ...fit, maxColourHeightPx };
  const crop = clampedInto(fit.crop, next.crop, camera);
  return { ...fit, maxColourHeightPx, class: next, crop, switchedAtMs: atMs };
}

interface Needs {
  readonly input: FitInput;
  readonly tight: PictureSize;
  readonly wide: PictureSize;
}

function nextClass(fit: Fit, { input, tight, wide }: Needs): FitClass {
  const { camera, maxColourHeightPx, atMs } = input;
  const choose = (need: PictureSize): FitClass =>
    chooseFitClass({ camera, need, maxColourHeightPx });
  if (!fit.hasSeenPerson) return choose(wide);
  const [older, newer] = fit.peaks;
  const peak = {
    widthPx: Math.max(older.widthPx, newer.widthPx),
    heightPx: Math.max(older.heightPx, newer.heightPx),
  };
  const stayedMs = atMs - fit.switchedAtMs;
  if (!holds(fit.class.crop, tight)) {
    const mayWait = stretched(fit.class.crop, tight, camera) !== null;
    return stayedMs < SWITCH_DWELL_MS && mayWait ? fit.class : choose(peak);
  }
  const smaller = choose(peak);
  const isWorthIt = packedArea(smaller) < SHRINK_GAIN * packedArea(fit.class);
  const isLasting = atMs - older.sinceMs >= SHRINK_AFTER_MS && stayedMs >= SHRINK_AFTER_MS;
  return isWorthIt && isLasting ? smaller : fit.class;
}

/**
 * The crop enlarged at its own aspect until it holds the need, in coarse steps so that it does not
 * breathe with each frame; null when the picture is too small for that.
 */
function stretched(size: PictureSize, need: PictureSize, camera: PictureSize): PictureSize | null {
  if (holds(size, need)) return size;
  const factor = Math.max(need.widthPx / size.widthPx, need.heightPx / size.heightPx);
  const stepped = Math.ceil(factor * STRETCH_STEPS) / STRETCH_STEPS;
  for (const step of [stepped, factor]) {
    const larger = {
      widthPx: 2 * Math.round((size.widthPx * step) / 2),
      heightPx: 2 * Math.round((size.heightPx * step) / 2),
    };
    if (isInside(camera, larger) && holds(larger, need)) return larger;
  }
  return null;
}

interface Following {
  readonly size: PictureSize;
  readonly tight: PictureSize;
  readonly input: FitInput;
  readonly isFresh: boolean;
}

function follow(fit: Fit, { size, tight, input, isFresh }: Following): CropRectangle {
  const box = input.box;
  if (!box) return fit.crop;
  const { camera, touches, atMs } = input;
  const ease = isFresh ? 1 : 1 - Math.exp(-Math.max(0, atMs - fit.atMs) / FOLLOW_MS);
  const padX = (tight.widthPx - box.width) / 2;
  const padY = (tight.heightPx - box.height) / 2;
  return {
    x: nextStart({
      start: fit.crop.x + (fit.crop.width - size.widthPx) / 2,
      size: size.widthPx,
      low: box.x - padX,
      high: box.x + box.width + padX,
      limit: camera.widthPx,
      ease,
      cutAt: cutSide(touches.left, touches.right),
    }),
    y: nextStart({
      start: fit.crop.y + (fit.crop.height - size.heightPx) / 2,
      size: size.heightPx,
      low: box.y - padY,
      high: box.y + box.height + padY,
      limit: camera.heightPx,
      ease,
      cutAt: cutSide(touches.top, touches.bottom),
    }),
    width: size.widthPx,
    height: size.heightPx,
  };
}

interface AxisMove {
  readonly start: number;
  readonly size: number;
  readonly low: number;
  readonly high: number;
  readonly limit: number;
  readonly ease: number;
  readonly cutAt: "low" | "high" | "both";
}

/** Where the crop starts on one axis: whole even pixels, so that chroma is copied, not resampled. */
function nextStart({ start, size, low, high, limit, ease, cutAt }: AxisMove): number {
  const middle = (low + high - size) / 2;
  const away = middle - start;
  const eased = Math.abs(away) > DEAD_ZONE * size || ease === 1 ? start + away * ease : start;
  const held =
    high - low > size ? cutStart({ low, high, size, cutAt }) : clamp(eased, high - size, low);
  return clamp(2 * Math.round(held / 2), 0, evenFloor(limit - size));
}

/** A person larger than the crop is cut where the picture's border cuts him already. */
function cutStart({
  low,
  high,
  size,
  cutAt,
}: Pick<AxisMove, "low" | "high" | "size" | "cutAt">): number {
  if (cutAt === "low") return high - size;
  return cutAt === "high" ? low : (low + high - size) / 2;
}

function cutSide(touchesLow: boolean, touchesHigh: boolean): AxisMove["cutAt"] {
  if (touchesLow === touchesHigh) return "both";
  return touchesLow ? "low" : "high";
}

function nextPeaks([older, newer]: Fit["peaks"], need: PictureSize, atMs: number): Fit["peaks"] {
  const raised = {
    sinceMs: newer.sinceMs,
    widthPx: Math.max(newer.widthPx, need.widthPx),
    heightPx: Math.max(newer.heightPx, need.heightPx),
  };
  if (atMs - newer.sinceMs < SHRINK_AFTER_MS) return [older, raised];
  return [raised, { sinceMs: atMs, ...need }];
}

function restarted(need: PictureSize, atMs: number): Fit["peaks"] {
  const peak = { sinceMs: atMs, widthPx: need.widthPx, heightPx: need.heightPx };
  return [peak, peak];
}

function grown(box: CropRectangle, margin: number, camera: PictureSize): PictureSize {
  const pad = Math.max(8, margin * box.height);
  return {
    widthPx: Math.min(evenFloor(camera.widthPx), Math.ceil(box.width + 2 * pad)),
    heightPx: Math.min(evenFloor(camera.heightPx), Math.ceil(box.height + 2 * pad)),
  };
}

/** Whether the one is as large as the other, but for the little that a pixel-exact copy may cost. */
function holds(outer: PictureSize, inner: PictureSize): boolean {
  return outer.widthPx * 1.01 >= inner.widthPx && outer.heightPx * 1.01 >= inner.heightPx;
}

function isInside(outer: PictureSize, inner: PictureSize): boolean {
  return inner.widthPx <= outer.widthPx && inner.heightPx <= outer.heightPx;
}

function packedArea({ layout }: FitClass): number {
  return layout.widthPx * layout.heightPx;
}

function centred(size: PictureSize, camera: PictureSize): CropRectangle {
  return {
    x: evenFloor((camera.widthPx - size.widthPx) / 2),
    y: evenFloor((camera.heightPx - size.heightPx) / 2),
    width: size.widthPx,
    height: size.heightPx,
  };
}

function clampedInto(crop: CropRectangle, size: PictureSize, camera: PictureSize): CropRectangle {
  return {
    x: clamp(crop.x, 0, evenFloor(camera.widthPx - size.widthPx)),
    y: clamp(crop.y, 0, evenFloor(camera.heightPx - size.heightPx)),
    width: size.widthPx,
    height: size.heightPx,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
