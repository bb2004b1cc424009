import type { MatteFigures, PlateStatus } from "@visavis/capture";
import { expect, test } from "vitest";
import { nextAdvice, NO_ADVICE, studioAdvice } from "./studio-advice.ts";

const GOOD: MatteFigures = {
  noise: 2,
  personLuma: 110,
  blendedShare: 0.1,
  edgeShare: 0.004,
  shadowShare: 0.02,
};
const TAKEN: PlateStatus = { source: "taken", share: 1, takenAtMs: 1 };
const LEARNT: PlateStatus = { source: "learnt", share: 0.5, takenAtMs: null };

function adviceOn(figures: Partial<MatteFigures>, plate = TAKEN) {
  return studioAdvice({
    backdrop: "auto",
    figures: { ...GOOD, ...figures },
    plate,
    lost: null,
  });
}

test("a good picture is called good", () => {
  expect(adviceOn({})).toBe("good");
});

test("a dark person, or loud noise, wants more light", () => {
  expect(adviceOn({ personLuma: 35 })).toBe("moreLight");
  expect(adviceOn({ noise: 8 })).toBe("moreLight");
});

test("clothes like the wall are named", () => {
  expect(adviceOn({ blendedShare: 0.5 })).toBe("otherClothes");
});

test("a shadow on the wall says to step away from it", () => {
  expect(adviceOn({ shadowShare: 0.4 })).toBe("stepAwayFromWall");
});

test("a room that is half known wants its plate taken, unless a screen or nothing was chosen", () => {
  expect(adviceOn({}, LEARNT)).toBe("takePlate");
  const chosen = { figures: GOOD, plate: LEARNT, lost: null };
  expect(studioAdvice({ ...chosen, backdrop: "green" })).toBe("good");
  expect(studioAdvice({ ...chosen, backdrop: "none" })).toBe("good");
});

test("a wide unsure band is said", () => {
  expect(adviceOn({ edgeShare: 0.03 })).toBe("unsureEdge");
});

test("a camera that was moved wants the plate taken again, until it is whole", () => {
  const state = { backdrop: "auto", figures: null, lost: "moved" } as const;
  const plate: PlateStatus = { source: "learnt", share: 0.1, takenAtMs: 1 };
  expect(studioAdvice({ ...state, plate })).toBe("plateLost-moved");
  expect(studioAdvice({ ...state, plate: TAKEN })).toBeNull();
  expect(studioAdvice({ ...state, plate: LEARNT })).toBeNull();
});

test("advice does not flutter", () => {
  const shown = (["good", "good", "good"] as const).reduce(nextAdvice, NO_ADVICE);
  expect(shown.shown).toBe("good");
  const hint = nextAdvice(nextAdvice(shown, "moreLight"), "good");
  expect(hint.shown).toBe("good");
  expect((["moreLight", "moreLight", "moreLight"] as const).reduce(nextAdvice, hint).shown).toBe(
    "moreLight",
  );
});
