import { expect, test } from "vitest";
import { TokenBucket } from "./token-bucket.ts";

test("[W4] lets a burst pass, then as many a second as it says", () => {
  const bucket = new TokenBucket({ perSecond: 50, burst: 100 }, 0);
  const passed = (atMs: number): number =>
    Array.from({ length: 1000 }, () => bucket.take(atMs)).filter(Boolean).length;
  expect(passed(0)).toBe(100);
  expect(passed(1000)).toBe(50);
  expect(passed(1010)).toBe(0);
  expect(passed(61_000)).toBe(100);
  expect(passed(0)).toBe(0);
});
