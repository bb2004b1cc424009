import { expect, test } from "vitest";
import { nextHandsGate, NO_HANDS_YET } from "./hands-gate.ts";

function after(loads: readonly (number | null)[], gate = NO_HANDS_YET, fromMs = 0) {
  return loads.reduce((now, load, i) => nextHandsGate(now, load, fromMs + i * 1000), gate);
}

test("[HAND-9] hands are looked for once the matte has had room for a while", () => {
  expect(after([0.5, 0.5, 0.5]).isOpen).toBe(false);
  expect(after(Array.from({ length: 7 }, () => 0.5)).isOpen).toBe(true);
  expect(after([0.5, 0.5, 0.5, 0.8, 0.5, 0.5, 0.5]).isOpen).toBe(false);
});

test("[HAND-9] they go before the matte must step down, and one busy second is none", () => {
  const open = { isOpen: true, sinceMs: null };
  expect(after([0.95, 0.5, 0.95, 0.5], open).isOpen).toBe(true);
  expect(after([0.88, 0.88, 0.88, 0.88], open).isOpen).toBe(false);
  expect(after([0.8, 0.8, 0.8, 0.8, 0.8], open).isOpen).toBe(true);
});
