import { describe, expect, test } from "vitest";
import { cameraErrorPercent } from "./camera-error.ts";
import { type CameraView, rowOf } from "./camera-view.ts";
import { personHeightM, planeFromFeet } from "./metrology.ts";
import { fitWalk, type WalkInput } from "./walk-calibration.ts";

const RAD = Math.PI / 180;
const truth: CameraView = {
  widthPx: 720,
  heightPx: 1280,
  focalPx: 834,
  heightM: 1.3,
  offsetXM: 0,
  pitchRad: 6 * RAD,
  rollRad: 0,
};
const guess: CameraView = { ...truth, heightM: 1, pitchRad: 0 };

/** Standard normal noise from a seed, so that a run can be repeated. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function walk(count: number, noisePx: number, seed: number): WalkInput["rows"] {
  const noise = noiseFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const planeM = 2 + (1.5 * i) / (count - 1);
    return {
      topRow: rowOf(truth, 1.75, planeM) + noisePx * noise(),
      footRow: rowOf(truth, 0, planeM - 0.08) + noisePx * noise(),
    };
  });
}

function errorOfOther(view: CameraView, heightM: number): number {
  const planeM = planeFromFeet(view, rowOf(truth, 0, 2.4 - 0.08), 0.08) ?? NaN;
  return personHeightM(view, rowOf(truth, heightM, 2.4), planeM) / heightM - 1;
}

describe("walk calibration", () => {
  test("finds tilt and height exactly from exact rows", () => {
    const result = fitWalk({ rows: walk(8, 0, 1), heightM: 1.75, view: guess });
    if (!result.isFitted) throw new Error(result.reason);
    expect(result.view.heightM).toBeCloseTo(1.3, 4);
    expect(result.view.pitchRad).toBeCloseTo(6 * RAD, 4);
  });

  test("other people's heights are right to 0.25 % rms with 2 px of noise, and it says so", () => {
    const errors: number[] = [];
    let isWithin = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const result = fitWalk({ rows: walk(12, 2, seed * 7919), heightM: 1.75, view: guess });
      if (!result.isFitted) throw new Error(result.reason);
      const pair = [1.55, 1.9].map((heightM) => errorOfOther(result.view, heightM));
      errors.push(...pair);
      if (pair.every((error) => Math.abs(error) * 100 <= result.expectedErrorPercent)) isWithin++;
    }
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(rms).toBeLessThan(0.0025);
    expect(isWithin).toBeGreaterThan(50);
  });

  test("a field of view 5 % wrong costs little height", () => {
    const view = { ...guess, focalPx: guess.focalPx * 1.05 };
    const result = fitWalk({ rows: walk(12, 0, 5), heightM: 1.75, view });
    if (!result.isFitted) throw new Error(result.reason);
    expect(Math.abs(errorOfOther(result.view, 1.9))).toBeLessThan(0.003);
  });

  test("two broken mattes in twelve are left out", () => {
    const rows = walk(12, 1, 11).map(({ topRow, footRow }, i) => ({
      topRow,
      footRow: i % 6 === 2 ? footRow - 150 : footRow,
    }));
    const result = fitWalk({ rows, heightM: 1.75, view: guess });
    if (!result.isFitted) throw new Error(result.reason);
    expect(result.usedRows).toBe(10);
    expect(Math.abs(errorOfOther(result.view, 1.9))).toBeLessThan(0.006);
  });

  test.each([
    ["too-few", walk(5, 0, 1)],
    ["too-short", walk(12, 0, 1).map(() => ({ topRow: 300, footRow: 900 }))],
    ["no-fit", walk(12, 60, 3)],
  ] as const)("refuses %s", (reason, rows) => {
    expect(fitWalk({ rows, heightM: 1.75, view: guess })).toEqual({ isFitted: false, reason });
  });
});

test("half a degree of tilt is what hurts most when a camera is measured by hand", () => {
  const low = { ...truth, heightM: 1.2, pitchRad: 0 };
  const tiltOnly = cameraErrorPercent(low, { heightM: 0, pitchRad: 0.5 * RAD, focalShare: 0 });
  const tapeOnly = cameraErrorPercent(low, { heightM: 0.012, pitchRad: 0, focalShare: 0 });
  expect(tiltOnly).toBeGreaterThan(1.5);
  expect(tiltOnly).toBeLessThan(2.3);
  expect(tapeOnly).toBeCloseTo(1, 0);
  expect(cameraErrorPercent(low)).toBeGreaterThan(tiltOnly);
});
