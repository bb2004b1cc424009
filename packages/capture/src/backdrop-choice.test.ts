import { expect, test } from "vitest";
import { backdropOf, nextSteadiness, STEADY } from "./backdrop-choice.ts";
import { ReturnOfPlate } from "./return-of-plate.ts";

test("a camera that is held in a hand gets no plate for a minute", () => {
  const auto = { kind: "auto" } as const;
  expect(backdropOf(auto, STEADY, 0)).toEqual({ kind: "plate" });
  const held = [1000, 9000, 20_000].reduce(nextSteadiness, STEADY);
  expect(backdropOf(auto, held, 21_000)).toEqual({ kind: "none" });
  expect(backdropOf({ kind: "plate" }, held, 21_000)).toEqual({ kind: "plate" });
  expect(backdropOf(auto, held, 81_000)).toEqual({ kind: "plate" });
});

test("a camera that is pushed now and then keeps its plate", () => {
  const pushed = [0, 40_000, 80_000, 120_000].reduce(nextSteadiness, STEADY);
  expect(backdropOf({ kind: "auto" }, pushed, 121_000)).toEqual({ kind: "plate" });
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
