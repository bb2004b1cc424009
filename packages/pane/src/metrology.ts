import {
  angleBelowHorizon,
  type CameraView,
  distanceFromHeight,
  floorDistance,
  heightAt,
} from "./camera-view.ts";

/** Where the matte found the person, in pixels of the camera's picture; rows continuous from the top. */
export interface PersonRows {
  readonly topRow: number;
  readonly footRow: number;
  /** Of the box around the person. */
  readonly widthPx: number;
  readonly touchesTop: boolean;
  readonly touchesBottom: boolean;
  /** Across the head, hair and ears; null or left out where no head was made out. */
  readonly headPx?: number | null;
}

/**
 * How far the tip of the shoe, which is the lowest thing a camera sees of a standing person, lies
 * before the plane of head and hips.
 */
export const TOE_M = 0.08;

/** Across the shoulders and arms of a clothed grown-up, for pictures that show no feet. */
export const SHOULDERS_M = 0.5;
/** Breadth of a grown-up's head with hair and ears, as an outline seen from the front shows it. */
export const HEAD_M = 0.17;
const MIN_PLANE_M = 0.3;
const MAX_PLANE_M = 15;
/** Closer than this to the lens's own height, a crown says nothing about the distance. */
const MIN_CROWN_OFFSET_M = 0.25;

export const MIN_PERSON_M = 0.4;
export const MAX_PERSON_M = 2.6;

/** Distance of the person's plane from the row of the shoes; null when the row shows no floor. */
export function planeFromFeet(view: CameraView, footRow: number, toeM: number): number | null {
  if (angleBelowHorizon(view, footRow) <= 0.02) return null;
  return sanePlane(floorDistance(view, footRow) + toeM);
}

/** The same from the crown of a person whose height is known; null where that is too uncertain. */
export function planeFromCrown(view: CameraView, topRow: number, heightM: number): number | null {
  const dropM = view.heightM - heightM;
  if (Math.abs(dropM) < MIN_CROWN_OFFSET_M) return null;
  return sanePlane(dropM / Math.tan(angleBelowHorizon(view, topRow)));
}

/** The same from both rows of a person whose height is known. */
export function planeFromHeight(
  view: CameraView,
  { topRow, footRow }: Pick<PersonRows, "topRow" | "footRow">,
  heightM: number,
): number | null {
  return sanePlane(distanceFromHeight(view, topRow, footRow, heightM));
}

export function personHeightM(view: CameraView, topRow: number, planeM: number): number {
  return heightAt(view, topRow, planeM);
}

/** Mean metres per row between the person's top and foot row, on the person's plane. */
export function metresPerPixelAt(
  view: CameraView,
  { topRow, footRow }: Pick<PersonRows, "topRow" | "footRow">,
  planeM: number,
): number {
  const rows = Math.max(1, footRow - topRow);
  return (heightAt(view, footRow - rows, planeM) - heightAt(view, footRow, planeM)) / rows;
}

export function isWhole({ touchesTop, touchesBottom }: PersonRows): boolean {
  return !touchesTop && !touchesBottom;
}

/**
 * The scale of a picture from an uncalibrated camera; a person seen whole has the known height. One
 * whom the picture cuts off is measured by the head, else by the shoulders.
 * @param headM breadth of this person's head
 */
export function metresPerPixelFromPerson(
  rows: PersonRows,
  heightM: number,
  headM: number = HEAD_M,
): number {
  const seenRows = Math.max(1, rows.footRow - rows.topRow);
  if (isWhole(rows)) return heightM / seenRows;
  const part = rows.headPx ? headM / rows.headPx : SHOULDERS_M / Math.max(1, rows.widthPx);
  return Math.min(part, heightM / seenRows);
}

export function isPersonHeight(heightM: number): boolean {
  return heightM >= MIN_PERSON_M && heightM <= MAX_PERSON_M;
}

function sanePlane(planeM: number): number | null {
  return planeM >= MIN_PLANE_M && planeM <= MAX_PLANE_M ? planeM : null;
}
