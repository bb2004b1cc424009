import { describe, expect, test } from "vitest";
import { nextWalk, NO_WALK, type SeenRows, type Walk, walkProgress } from "./walk-recorder.ts";

const seen = (footRow: number, atMs: number): SeenRows => ({
  topRow: footRow - 600,
  footRow,
  hasFloorContact: true,
  pictureHeightPx: 1280,
  atMs,
});

/** Thirty frames a second from one foot row to another. */
function walked(from: number, to: number, seconds: number): Walk {
  let walk = NO_WALK;
  const frames = seconds * 30;
  for (let i = 0; i < frames; i++) {
    walk = nextWalk(walk, seen(from + ((to - from) * i) / frames, (i * 1000) / 30));
  }
  return walk;
}

describe("walk recorder", () => {
  test("a walk of three seconds is enough", () => {
    const walk = walked(1200, 1000, 3);
    expect(walkProgress(walk)).toEqual({ share: 1, needs: "nothing" });
    expect(walk.rows.length).toBeLessThan(40);
  });

  test("who comes back to the keyboard after the walk is not counted", () => {
    const walk = walked(1200, 1000, 3);
    expect(nextWalk(walk, seen(800, 5000)).rows.length).toBe(walk.rows.length + 1);
    expect(nextWalk(walk, seen(800, 15_000))).toBe(walk);
  });

  test("standing still adds a few rows and asks for a longer way", () => {
    const walk = walked(1100, 1100, 10);
    expect(walk.rows.length).toBe(4);
    expect(walkProgress(walk)).toMatchObject({ needs: "more-rows" });
    expect(walkProgress(walked(1140, 1080, 10)).needs).toBe("longer-way");
  });

  test("frames that cut the person are left out", () => {
    const cut = nextWalk(NO_WALK, { ...seen(1100, 0), hasFloorContact: false });
    expect(cut.rows).toEqual([]);
    expect(nextWalk(NO_WALK, { ...seen(1100, 0), topRow: 2 }).rows).toEqual([]);
  });

  test("another picture size starts the walk again", () => {
    const walk = walked(1200, 1000, 3);
    const next = nextWalk(walk, { ...seen(700, 9000), pictureHeightPx: 720 });
    expect(next.rows.length).toBe(1);
  });
});
