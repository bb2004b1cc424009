import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HandWatch, nextLook } from "./look-plan.ts";

const RESTING: HandWatch = {
  isFollowed: false,
  lookedAtMs: 0,
  isNew: false,
  isArmInPicture: false,
  soughtAtMs: 0,
  seekPauseMs: 0,
  isBusy: false,
};
const FOLLOWED: HandWatch = { ...RESTING, isFollowed: true, isArmInPicture: true };

describe("look plan", () => {
  test("finds a person first", () => {
    const hands = { left: RESTING, right: FOLLOWED };
    expect(nextLook({ poseAtMs: null, hands }, 1000)).toEqual({ kind: "find-person" });
  });

  test("[HAND-4] runs the hand net alone in nine looks of ten while a hand is followed", () => {
    const hands = { left: RESTING, right: FOLLOWED };
    let [poseAtMs, handLooks] = [0, 0];
    for (let atMs = 100; atMs <= 10_000; atMs += 100) {
      const look = nextLook({ poseAtMs, hands }, atMs);
      if (look.kind === "follow") handLooks++;
      if (look.kind === "read-pose") poseAtMs = atMs;
    }
    expect(handLooks).toBeGreaterThan(80);
  });

  test("searches for a hand whose arm is in the picture, and rests where nothing is due", () => {
    const sought = { ...RESTING, isArmInPicture: true, soughtAtMs: 900, seekPauseMs: 200 };
    const hands = { left: RESTING, right: sought };
    expect(nextLook({ poseAtMs: 1000, hands }, 1050)).toEqual({ kind: "rest" });
    expect(nextLook({ poseAtMs: 1000, hands }, 1150)).toEqual({ kind: "seek", side: "right" });
  });

  test("looks at a busy hand more often, and never forgets the other", () => {
    const times = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }));
    fc.assert(
      fc.property(times, ([leftMs, rightMs]) => {
        const left = { ...FOLLOWED, lookedAtMs: leftMs };
        const right = { ...FOLLOWED, lookedAtMs: rightMs, isBusy: true };
        const look = nextLook({ poseAtMs: 900, hands: { left, right } }, 1000);
        const expected = 1000 - leftMs > 3 * (1000 - rightMs) ? "left" : "right";
        if (1000 - leftMs !== 3 * (1000 - rightMs)) {
          expect(look).toEqual({ kind: "follow", side: expected });
        }
      }),
    );
  });
});
