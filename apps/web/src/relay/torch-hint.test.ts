import { expect, test } from "vitest";
import type { RelayScene } from "./relay-scene.ts";
import { torchHint } from "./torch-hint.ts";

const SCENE: RelayScene = {
  kind: "torch",
  role: "none",
  isSolid: false,
  isOffered: false,
  isTaken: false,
  isLetGo: false,
  canKiss: false,
  kiss: "none",
  kissS: 0,
  hand: null,
  hands: "ready",
};
const hint = (change: Partial<RelayScene>) => torchHint({ ...SCENE, ...change });

test("the taker is told to hold out a hand, then to close it", () => {
  expect(hint({})).toBeNull();
  expect(hint({ isOffered: true })).toBe("holdOutToTake");
  const hand = { source: "hand", does: "reaches" } as const;
  expect(hint({ isOffered: true, hand })).toBe("closeToTake");
  expect(hint({ role: "reserved" })).toBe("comes");
});

test("the giver is told to hold it out, and to open the hand once another is on it", () => {
  expect(hint({ role: "held", isSolid: true })).toBe("holdOutToGive");
  expect(hint({ role: "offered" })).toBe("waitForThem");
  expect(hint({ role: "offered", isTaken: true })).toBe("openToGive");
  expect(hint({ role: "offered", isTaken: true, isLetGo: true })).toBe("givenAway");
});

test("where no hand can be seen the equal way is told", () => {
  for (const hands of ["none", "failed", "resting", "unseen"] as const) {
    expect(hint({ isOffered: true, hands })).toBe("pressToTake");
    expect(hint({ role: "held", isSolid: true, hands })).toBe("pressToGive");
  }
});

test("two torches are to touch, and while they do nothing is said", () => {
  expect(hint({ role: "held", isSolid: true, canKiss: true })).toBe("touch");
  expect(hint({ role: "held", isSolid: true, canKiss: true, kiss: "touching" })).toBeNull();
});
