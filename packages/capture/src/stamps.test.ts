import fc from "fast-check";
import { expect, test } from "vitest";
import { nextStamps, type Stamps } from "./stamps.ts";

test("what goes out always rises, whatever cameras count", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 2 }), (stampsUs) => {
      let stamps: Stamps | null = null;
      for (const timestampUs of stampsUs) {
        const before: Stamps | null = stamps;
        stamps = nextStamps(before, timestampUs);
        if (before) expect(stamps.lastUs).toBeGreaterThan(before.lastUs);
      }
    }),
  );
});

test("keeps a camera's own stamps", () => {
  const first = nextStamps(null, 1000);
  expect(nextStamps(first, 34_333)).toEqual({ lastUs: 34_333, shiftUs: 0 });
});
