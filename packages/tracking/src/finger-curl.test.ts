import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerCurls, handCurl } from "./finger-curl.ts";
import { handWorld } from "./synthetic-hand.ts";

describe("finger curl", () => {
  test("a stretched hand is open and a fist is closed", () => {
    expect(handCurl(handWorld([0, 0, 0, 0]))).toBeLessThan(0.1);
    expect(handCurl(handWorld([75, 75, 75, 75]))).toBeGreaterThan(0.9);
  });

  test("[HAND-1] one finger that is seen wrong does not decide", () => {
    expect(handCurl(handWorld([0, 0, 0, 80]))).toBeLessThan(0.35);
    expect(handCurl(handWorld([0, 75, 75, 75]))).toBeGreaterThan(0.55);
  });

  test("is between 0 and 1, whatever the net says", () => {
    const world = fc.float32Array({ minLength: 63, maxLength: 63, noNaN: true });
    fc.assert(
      fc.property(world, (points) => {
        for (const curl of fingerCurls(
          points.map((value) => Math.max(-1e3, Math.min(1e3, value))),
        )) {
          expect(curl).toBeGreaterThanOrEqual(0);
          expect(curl).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("does not depend on the hand's place, size and direction", () => {
    const [angle, size, shift] = [
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
    ];
    fc.assert(
      fc.property(angle, size, shift, (turnRad, scale, moved) => {
        const hand = handWorld([40, 50, 60, 70]);
        const [sin, cos] = [Math.sin(turnRad), Math.cos(turnRad)];
        const other = hand.map((value, i) => {
          const [x, y] = [hand[i - (i % 3)] ?? 0, hand[i - (i % 3) + 1] ?? 0];
          const turned = [x * cos - y * sin, x * sin + y * cos, value][i % 3] ?? 0;
          return turned * scale + moved;
        });
        expect(handCurl(other)).toBeCloseTo(handCurl(hand), 2);
      }),
    );
  });
});
