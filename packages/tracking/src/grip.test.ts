import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Grip, nextGrip, startGrip } from "./grip.ts";

const curl = fc.double({ min: 0, max: 1, noNaN: true });

function after(curls: readonly number[], everyMs: number): Grip {
  const [first = 0, ...rest] = curls;
  return rest.reduce(
    (grip, value, i) => nextGrip(grip, value, (i + 1) * everyMs),
    startGrip(first, 0),
  );
}

describe("grip", () => {
  test("[HAND-2] a hand closes within four looks at 10 Hz, and opens within four", () => {
    const closed = after([0.2, 0.9, 0.9, 0.9, 0.9], 100);
    expect(closed.isClosed).toBe(true);
    const opened = [0.15, 0.15, 0.15, 0.15].reduce(
      (grip, value, i) => nextGrip(grip, value, 500 + 100 * i),
      closed,
    );
    expect(opened.isClosed).toBe(false);
  });

  test("[HAND-2] a single closed picture closes nothing, not even the first", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 60, max: 500 }), (place, everyMs) => {
        const curls = Array.from({ length: 8 }, (_, i) => (i === place ? 1 : 0.15));
        for (let count = 1; count <= curls.length; count++) {
          expect(after(curls.slice(0, count), everyMs).isClosed).toBe(false);
        }
      }),
    );
  });

  test("[HAND-2] what trembles between the two thresholds changes nothing", () => {
    const trembling = fc.array(fc.double({ min: 0.36, max: 0.54, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(trembling, (curls) => {
        expect(after([0.36, ...curls], 100).isClosed).toBe(false);
        expect(after([1, 1, 1, 1, 1, ...curls], 100).isClosed).toBe(true);
      }),
    );
  });

  test("its curl stays between 0 and 1", () => {
    fc.assert(
      fc.property(
        fc.array(curl, { minLength: 1 }),
        fc.integer({ min: 0, max: 3000 }),
        (curls, everyMs) => {
          const grip = after(curls, everyMs);
          expect(grip.curl).toBeGreaterThanOrEqual(0);
          expect(grip.curl).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
