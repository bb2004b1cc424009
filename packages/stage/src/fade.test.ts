import { expect, test } from "vitest";
import { GHOST_OPACITY, nextOpacity } from "./fade.ts";

test("a figure is solid while its frames come", () => {
  expect(nextOpacity(1, 900, 16)).toBe(1);
});

test("a silent figure fades to a ghost and stays one", () => {
  let opacity = 1;
  for (let ms = 1016; ms < 4000; ms += 16) {
    const next = nextOpacity(opacity, ms, 16);
    expect(next).toBeLessThanOrEqual(opacity);
    opacity = next;
  }
  expect(opacity).toBe(GHOST_OPACITY);
});

test("the next frame brings it back at once", () => {
  expect(nextOpacity(GHOST_OPACITY, 0, 16)).toBe(1);
});
