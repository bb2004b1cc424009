import { parsePeerId, type PosePacket } from "@visavis/protocol";
import { expect, test } from "vitest";
import { RemotePoses } from "./remote-poses.ts";

const BOB = parsePeerId("bob00000");
const KNOWN = { term: 5, seq: 2 };
const POSE: PosePacket = {
  object: "torch",
  ...KNOWN,
  sentAtMs: 100,
  positionM: [0, 1, 0],
  rotation: [0, 0, 0, 1],
  isInHand: true,
};

test("[POSE-3] late poses and those of an older holding are dropped", () => {
  const poses = new RemotePoses();
  expect(poses.take(BOB, { ...POSE, seq: 1 }, KNOWN, 0)).toBe(false);
  expect(poses.take(BOB, { ...POSE, term: 4, seq: 9 }, KNOWN, 0)).toBe(false);
  expect(poses.take(BOB, POSE, KNOWN, 0)).toBe(true);
  expect(poses.take(BOB, POSE, KNOWN, 1)).toBe(false);
  expect(poses.take(BOB, { ...POSE, sentAtMs: 90 }, KNOWN, 1)).toBe(false);
  expect(poses.take(BOB, { ...POSE, seq: 3, sentAtMs: 10 }, KNOWN, 1)).toBe(true);
  expect(poses.take(BOB, { ...POSE, sentAtMs: 200 }, KNOWN, 2)).toBe(false);
});

test("silence is no place", () => {
  const poses = new RemotePoses();
  poses.take(BOB, POSE, KNOWN, 0);
  expect(poses.shownBy(KNOWN, 100)).toBe(BOB);
  expect(poses.shownBy({ term: 6, seq: 0 }, 100)).toBeNull();
  expect(poses.shownBy(KNOWN, 5000)).toBeNull();
});
