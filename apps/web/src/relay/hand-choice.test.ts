import type { Hand } from "@visavis/tracking";
import { beforeEach, expect, test } from "vitest";
import { HandChoice } from "./hand-choice.ts";
import { someHand } from "./testing/some-hand.ts";

let choice: HandChoice;
beforeEach(() => {
  choice = new HandChoice();
});

function see(...hands: readonly Partial<Hand>[]): void {
  for (const hand of hands) choice.handChanged(someHand(hand));
}

test("the hand that holds on counts before the one that hangs", () => {
  see({ side: "left", state: "open", extension: 0.1 }, { side: "right", state: "grip" });
  expect(choice.at(1)?.side).toBe("right");
});

test("two hands that look alike do not take turns", () => {
  see({ side: "left", extension: 0.5 }, { side: "right", extension: 0.4 });
  expect(choice.at(1)?.side).toBe("left");
  see({ side: "right", extension: 0.6 });
  expect(choice.at(2)?.side).toBe("left");
  see({ side: "right", extension: 1 });
  expect(choice.at(3)?.side).toBe("right");
});

test("a hand that the camera has lost is not known, a pointer that rests is", () => {
  see({ side: "right", atMs: 0 });
  expect(choice.at(5000)).toBeNull();
  expect(choice.at(1400)).toBeNull();
  expect(choice.at(1400, 1)?.side).toBe("right");
  see({ source: "input", state: "grip", atMs: 0 });
  expect(choice.at(5000)?.source).toBe("input");
  see({ source: "input", state: "none", atMs: 0 });
  expect(choice.at(5000)).toBeNull();
});

test("a tracker that was joined to the page is believed before the camera", () => {
  see({ side: "right", state: "grip", extension: 1 });
  choice.trackerChanged(someHand({ side: "left", extension: 0 }));
  expect(choice.at(1)?.side).toBe("left");
  choice.trackerChanged(someHand({ side: "left", state: "none" }));
  expect(choice.at(2)?.side).toBe("right");
});
