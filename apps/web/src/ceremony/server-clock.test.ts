import { expect, test } from "vitest";
import { ServerClock } from "./server-clock.ts";

test("[CER-2] the server's clock is taken from its quickest word", () => {
  const clock = new ServerClock();
  expect(clock.at(0)).toBeNull();
  clock.heard(100_000, 400);
  clock.heard(101_000, 1080);
  clock.heard(102_000, 2900);
  expect(clock.at(3000)).toBe(102_920);
});

test("forgets words of long ago, because clocks drift", () => {
  const clock = new ServerClock();
  clock.heard(100_000, 0);
  for (let i = 1; i <= 20; i++) clock.heard(100_000 + i * 1000, i * 1000 + 50);
  expect(clock.at(30_000)).toBe(129_950);
});
