import { describe, expect, test } from "vitest";
import { nextPictureWatch, type PictureFault, startPictureWatch } from "./picture-watch.ts";

/** Plays frames at 10 Hz; null is a second without one. */
function faultAfter(frames: readonly (Uint8Array | null)[], stepMs = 100): PictureFault | null {
  let watch = startPictureWatch(0);
  frames.forEach((luma, i) => {
    watch = nextPictureWatch(watch, luma, (i + 1) * stepMs);
  });
  return watch.fault;
}

const noisy = (mean: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: 4000 }, (_, i) => mean + ((i * 7919 + seed * 104_729) % 5));
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe("picture watch", () => {
  test("is content with a living picture, dark rooms included", () => {
    expect(faultAfter(times(100, (i) => noisy(90, i)))).toBeNull();
    expect(faultAfter(times(100, (i) => noisy(24, i)))).toBeNull();
  });

  test("notices a covered lens after five seconds", () => {
    expect(faultAfter(times(45, (i) => noisy(14, i)))).toBeNull();
    expect(faultAfter(times(60, (i) => noisy(14, i)))).toBe("black");
  });

  test("notices a frozen picture after five seconds, and its return", () => {
    const frozen = times(60, () => noisy(90, 1));
    expect(faultAfter(frozen)).toBe("frozen");
    expect(faultAfter([...frozen, noisy(90, 2)])).toBeNull();
  });

  test("notices a camera that falls silent", () => {
    const seconds = times(6, () => null);
    expect(faultAfter(seconds, 1000)).toBe("silent");
  });
});
