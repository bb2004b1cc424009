import { type CameraView, captureMatrix, transformPoint, type Vector3 } from "@visavis/pane";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  directionInSite,
  distanceFromScale,
  pointAtDistance,
  pointOnFlatPicture,
  viewOrGuess,
} from "./site-geometry.ts";

const VIEW: CameraView = {
  widthPx: 720,
  heightPx: 1280,
  focalPx: 900,
  heightM: 1.5,
  offsetXM: 0.2,
  pitchRad: 0.15,
  rollRad: 0.03,
};
const small = (size: number): fc.Arbitrary<number> =>
  fc.double({ min: -size, max: size, noNaN: true });

describe("site geometry", () => {
  test("[HAND-3] a seen point goes back to where it is", () => {
    const place = fc.tuple(small(0.5), fc.double({ min: 0.5, max: 2, noNaN: true }));
    fc.assert(
      fc.property(place, fc.double({ min: 0.6, max: 3, noNaN: true }), ([x, y], z) => {
        const [u, v] = transformPoint(captureMatrix(VIEW), [x, y, z]);
        const found = pointAtDistance(VIEW, [u * VIEW.widthPx, v * VIEW.heightPx], z);
        [x, y, z].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));
      }),
    );
  });

  test("a direction is the difference of two places", () => {
    const at = (point: Vector3): Vector3 => {
      // Along the lens's own axes: right, down and away of a camera in its place.
      const [dx, dy, dz] = directionInSite(VIEW, point);
      return [VIEW.offsetXM + dx, VIEW.heightM + dy, dz];
    };
    const away = transformPoint(captureMatrix(VIEW), at([0, 0, 2]));
    expect(away[0]).toBeCloseTo(0.5);
    expect(away[1]).toBeCloseTo(0.5);
    const [u, v] = transformPoint(captureMatrix(VIEW), at([0.4, 0.6, 2]));
    expect((u - 0.5) * VIEW.widthPx).toBeCloseTo((VIEW.focalPx * 0.4) / 2);
    expect((v - 0.5) * VIEW.heightPx).toBeCloseTo((VIEW.focalPx * 0.6) / 2);
  });

  test("size gives the distance, in a tilted camera too", () => {
    const [row, distanceM] = [900, 2];
    const lower = pointAtDistance(VIEW, [360, row], distanceM);
    const along = Math.hypot(lower[1] - VIEW.heightM, distanceM);
    expect(along).toBeGreaterThan(distanceM);
    const below = (row - 640) / VIEW.focalPx;
    const lensM = distanceM / (Math.cos(VIEW.pitchRad) - below * Math.sin(VIEW.pitchRad));
    expect(distanceFromScale(VIEW, VIEW.focalPx / lensM, row)).toBeCloseTo(distanceM);
  });

  test("a camera that is not calibrated, or delivers another shape, is guessed", () => {
    expect(viewOrGuess(VIEW, { widthPx: 360, heightPx: 640 }).focalPx).toBe(450);
    expect(viewOrGuess(VIEW, { widthPx: 640, heightPx: 480 }).focalPx).toBe(512);
    expect(viewOrGuess(null, { widthPx: 1280, heightPx: 720 }).focalPx).toBe(1024);
  });

  test("on a picture with a scale only, left and right are the person's own", () => {
    const scale = { metresPerPixel: 0.002, baseRow: 720, baseM: 0.1 };
    const size = { widthPx: 1280, heightPx: 720 };
    const [x, y, z] = pointOnFlatPicture(scale, size, [540, 220], 1.2);
    expect([x, y, z]).toEqual([0.2, 1.1, 1.2]);
  });
});
