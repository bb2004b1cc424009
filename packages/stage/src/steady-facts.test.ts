import { type FrameFacts, wholePictureFacts } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { nextSteady, type SteadyFacts } from "./steady-facts.ts";

function factsAt(atMs: number, planeM: number, change: Partial<FrameFacts> = {}): FrameFacts {
  return {
    ...wholePictureFacts({ width: 720, height: 1280 }),
    sequence: atMs,
    capturedAtMs: atMs,
    crop: { x: 100, y: 50, width: 400, height: 1000 },
    view: { focalPx: 1100, heightM: 1.2, pitchRad: 0 },
    person: { topRow: 100, footRow: 1000, planeM, hasFloorContact: true },
    metresPerPixel: 0.002,
    ...change,
  };
}

function run(planes: readonly number[]): number[] {
  let state: SteadyFacts | null = null;
  return planes.map((planeM, i) => {
    state = nextSteady(state, factsAt(i * 40, planeM));
    return state.facts.person?.planeM ?? 0;
  });
}

describe("steady facts", () => {
  test("the first frame is taken as it is", () => {
    expect(run([2.5])).toEqual([2.5]);
  });

  test("noise of half a per cent moves the size by less than a tenth of one", () => {
    const noisy = Array.from({ length: 100 }, (_, i) => 2.5 * (1 + 0.005 * (i % 2 ? 1 : -1)));
    const settled = run([2.5, ...noisy]).slice(20);
    expect(Math.max(...settled) / Math.min(...settled) - 1).toBeLessThan(0.001);
  });

  test("a step forward is followed within a third of a second", () => {
    const planes = run([2.5, ...Array.from({ length: 8 }, () => 2)]);
    expect(Math.abs((planes.at(-1) ?? 0) / 2 - 1)).toBeLessThan(0.02);
  });

  test("the crop is always that of the frame itself", () => {
    const crop = { x: 7, y: 9, width: 300, height: 800 };
    const state = nextSteady(nextSteady(null, factsAt(0, 2.5)), factsAt(40, 2.5, { crop }));
    expect(state.facts.crop).toEqual(crop);
  });

  test("a picture of another scale has its feet elsewhere: nothing is held", () => {
    const cut = { topRow: 100, footRow: 1280, planeM: 0, hasFloorContact: false };
    const near = { person: cut, metresPerPixel: 0.001 };
    let state = nextSteady(null, factsAt(0, 2.5));
    for (let atMs = 40; atMs < 800; atMs += 40) state = nextSteady(state, factsAt(atMs, 0, near));
    expect(state.facts.person).toMatchObject({ footRow: 1280, hasFloorContact: false });
  });

  test("feet that leave the picture hold their place for a while, not for ever", () => {
    const cut = { topRow: 100, footRow: 1280, planeM: 0, hasFloorContact: false };
    let state = nextSteady(null, factsAt(0, 2.5));
    state = nextSteady(state, factsAt(40, 0, { person: cut }));
    expect(state.facts.person).toMatchObject({ footRow: 1000, planeM: 2.5, hasFloorContact: true });
    for (let atMs = 80; atMs < 4000; atMs += 40) {
      state = nextSteady(state, factsAt(atMs, 0, { person: cut }));
    }
    expect(state.facts.person).toMatchObject({ footRow: 1280, hasFloorContact: false });
  });

  test("another calibration is followed at once", () => {
    const view = { focalPx: 900, heightM: 1.6, pitchRad: 0.1 };
    const state = nextSteady(nextSteady(null, factsAt(0, 2.5)), factsAt(40, 3.1, { view }));
    expect(state.facts.person?.planeM).toBe(3.1);
  });
});
