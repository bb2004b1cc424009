import { expect, test } from "vitest";
import { movedByKey } from "./ruler-keys.ts";

test.each([
  ["ArrowRight", false, 100.5],
  ["ArrowLeft", false, 99.5],
  ["ArrowRight", true, 105],
  ["PageDown", false, 95],
  ["Tab", false, null],
])(
  "%s (shift %s) moves an edge at 100 to %s on a screen of two pixels a pixel",
  (key, shiftKey, to) => {
    expect(movedByKey(100, { key, shiftKey }, 0.5)).toBe(to);
  },
);
