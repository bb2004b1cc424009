import { expect, test } from "vitest";
import { median, quantiles } from "./quantiles.ts";

test("a quantile is the value at its share's place, in whatever order the values came", () => {
  expect(quantiles([3, 1, 2], [0.5, 0, 1])).toEqual([2, 1, 3]);
  expect(quantiles([1, 2, 3, 4], [0.74, 0.75, 0.95])).toEqual([3, 4, 4]);
  expect(quantiles([], [0.5, 0.95])).toEqual([]);
});

test("the median is one of the values, the upper of two, and none of nothing", () => {
  expect(median([10, 2, 30])).toBe(10);
  expect(median([4, 1, 2, 3])).toBe(3);
  expect(median([])).toBeNull();
});
