import { type CameraView, rowOf, TOE_M } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { personDistanceM } from "./person-distance.ts";
import { BODY, type PoseLandmarks } from "./pose-landmarks.ts";
import { poseAt } from "./synthetic-pose.ts";

const VIEW: CameraView = {
  widthPx: 1080,
  heightPx: 1920,
  focalPx: 1200,
  heightM: 1.4,
  offsetXM: 0,
  pitchRad: 0,
  rollRad: 0,
};
const UNKNOWN = { isCalibrated: false, personHeightM: null };

/** Standing `distanceM` away, the tips of the shoes `TOE_M` nearer. */
function standing(distanceM: number): PoseLandmarks {
  const scale = VIEW.focalPx / distanceM;
  const toeRow = rowOf(VIEW, 0, distanceM - TOE_M);
  return poseAt([540, toeRow - 0.88 * scale], scale);
}

describe("person's distance", () => {
  test("by the feet where the camera is calibrated and sees them", () => {
    const measured = { isCalibrated: true, personHeightM: null };
    expect(personDistanceM(standing(2.6), VIEW, measured)).toBeCloseTo(2.6, 1);
  });

  test("by the body's size otherwise, the taller the further", () => {
    expect(personDistanceM(standing(2), VIEW, UNKNOWN)).toBeCloseTo(2, 1);
    const tall = { isCalibrated: false, personHeightM: 1.7 * 1.1 };
    expect(personDistanceM(standing(2), VIEW, tall)).toBeCloseTo(2.2, 1);
  });

  test("a body of which nothing is clear has no distance", () => {
    const pose = standing(2);
    for (const { left, right } of Object.values(BODY)) {
      for (const i of [left, right]) pose.points[4 * i + 3] = 0;
    }
    expect(personDistanceM(pose, VIEW, UNKNOWN)).toBeNull();
  });
});
