import { beforeEach, expect, test } from "vitest";
import { SiteClock } from "./site-clock.ts";

let steadyMs: number;
let wallMs: number;
let clock: SiteClock;
beforeEach(() => {
  steadyMs = 1000;
  wallMs = 1_700_000_000_000;
  clock = new SiteClock({ steadyMs: () => steadyMs, wallMs: () => wallMs });
});

function pass(ms: number, seenByWallMs = ms): void {
  steadyMs += ms;
  wallMs += seenByWallMs;
}

test("[RELAY-28] time that a sleeping machine did not count runs leases out all the same", () => {
  pass(500);
  expect(clock.nowMs()).toBe(1500);
  pass(16, 30_016);
  expect(clock.nowMs()).toBe(31_516);
  pass(1000);
  expect(clock.nowMs()).toBe(32_516);
});

test("[RELAY-28] a wall clock that is put back gives no time back, and counts sleep as before", () => {
  pass(16, -3_600_000);
  expect(clock.nowMs()).toBe(1016);
  pass(16, 20_016);
  expect(clock.nowMs()).toBe(21_032);
});

test("a wall clock that is put right by and by is not taken for sleep", () => {
  for (let i = 0; i < 10_000; i++) {
    pass(16, 16.01);
    clock.nowMs();
  }
  expect(clock.nowMs()).toBeCloseTo(161_000, 6);
});
