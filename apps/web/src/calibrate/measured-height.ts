import { type CameraView, isPersonHeight, personHeightM } from "@visavis/pane";

/** A frame's person as the camera page sees it. */
export interface SeenPerson {
  readonly topRow: number;
  readonly footRow: number;
  readonly planeM: number;
  readonly hasFloorContact: boolean;
  readonly pictureHeightPx: number;
  readonly atMs: number;
}

interface HeightSample {
  readonly atMs: number;
  readonly heightM: number;
  readonly planeM: number;
}

export interface MeasuredHeight {
  readonly heightM: number;
  readonly planeM: number;
  /** Half of what the last seconds spread over. */
  readonly spreadM: number;
}

const WINDOW_MS = 2500;
const MIN_SAMPLES = 5;
const TOP_GUARD_SHARE = 0.006;

/** Keeps the last seconds of a person's height; only frames that show crown and feet count. */
export function nextHeights(
  samples: readonly HeightSample[],
  seen: SeenPerson,
  view: CameraView,
): readonly HeightSample[] {
  const recent = samples.filter(({ atMs }) => seen.atMs - atMs < WINDOW_MS);
  const isWhole = seen.hasFloorContact && seen.topRow > TOP_GUARD_SHARE * seen.pictureHeightPx;
  if (!isWhole || seen.planeM === 0) return recent;
  const heightM = personHeightM(view, seen.topRow, seen.planeM);
  if (!isPersonHeight(heightM)) return recent;
  return [...recent, { atMs: seen.atMs, heightM, planeM: seen.planeM }];
}

/** The median of the last seconds; null until there is enough to say something. */
export function measuredHeight(samples: readonly HeightSample[]): MeasuredHeight | null {
  if (samples.length < MIN_SAMPLES) return null;
  const heights = samples.map(({ heightM }) => heightM).toSorted((a, b) => a - b);
  const planes = samples.map(({ planeM }) => planeM).toSorted((a, b) => a - b);
  return {
    heightM: at(heights, 0.5),
    planeM: at(planes, 0.5),
    spreadM: (at(heights, 0.9) - at(heights, 0.1)) / 2,
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** Independent errors in percent, together. */
export function combinedPercent(...errors: readonly number[]): number {
  return Math.hypot(...errors);
}
