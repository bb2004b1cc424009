import type { PropState } from "@visavis/stage";
import { afterEach, beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { TorchEars } from "./torch-ears.ts";

const made: AudioContext[] = [];
const RealContext = globalThis.AudioContext;

beforeEach(() => {
  localStorage.clear();
  made.length = 0;
  globalThis.AudioContext = class extends RealContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
  };
});
afterEach(() => {
  globalThis.AudioContext = RealContext;
});

function ears(isWanted: boolean | null, isOnByDefault = true): TorchEars {
  return new TorchEars({
    isWanted,
    isOnByDefault,
    eye: () => [0, 1.6, 1.5],
    speakerId: () => "",
  });
}

const BURNING: PropState = {
  nowMs: 0,
  look: "solid",
  position: [0, 1.2, 0],
  isSolid: true,
  flame: 1,
  isBurning: true,
  isInFlight: false,
  drawnFrames: 1,
  refusedPoses: 0,
  model: "none",
};

test("nothing sounds before somebody has touched the page, and a mute silences all of it", async () => {
  using heard = ears(null);
  heard.update([BURNING]);
  heard.play("pass");
  expect(made).toEqual([]);
  await userEvent.click(document.body);
  expect(made).toHaveLength(1);
  await expect.poll(() => made[0]?.state).toBe("running");
  heard.update([BURNING]);
  heard.play("kiss");
  heard.setOn(false);
  await expect.poll(() => made[0]?.state).toBe("suspended");
  await userEvent.keyboard("x");
  expect(made[0]?.state).toBe("suspended");
  heard.setOn(true);
  await expect.poll(() => made[0]?.state).toBe("running");
});

test("where it is not wanted it is not even begun, and a choice is kept", async () => {
  using clean = ears(false);
  await userEvent.click(document.body);
  expect(made).toEqual([]);
  expect(clean.isOn.value).toBe(false);
  clean.setOn(true);
  using later = ears(null, false);
  expect(later.isOn.value).toBe(true);
});
