import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FlashKind,
  isAlive,
  isInFlight,
  LATE_MS,
  NEW_LIFE,
  nextLife,
  type PropLife,
  type PropWish,
  withFlash,
} from "./prop-life.ts";

const solid: PropWish = {
  look: "solid",
  isLit: true,
  lightShare: 1,
  canBurn: true,
  flameAt: [0, 1.4, 0],
};
const none: PropWish = { ...solid, look: "none" };
const ghost: PropWish = { ...solid, look: "ghost" };

/** Frames of 20 ms from `fromMs` on. */
function live(life: PropLife, wish: PropWish, frames: number, fromMs = 0): PropLife {
  let next = life;
  for (let i = 1; i <= frames; i++) next = nextLife(next, wish, fromMs + i * 20, 20);
  return next;
}

const burning = live(NEW_LIFE, solid, 50);
const flash = (kind: FlashKind, startMs: number) => ({ kind, startMs, at: [0, 1, 0] as const });

describe("the life of a torch", () => {
  test("is there at once, takes fire, and settles", () => {
    const first = nextLife(NEW_LIFE, solid, 20, 20);
    expect(first).toMatchObject({ look: "solid" });
    expect(first.flame).toBeLessThan(0.1);
    expect(burning).toMatchObject({ presence: 1, solidity: 1, flame: 1 });
  });

  test("is gone in the very frame in which it is no longer solid", () => {
    const gone = nextLife(burning, none, 1020, 20);
    expect(gone).toMatchObject({ presence: 0, solidity: 0, flame: 0 });
    expect(nextLife(burning, ghost, 1020, 20)).toMatchObject({ solidity: 0, flame: 0 });
  });

  test("never has anything of the thing itself but when it is solid", () => {
    const wish = fc.constantFrom(solid, none, ghost, { ...solid, isLit: false });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 60 }), (wishes) => {
        let life = NEW_LIFE;
        wishes.forEach((each, i) => {
          life = nextLife(life, each, i * 20, 20);
          const isThing = life.solidity > 0 || life.flame > 0;
          expect(isThing && each.look !== "solid").toBe(false);
        });
      }),
    );
  });

  test("dies to smoke within half a second when its lease ends", () => {
    const lost = live(burning, none, 1, 1000);
    expect(lost.smokeSinceMs).toBe(1020);
    expect(lost.ember).toBe(1);
    expect(live(burning, none, 25, 1000).ember).toBe(0);
    const blownOut = live(burning, { ...solid, isLit: false }, 25, 1000);
    expect(blownOut).toMatchObject({ flame: 0, solidity: 1 });
    expect(blownOut.smokeSinceMs).toBe(1020);
  });

  test("leaves no smoke when it was given away", () => {
    for (const kind of ["pass", "in-flight"] as const) {
      const given = nextLife(withFlash(burning, flash(kind, 1000)), none, 1020, 20);
      expect(given).toMatchObject({ smokeSinceMs: null, ember: 0 });
    }
  });

  test("burns at the share of light it was given", () => {
    expect(live(NEW_LIFE, { ...solid, lightShare: 0.4 }, 50).flame).toBeCloseTo(0.4, 9);
    expect(live(NEW_LIFE, { ...solid, canBurn: false }, 50).flame).toBe(0);
  });
});

describe("a late commit", () => {
  const given = withFlash(burning, flash("in-flight", 1000));

  test("is seen as sparks only after 400 ms without a torch", () => {
    const soon = live(given, none, LATE_MS / 20, 1000);
    expect(isInFlight(soon, 1000 + LATE_MS)).toBe(false);
    const late = live(given, none, LATE_MS / 20 + 2, 1000);
    expect(isInFlight(late, 1440)).toBe(true);
  });

  test("ends when the torch arrives, is passed, or is refused", () => {
    const late = live(given, none, 30, 1000);
    expect(isInFlight(live(late, solid, 1, 1600), 1620)).toBe(false);
    for (const kind of ["pass", "refuse"] as const) {
      expect(isInFlight(withFlash(late, flash(kind, 1600)), 1600)).toBe(false);
    }
  });

  test("does not go on for ever", () => {
    expect(isInFlight(live(given, none, 600, 1000), 13_000)).toBe(false);
  });
});

describe("the next drawing", () => {
  test("is due while a fire flickers, and in calm only until it has settled", () => {
    expect(isAlive(burning, 1000, false)).toBe(true);
    expect(isAlive(burning, 1000, true)).toBe(false);
    expect(isAlive(live(NEW_LIFE, solid, 5), 100, true)).toBe(true);
  });

  test("is not due when there is nothing", () => {
    expect(isAlive(live(burning, none, 200, 1000), 5000, false)).toBe(false);
    expect(isAlive(NEW_LIFE, 0, false)).toBe(false);
  });
});
