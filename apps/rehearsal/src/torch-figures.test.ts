import { expect, test } from "vitest";
import { type TorchAccount, torchFigures } from "./torch-figures.ts";

const NOTHING: TorchAccount = {
  drawn: [],
  solidFrames: [],
  frames: 0,
  given: [],
  taken: [],
  refused: 0,
  passes: 0,
};

const giver: TorchAccount = {
  ...NOTHING,
  drawn: [
    { atMs: 0, isSolid: true },
    { atMs: 100, isSolid: false },
  ],
  solidFrames: [0, 40, 80],
  given: [{ term: 5, seq: 1, atMs: 90 }],
  refused: 2,
  passes: 1,
};
const taker: TorchAccount = {
  ...NOTHING,
  drawn: [{ atMs: 112, isSolid: true }],
  solidFrames: [112, 130],
  taken: [{ term: 5, seq: 1, atMs: 105 }],
};

test("a pass is measured from what both sites drew", () => {
  expect(torchFigures([giver, taker])).toEqual({
    passes: 1,
    refused: 2,
    overlapFrames: 0,
    gapMs: { p50: 12, p99: 12, max: 12 },
    commitMs: { p50: 15, p99: 15 },
    finalHolder: 1,
  });
});

test("two at once are counted, frame by frame", () => {
  const early = { ...taker, drawn: [{ atMs: 70, isSolid: true }], solidFrames: [70, 95, 130] };
  expect(torchFigures([giver, early]).overlapFrames).toBe(3);
});

test("nothing passed is no figure", () => {
  expect(torchFigures([NOTHING, NOTHING])).toMatchObject({ gapMs: null, finalHolder: null });
});
