import { expect, it } from "vitest";
import { mean } from "./mean.ts";

it("is 0 of nothing", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBe(0);
});
