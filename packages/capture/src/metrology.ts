import { type CameraView, nextScale, NO_SCALE, type ScaleTrack, viewAtSize } from "@visavis/pane";
import type { CropRectangle, FactsPerson, FactsView } from "@visavis/protocol";
import type { PictureSize, Touches } from "./picture.ts";

/** A foot this close to the picture's border may be cut off by it. */
const GUARD_SHARE = 0.004;
const GUARD_PX = 3;
/** After this long without a person, the next one is measured as somebody new. */
const FORGET_MS = 3000;

export interface MeasureInput {
  readonly camera: PictureSize;
  readonly box: CropRectangle | null;
  readonly touches: Touches;
  /** Of this very picture: see `viewOfPicture`. */
  readonly view: CameraView | null;
  readonly personHeightM: number | null;
  readonly headPx?: number | null;
  readonly atMs: number;
}

/** What the facts of one frame say of the person, and the memory that keeps it steady. */
export interface Measure {
  readonly track: ScaleTrack;
  readonly seenAtMs: number;
  readonly view: FactsView | null;
  readonly person: FactsPerson | null;
  readonly metresPerPixel: number;
}

export function startMeasure(atMs: number): Measure {
  return { track: NO_SCALE, seenAtMs: atMs, view: null, person: null, metresPerPixel: 0 };
}

/**
 * A calibrated view brought to the picture that is worked on: the size that the camera delivers now,
 * less the few border pixels that the matte leaves out. Null when the shape is another one.
 */
export function viewOfPicture(
  view: CameraView,
  upright: PictureSize,
  picture: PictureSize,
): CameraView | null {
  const lens = viewAtSize(view, upright.widthPx, upright.heightPx);
  return lens && { ...lens, ...picture };
}

/** Pure: one frame on. */
export function nextMeasure(before: Measure, input: MeasureInput): Measure {
  const { camera, box, atMs } = input;
  const lens = input.view;
  const view = lens && { focalPx: lens.focalPx, heightM: lens.heightM, pitchRad: lens.pitchRad };
  const remembered = atMs - before.seenAtMs > FORGET_MS ? NO_SCALE : before.track;
  if (!box) return { ...before, track: remembered, view, person: null };
  const guardPx = Math.max(GUARD_PX, GUARD_SHARE * camera.heightPx);
  const topRow = box.y;
  const footRow = box.y + box.height;
  const track = nextScale(remembered, {
    rows: {
      topRow,
      footRow,
      widthPx: box.width,
      touchesTop: input.touches.top || topRow < guardPx,
      headPx: input.headPx ?? null,
      touchesBottom: input.touches.bottom || footRow > camera.heightPx - guardPx,
    },
    view: lens,
    personHeightM: input.personHeightM,
    nowMs: atMs,
  });
  const person = {
    topRow,
    footRow,
    planeM: track.scale?.planeM ?? 0,
    hasFloorContact: track.scale?.hasFloorContact ?? false,
  };
  const metresPerPixel = track.scale?.metresPerPixel ?? 0;
  return { track, seenAtMs: atMs, view, person, metresPerPixel };
}
