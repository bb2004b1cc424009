import type { Pane } from "@visavis/pane";
import { expect, test } from "vitest";
import { onOwnGlass, poseInHand, restingPose } from "./hand-pose.ts";
import { someHand } from "./testing/some-hand.ts";

const PANE: Pane = { size: { widthM: 0.6, heightM: 1.1 }, lowerEdgeM: 0.7 };
const NOW = { nowMs: 0, passedMs: 16 };

test("[POSE-1] is where the person's picture shows the hand, near the glass when it is held out", () => {
  const hand = someHand({ position: [0.2, 1.2, 0.8], onPersonPlane: [0.25, 1.1, 1.4] });
  const hanging = poseInHand({ ...hand, extension: 0 }, null, NOW).position;
  expect(hanging).toEqual([0.25, expect.closeTo(1.1, 9), 0.2]);
  const heldOut = poseInHand({ ...hand, extension: 1 }, null, NOW).position;
  expect(heldOut).toEqual([0.25, expect.closeTo(1.1, 9), 0]);
});

test("goes on with a moving hand", () => {
  const hand = someHand({ velocityMps: [1, 0, 0] });
  const [x] = poseInHand(hand, null, { nowMs: 100, passedMs: 16 }).position;
  expect(x).toBeGreaterThan(hand.position[0] + 0.05);
  expect(x).toBeLessThan(hand.position[0] + 0.1);
});

test("a torch stays upright in a hand whose knuckles are noisy", () => {
  const { rotation } = poseInHand(someHand({ axis: [0.4, 0.9, 0] }), null, NOW);
  const tilt = 2 * Math.acos(Math.abs(rotation[3]));
  expect(tilt).toBeGreaterThan(0.05);
  expect(tilt).toBeLessThan(0.45);
});

test("the holder sees it whole, also with a hand beyond the glass's edge", () => {
  const pose = poseInHand(someHand({ onPersonPlane: [2, 0, 1], position: [2, 0, 1] }), null, NOW);
  const [x, y, z] = onOwnGlass({ pose, isInHand: true }, PANE, 0).position;
  expect(x).toBeLessThan(0.3);
  expect(y).toBeGreaterThan(PANE.lowerEdgeM);
  expect(z).toBeGreaterThanOrEqual(0.05);
  expect(onOwnGlass({ pose: restingPose(PANE), isInHand: false }, PANE, 1)).toEqual(
    restingPose(PANE),
  );
});
