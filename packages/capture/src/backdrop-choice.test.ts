import { expect, test } from "vitest";
import { backdropOf, nextSteadiness, STEADY } from "./backdrop-choice.ts";
import { ReturnOfPlate } from "./return-of-plate.ts";

const AUTO = { kind: "auto" } as const;

test("without being asked the room is learnt, while the camera stands still", () => {
  const chance = { steady: STEADY, atMs: 0 };
  expect(backdropOf(AUTO, chance)).toEqual({ kind: "plate" });
  expect(backdropOf({ kind: "none" }, chance)).toEqual({ kind: "none" });
});

test("a camera that is held in a hand gets no plate for a minute", () => {
  const steady = [1000, 9000, 20_000].reduce(nextSteadiness, STEADY);
  const held = { steady, atMs: 21_000 };
  expect(backdropOf(AUTO, held)).toEqual({ kind: "none" });
  expect(backdropOf({ kind: "plate" }, held)).toEqual({ kind: "plate" });
  expect(backdropOf(AUTO, { ...held, atMs: 81_000 })).toEqual({ kind: "plate" });
});

test("a camera that is pushed now and then keeps its plate", () => {
  const steady = [0, 40_000, 80_000, 120_000].reduce(nextSteadiness, STEADY);
  const pushed = { steady, atMs: 121_000 };
  expect(backdropOf(AUTO, pushed)).toEqual({ kind: "plate" });
});

test("a kept plate returns after two looks that agree, later if it was in vain", () => {
  const plate = new ReturnOfPlate();
  expect(plate.isDue(true, 0)).toBe(false);
  expect(plate.isDue(false, 500)).toBe(false);
  expect(plate.isDue(true, 1000)).toBe(false);
  expect(plate.isDue(true, 1500)).toBe(true);
  plate.used(1500);
  plate.lost(2000);
  expect(plate.isDue(true, 3000)).toBe(false);
  expect(plate.isDue(true, 31_000)).toBe(false);
  expect(plate.isDue(true, 33_000)).toBe(true);
});
