import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  angleFromFocal,
  type CameraView,
  captureMatrix,
  distanceFromHeight,
  floorDistance,
  focalFromAngle,
  heightAt,
  rowOf,
  sideAt,
  viewAtSize,
} from "./camera-view.ts";
import { transformPoint } from "./matrix.ts";

const views = fc.record({
  widthPx: fc.constantFrom(720, 1280),
  heightPx: fc.constantFrom(720, 1280),
  focalPx: fc.double({ min: 500, max: 2000, noNaN: true }),
  heightM: fc.double({ min: 0.6, max: 2.4, noNaN: true }),
  offsetXM: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  pitchRad: fc.double({ min: -0.3, max: 0.5, noNaN: true }),
  rollRad: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
});
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("camera view", () => {
  test("[PANE-3] rays and the capture matrix say the same of every point in the room", () => {
    fc.assert(
      fc.property(views, between(-1, 1), between(0, 2), between(1, 5), (view, x, y, z) => {
        const [u, v] = transformPoint(captureMatrix(view), [x, y, z]);
        const [column, row] = [u * view.widthPx, v * view.heightPx];
        expect(heightAt(view, row, z, column)).toBeCloseTo(y, 7);
        expect(view.offsetXM - sideAt(view, column, row, z)).toBeCloseTo(x, 7);
      }),
    );
  });

  test("[PANE-3] a floor point's row gives its distance, a person's rows theirs", () => {
    fc.assert(
      fc.property(views, between(1, 5), between(1.2, 2), (tilted, distanceM, heightM) => {
        const view: CameraView = { ...tilted, rollRad: 0 };
        const foot = rowOf(view, 0, distanceM);
        const top = rowOf(view, heightM, distanceM);
        expect(floorDistance(view, foot)).toBeCloseTo(distanceM, 7);
        expect(distanceFromHeight(view, top, foot, heightM)).toBeCloseTo(distanceM, 7);
      }),
    );
  });

  test("a camera turned clockwise shows the world turned the other way", () => {
    const view: CameraView = {
      widthPx: 720,
      heightPx: 1280,
      focalPx: 800,
      heightM: 1,
      offsetXM: 0,
      pitchRad: 0,
      rollRad: 0.1,
    };
    const [u] = transformPoint(captureMatrix(view), [0, 2, 2]);
    expect(u).toBeLessThan(0.5);
  });

  test("focal length and angle are each other's inverse", () => {
    expect(angleFromFocal(1280, focalFromAngle(1280, 1.3))).toBeCloseTo(1.3, 12);
  });

  test("follows a camera to another size, not to another shape", () => {
    const view: CameraView = {
      widthPx: 720,
      heightPx: 1280,
      focalPx: 800,
      heightM: 1.2,
      offsetXM: 0,
      pitchRad: 0.1,
      rollRad: 0,
    };
    expect(viewAtSize(view, 1080, 1920)?.focalPx).toBeCloseTo(1200, 9);
    expect(viewAtSize(view, 1280, 720)).toBeNull();
    expect(viewAtSize(view, 720, 960)).toBeNull();
  });
});
