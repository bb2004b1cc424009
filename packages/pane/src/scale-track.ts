import type { CameraView } from "./camera-view.ts";
import {
  HEAD_M,
  isPersonHeight,
  isWhole,
  metresPerPixelAt,
  metresPerPixelFromPerson,
  type PersonRows,
  personHeightM,
  planeFromCrown,
  planeFromFeet,
  TOE_M,
} from "./metrology.ts";

/** What a frame's facts say of the person's size. */
export interface PersonScale {
  /** Horizontal distance from the camera to the person's plane; 0 when it is not known. */
  readonly planeM: number;
  /** 0 when nothing is known. */
  readonly metresPerPixel: number;
  readonly hasFloorContact: boolean;
  /** Crown above the floor; null when the picture does not show it. */
  readonly heightM: number | null;
}

interface Sample {
  readonly atMs: number;
  readonly value: number;
}

interface ScaleSample extends Sample {
  readonly footRow: number;
}

/** The memory that keeps a person's scale steady; see `nextScale`. */
export interface ScaleTrack {
  readonly scale: PersonScale | null;
  readonly planes: readonly Sample[];
  readonly heights: readonly Sample[];
  readonly scales: readonly ScaleSample[];
  /** Breadths of this person's head, from frames that show the whole person. */
  readonly heads: readonly Sample[];
  readonly strangeSinceMs: number | null;
}

export interface ScaleInput {
  readonly rows: PersonRows;
  readonly view: CameraView | null;
  /** Of the person before the camera, if somebody said it. */
  readonly personHeightM: number | null;
  readonly nowMs: number;
  readonly toeM?: number;
}

export const NO_SCALE: ScaleTrack = {
  scale: null,
  planes: [],
  heights: [],
  scales: [],
  heads: [],
  strangeSinceMs: null,
};

/** Short, because a plane that lags a walking person has the wrong scale. */
const PLANE_WINDOW_MS = 250;
const HEIGHT_WINDOW_MS = 4000;
/** Long, because raised arms and bent knees change what looks like the height, and the size must not. */
const GUESS_WINDOW_MS = 12_000;
const HEAD_WINDOW_MS = 60_000;
/** Feet in about the same row stand at about the same distance; share of the person's rows. */
const SAME_DISTANCE = 0.05;
const ENOUGH_SAMPLES = 8;
/** Changes below this are row noise and would make a standing person breathe in size. */
const DEAD_BAND = 0.004;
/** Legs that vanish behind a table change the apparent height by more than this. */
const HEIGHT_TOLERANCE = 0.12;
/** After this long a strange height is another person. */
const ACCEPT_STRANGE_MS = 1500;
const DEFAULT_PERSON_M = 1.7;

/**
 * One frame on. With a calibrated camera the feet on the floor give the plane; where they are not
 * seen, the crown at the height measured before does, else the last good plane holds. Without
 * calibration the known height (or shoulders, when the picture cuts the person) gives the scale.
 */
export function nextScale(track: ScaleTrack, input: ScaleInput): ScaleTrack {
  return input.view ? nextFromView(track, input, input.view) : nextFromPerson(track, input);
}

function nextFromView(track: ScaleTrack, input: ScaleInput, view: CameraView): ScaleTrack {
  const { rows, nowMs } = input;
  const seenPlaneM = rows.touchesBottom
    ? null
    : planeFromFeet(view, rows.footRow, input.toeM ?? TOE_M);
  const seenHeightM =
    seenPlaneM && !rows.touchesTop ? personHeightM(view, rows.topRow, seenPlaneM) : null;
  const usualM = median(track.heights) ?? input.personHeightM;
  const isStrange =
    seenPlaneM === null || (seenHeightM !== null && !isUsual(seenHeightM, usualM, track));
  const strangeSinceMs = isStrange && seenPlaneM !== null ? (track.strangeSinceMs ?? nowMs) : null;
  const isNewPerson = strangeSinceMs !== null && nowMs - strangeSinceMs >= ACCEPT_STRANGE_MS;
  if (isNewPerson && seenHeightM !== null && isPersonHeight(seenHeightM)) {
    return nextFromView(NO_SCALE, { ...input, personHeightM: null }, view);
  }
  const planeM = isStrange ? heldPlane(track, input, view, usualM) : seenPlaneM;
  if (planeM === null) return { ...track, strangeSinceMs };
  const planes = recent(track.planes, { atMs: nowMs, value: planeM }, PLANE_WINDOW_MS);
  const steadyM = settle(median(planes) ?? planeM, track.scale?.planeM);
  const heights =
    isStrange || seenHeightM === null
      ? track.heights
      : recent(track.heights, { atMs: nowMs, value: seenHeightM }, HEIGHT_WINDOW_MS);
  const scale: PersonScale = {
    planeM: steadyM,
    metresPerPixel: metresPerPixelAt(view, rows, steadyM),
    hasFloorContact: !isStrange,
    heightM: rows.touchesTop ? null : personHeightM(view, rows.topRow, steadyM),
  };
  return { ...track, scale, planes, heights, strangeSinceMs };
}

function isUsual(heightM: number, usualM: number | null, track: ScaleTrack): boolean {
  if (!isPersonHeight(heightM)) return false;
  if (usualM === null || track.heights.length < 3) return true;
  return Math.abs(heightM / usualM - 1) <= HEIGHT_TOLERANCE;
}

function heldPlane(
  track: ScaleTrack,
  { rows }: ScaleInput,
  view: CameraView,
  usualM: number | null,
): number | null {
  const fromCrown =
    usualM !== null && !rows.touchesTop ? planeFromCrown(view, rows.topRow, usualM) : null;
  // 0 is what an uncalibrated camera leaves behind: no plane at all.
  return fromCrown ?? (track.scale?.planeM || null);
}

function nextFromPerson(track: ScaleTrack, input: ScaleInput): ScaleTrack {
  const { rows, nowMs } = input;
  const heightM = input.personHeightM ?? DEFAULT_PERSON_M;
  const headM = median(track.heads) ?? HEAD_M;
  const value = metresPerPixelFromPerson(rows, heightM, headM);
  const isUncut = isWhole(rows);
  const seen = { atMs: nowMs, value, footRow: isUncut ? rows.footRow : Number.NaN };
  const scales = recent(track.scales, seen, GUESS_WINDOW_MS);
  const metresPerPixel = settle(usualScale(scales, rows), track.scale?.metresPerPixel);
  const heads =
    isUncut && rows.headPx
      ? recent(track.heads, { atMs: nowMs, value: rows.headPx * value }, HEAD_WINDOW_MS)
      : track.heads;
  const scale: PersonScale = {
    planeM: 0,
    metresPerPixel,
    hasFloorContact: !rows.touchesBottom,
    heightM: isUncut ? (rows.footRow - rows.topRow) * metresPerPixel : null,
  };
  return { ...track, scale, scales, heads };
}

/** The median of what was seen of a person at this distance; of the newest where that is too little. */
function usualScale(scales: readonly ScaleSample[], rows: PersonRows): number {
  const reach = SAME_DISTANCE * Math.max(1, rows.footRow - rows.topRow);
  const isAlike = isWhole(rows)
    ? ({ footRow }: ScaleSample) => Math.abs(footRow - rows.footRow) <= reach
    : ({ footRow }: ScaleSample) => Number.isNaN(footRow);
  const alike = scales.filter((sample) => isAlike(sample));
  const used = alike.length >= ENOUGH_SAMPLES ? alike : scales.slice(-ENOUGH_SAMPLES);
  return median(used) ?? 0;
}

/** Keeps the old value within the dead band and follows beyond it, without a step at its border. */
function settle(value: number, last: number | undefined): number {
  if (!last) return value;
  const slack = last * DEAD_BAND;
  return Math.abs(value - last) <= slack ? last : value - Math.sign(value - last) * slack;
}

function recent<S extends Sample>(samples: readonly S[], next: S, windowMs: number): S[] {
  return [...samples.filter(({ atMs }) => next.atMs - atMs < windowMs), next];
}

function median(samples: readonly Sample[]): number | null {
  const sorted = samples.map(({ value }) => value).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
