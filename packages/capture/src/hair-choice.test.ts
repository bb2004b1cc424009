import { expect, test } from "vitest";
import { bandOf, FAR, type Nearness, nextNearness } from "./hair-choice.ts";

/** One frame each tenth of a second. */
function after(shares: readonly (number | null)[], start: Nearness = FAR): Nearness {
  return shares.reduce((now, share, i) => nextNearness(now, share, i * 100), start);
}

function times(count: number, share: number | null): (number | null)[] {
  return Array.from({ length: count }, () => share);
}

test("hair is looked for once somebody has come near, and not for a moment's lean", () => {
  expect(after(times(10, 0.2)).isNear).toBe(false);
  expect(after(times(20, 0.2)).isNear).toBe(true);
  expect(after([...times(10, 0.2), 0.08, ...times(10, 0.2)]).isNear).toBe(false);
});

test("between near and far nothing changes", () => {
  const near = after(times(20, 0.2));
  expect(after(times(100, 0.12), near).isNear).toBe(true);
  expect(after(times(100, 0.12)).isNear).toBe(false);
  expect(after(times(20, 0.08), near).isNear).toBe(false);
});

test("a head that cannot be measured says nothing", () => {
  const near = after(times(20, 0.2));
  expect(after(times(100, null), near)).toEqual(near);
});

test("what was chosen by hand holds, also on a machine that is short of time", () => {
  const near = { isNear: true, otherSinceMs: null };
  expect(bandOf("auto", near, true)).toBe("hair");
  expect(bandOf("auto", near, false)).toBe("narrow");
  expect(bandOf("auto", FAR, true)).toBe("narrow");
  expect(bandOf("on", FAR, false)).toBe("hair");
  expect(bandOf("off", near, true)).toBe("narrow");
});
