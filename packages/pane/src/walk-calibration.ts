import type { CameraView } from "./camera-view.ts";
import { type PersonRows, personHeightM, planeFromFeet, TOE_M } from "./metrology.ts";

export interface WalkInput {
  /** Crown and soles of one person, seen whole, at different distances. */
  readonly rows: readonly Pick<PersonRows, "topRow" | "footRow">[];
  /** Of that person, in shoes. */
  readonly heightM: number;
  /** The lens as it is known: size and focal length hold, height and tilt are found. */
  readonly view: CameraView;
  readonly toeM?: number;
}

export type WalkResult =
  | {
      readonly isFitted: true;
      readonly view: CameraView;
      /** Of the walker's own height over the rows used. */
      readonly rmsPercent: number;
      /** Of another person's height, two standard deviations and what the method cannot see. */
      readonly expectedErrorPercent: number;
      readonly usedRows: number;
    }
  | { readonly isFitted: false; readonly reason: WalkRefusal };

/** `too-few` rows, walked over `too-short` a way, or `no-fit`: the rows are not of this person. */
export type WalkRefusal = "too-few" | "too-short" | "no-fit";

interface Lens {
  readonly heightM: number;
  readonly pitchRad: number;
}

interface Normal {
  readonly hh: number;
  readonly hp: number;
  readonly pp: number;
  readonly gradientH: number;
  readonly gradientP: number;
}

export const MIN_WALK_ROWS = 6;
/** The feet must cross this share of the picture, or tilt and height can't be told apart. */
const MIN_FOOT_TRAVEL = 0.04;
const START_HEIGHTS_M = [0.7, 1.1, 1.5, 1.9, 2.4];
const START_PITCHES_RAD = [-0.15, 0, 0.15, 0.35, 0.6];
const MAX_RMS = 0.03;
/** A guess at the field of view and at the shoe; small beside a bad matte, never zero. */
const BLIND_ERROR_PERCENT = 0.3;
const IMPOSSIBLE = 0.5;
/** Tukey's constant: rows this many spreads away have no say. */
const TUKEY = 4.7;
const MIN_SPREAD = 0.001;
const STEPS = 40;

/** Share of the picture's height that the feet have crossed, for a progress bar. */
export function footTravel(rows: WalkInput["rows"], heightPx: number): number {
  const feet = rows.map(({ footRow }) => footRow);
  return feet.length === 0 ? 0 : (Math.max(...feet) - Math.min(...feet)) / heightPx;
}

/** Tilt and height of a camera from a walk towards or away from it; single bad mattes are left out. */
export function fitWalk(input: WalkInput): WalkResult {
  if (input.rows.length < MIN_WALK_ROWS) return { isFitted: false, reason: "too-few" };
  if (footTravel(input.rows, input.view.heightPx) < MIN_FOOT_TRAVEL) {
    return { isFitted: false, reason: "too-short" };
  }
  const starts = START_HEIGHTS_M.flatMap((heightM) =>
    START_PITCHES_RAD.map((pitchRad) => ({ heightM, pitchRad })),
  );
  const fits = starts.map((start) => refine(input, start));
  const cost = (lens: Lens): number => median(residuals(input, lens).map(Math.abs));
  const best = fits.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  return judge(input, best);
}

function judge(input: WalkInput, lens: Lens): WalkResult {
  const errors = residuals(input, lens);
  const weights = tukeyWeights(errors);
  const used = errors.filter((_, i) => (weights[i] ?? 0) > 0.1);
  const rms = Math.sqrt(used.reduce((sum, value) => sum + value * value, 0) / used.length);
  const isLens = lens.heightM > 0.1 && lens.heightM < 5 && Math.abs(lens.pitchRad) < 1.05;
  if (!isLens || !(rms <= MAX_RMS) || used.length < Math.max(MIN_WALK_ROWS, errors.length / 2)) {
    return { isFitted: false, reason: "no-fit" };
  }
  const variance = (rms * rms * used.length) / Math.max(1, used.length - 2);
  const spread = 2 * 100 * Math.sqrt(variance * spreadOverOthers(input, lens, weights));
  return {
    isFitted: true,
    view: { ...input.view, ...lens },
    rmsPercent: rms * 100,
    expectedErrorPercent: Math.hypot(spread, BLIND_ERROR_PERCENT),
    usedRows: used.length,
  };
}

/** Gauss-Newton with damping: first towards the many, then without the outliers. */
function refine(input: WalkInput, start: Lens): Lens {
  let lens = start;
  let damping = 1e-2;
  let errors = residuals(input, lens);
  for (let step = 0; step < STEPS; step++) {
    const weights = step < STEPS / 2 ? absoluteWeights(errors) : tukeyWeights(errors);
    const normal = normalOf(input, lens, errors, weights);
    const next = solve(normal, lens, damping);
    const nextErrors = residuals(input, next);
    if (weightedCost(nextErrors, weights) < weightedCost(errors, weights)) {
      lens = next;
      errors = nextErrors;
      damping = Math.max(1e-9, damping / 5);
    } else {
      damping *= 8;
    }
  }
  return lens;
}

/** Measured height over true height, less one, for every pair of rows. */
function residuals({ rows, view, heightM, toeM = TOE_M }: WalkInput, lens: Lens): number[] {
  const tried = { ...view, ...lens };
  return rows.map(({ topRow, footRow }) => {
    const planeM = planeFromFeet(tried, footRow, toeM);
    if (planeM === null) return IMPOSSIBLE;
    const error = personHeightM(tried, topRow, planeM) / heightM - 1;
    return Math.max(-IMPOSSIBLE, Math.min(IMPOSSIBLE, error));
  });
}

const DELTA: Lens = { heightM: 1e-4, pitchRad: 1e-5 };

function normalOf(
  input: WalkInput,
  lens: Lens,
  errors: readonly number[],
  weights: readonly number[],
): Normal {
  const higher = residuals(input, { ...lens, heightM: lens.heightM + DELTA.heightM });
  const lower = residuals(input, { ...lens, pitchRad: lens.pitchRad + DELTA.pitchRad });
  const sums = { hh: 0, hp: 0, pp: 0, gradientH: 0, gradientP: 0 };
  errors.forEach((error, i) => {
    const weight = weights[i] ?? 0;
    const byHeight = ((higher[i] ?? 0) - error) / DELTA.heightM;
    const byPitch = ((lower[i] ?? 0) - error) / DELTA.pitchRad;
    sums.hh += weight * byHeight * byHeight;
    sums.hp += weight * byHeight * byPitch;
    sums.pp += weight * byPitch * byPitch;
    sums.gradientH += weight * byHeight * error;
    sums.gradientP += weight * byPitch * error;
  });
  return sums;
}

function solve(normal: Normal, lens: Lens, damping: number): Lens {
  const hh = normal.hh * (1 + damping) + 1e-12;
  const pp = normal.pp * (1 + damping) + 1e-12;
  const determinant = hh * pp - normal.hp * normal.hp;
  const heightStep = (pp * normal.gradientH - normal.hp * normal.gradientP) / determinant;
  const pitchStep = (hh * normal.gradientP - normal.hp * normal.gradientH) / determinant;
  return { heightM: lens.heightM - heightStep, pitchRad: lens.pitchRad - pitchStep };
}

/** Variance of other people's measured heights, in units of one row's: 1.55 and 1.90 m at the walk's middle. */
function spreadOverOthers(input: WalkInput, lens: Lens, weights: readonly number[]): number {
  const { hh, hp, pp } = normalOf(input, lens, residuals(input, lens), weights);
  const determinant = hh * pp - hp * hp;
  const footRow = median(input.rows.map((row) => row.footRow));
  const variances = [1.55, 1.9].map((heightM) => {
    const view = { ...input.view, ...lens };
    const planeM = planeFromFeet(view, footRow, input.toeM ?? TOE_M) ?? 1;
    const below = Math.atan2(lens.heightM - heightM, planeM);
    const topRow = view.heightPx / 2 + view.focalPx * Math.tan(below - view.pitchRad);
    const other = { ...input, heightM, rows: [{ topRow, footRow }] };
    const at = (tried: Lens): number => residuals(other, tried)[0] ?? 0;
    const byHeight =
      (at({ ...lens, heightM: lens.heightM + DELTA.heightM }) - at(lens)) / DELTA.heightM;
    const byPitch =
      (at({ ...lens, pitchRad: lens.pitchRad + DELTA.pitchRad }) - at(lens)) / DELTA.pitchRad;
    return (
      (byHeight * byHeight * pp - 2 * byHeight * byPitch * hp + byPitch * byPitch * hh) /
      determinant
    );
  });
  return Math.max(0, ...variances);
}

/** Weights under which least squares is least absolute error. */
function absoluteWeights(errors: readonly number[]): number[] {
  return errors.map((error) => MIN_SPREAD / Math.max(MIN_SPREAD, Math.abs(error)));
}

function tukeyWeights(errors: readonly number[]): number[] {
  const spread = Math.max(MIN_SPREAD, 1.4826 * median(errors.map(Math.abs)));
  return errors.map((error) => {
    const far = error / (TUKEY * spread);
    return Math.abs(far) >= 1 ? 0 : (1 - far * far) ** 2;
  });
}

function weightedCost(errors: readonly number[], weights: readonly number[]): number {
  return errors.reduce((sum, error, i) => sum + (weights[i] ?? 0) * error * error, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
