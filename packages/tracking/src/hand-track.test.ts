import type { CameraView, Vector3 } from "@visavis/pane";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type HandSighting,
  handOf,
  type HandTrack,
  lostHand,
  nextHandTrack,
} from "./hand-track.ts";
import { handPositionAt } from "./hand.ts";
import type { HandLandmarks } from "./hand-landmarks.ts";
import { handAt } from "./synthetic-hand.ts";
import { poseAt } from "./synthetic-pose.ts";

const VIEW: CameraView = {
  widthPx: 720,
  heightPx: 1280,
  focalPx: 900,
  heightM: 1.5,
  offsetXM: 0,
  pitchRad: 0,
  rollRad: 0,
};
const BODY_M = 2;
const FIST_DEG = 75;

function sighting(atMs: number, hand: HandLandmarks | null, ageMs = 0): HandSighting {
  return {
    side: "right",
    atMs,
    picture: { widthPx: 720, heightPx: 1280 },
    view: VIEW,
    scale: null,
    personHeightM: null,
    hand,
    body: { pose: poseAt([360, 900], VIEW.focalPx / BODY_M), distanceM: BODY_M, ageMs },
  };
}

/** A hand this far from the pane, in the middle of the picture or beside it. */
function handSeen(distanceM: number, bendDeg = 0, columnPx = 360): HandLandmarks {
  return handAt([columnPx, 640], VIEW.focalPx / distanceM, bendDeg);
}

function watched(hands: readonly (HandLandmarks | null)[], everyMs = 100): HandTrack | null {
  return hands.reduce<HandTrack | null>(
    (track, one, i) => nextHandTrack(track, sighting(i * everyMs, one)) ?? track,
    null,
  );
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

function shown(track: HandTrack | null): ReturnType<typeof handOf> {
  if (!track) throw new Error("no hand");
  return handOf(track, track.atMs);
}

describe("hand track", () => {
  test("[HAND-3] a hand held out before the body is where its size and its arm say", () => {
    const { position, onPersonPlane, extension } = shown(watched(times(20, handSeen(1.6))));
    expect(position[0]).toBeCloseTo(0, 1);
    expect(position[1]).toBeCloseTo(1.5, 1);
    expect(Math.abs(position[2] - 1.6)).toBeLessThan(0.15);
    expect(onPersonPlane[2]).toBe(BODY_M);
    expect(extension).toBeGreaterThan(0.2);
  });

  test("[HAND-3] the person's right hand is at their right, as they look at the pane", () => {
    const { position } = shown(watched(times(5, handSeen(1.8, 0, 200))));
    expect(position[0]).toBeGreaterThan(0.2);
  });

  test("[HAND-2] open, reaching, gripping", () => {
    expect(shown(watched(times(10, handSeen(1.9)))).state).toBe("open");
    expect(shown(watched(times(10, handSeen(1.3)))).state).toBe("reach");
    expect(shown(watched(times(10, handSeen(1.3, FIST_DEG)))).state).toBe("grip");
  });

  test("[HAND-2] a fist that hides itself stays closed while its arm is seen, for a while", () => {
    const closed = watched(times(10, handSeen(1.3, FIST_DEG)));
    const after = (looks: number): HandTrack | null => {
      let track = closed;
      for (let i = 1; i <= looks; i++) {
        track = nextHandTrack(track, sighting(900 + i * 100, null)) ?? track;
      }
      return track;
    };
    expect(shown(after(10))).toMatchObject({ state: "grip", source: "wrist" });
    expect(shown(after(20)).state).not.toBe("grip");
  });

  test("[HAND-2] a hand that comes into view blurred, after its arm, is not taken for a fist", () => {
    const [arm, blurred, open] = [null, handSeen(1.6, 60), handSeen(1.6, 35)];
    expect(shown(watched([arm, arm, blurred])).state).not.toBe("grip");
    expect(shown(watched([arm, arm, blurred, open])).state).not.toBe("grip");
  });

  test("an arm that was read long ago says nothing about now", () => {
    expect(nextHandTrack(null, sighting(0, null, 500))).toBeNull();
    expect(nextHandTrack(null, { ...sighting(0, null), body: null })).toBeNull();
  });

  test("a hand out of sight is told with its last place", () => {
    const track = watched(times(5, handSeen(1.5)));
    if (!track) throw new Error("no hand");
    const lost = lostHand(track, 2000);
    expect(lost).toMatchObject({ state: "none", grip: 0, confidence: 0, atMs: 2000 });
    expect(lost.position).toEqual(shown(track).position);
  });

  test("[HAND-3] no hand is further from its body than an arm is long", () => {
    const distance = fc.double({ min: 0.2, max: 6, noNaN: true });
    fc.assert(
      fc.property(distance, (distanceM) => {
        const { position } = shown(watched(times(3, handSeen(distanceM))));
        expect(position[2]).toBeGreaterThanOrEqual(BODY_M - 0.86);
        expect(position[2]).toBeLessThanOrEqual(BODY_M + 0.31);
      }),
    );
  });

  test("[HAND-3] a moving hand is carried on, for a quarter of a second at most", () => {
    const still: Vector3 = [0, 1, 1];
    const moving = { position: still, velocityMps: [1, 0, 0] as const, atMs: 1000 };
    expect(handPositionAt(moving, 1100)[0]).toBeCloseTo(0.07);
    expect(handPositionAt(moving, 5000)[0]).toBeCloseTo(0.175);
    expect(handPositionAt(moving, 900)).toEqual(still);
  });
});
