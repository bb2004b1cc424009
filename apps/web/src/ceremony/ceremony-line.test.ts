import { type CeremonyState, parsePeerId } from "@visavis/protocol";
import { expect, test } from "vitest";
import { lineBetween } from "./ceremony-line.ts";
import { secondsLeft } from "./countdown.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");

function state(change: Partial<CeremonyState>, holder: typeof ann | null = ann): CeremonyState {
  return {
    type: "state",
    saidAtMs: 0,
    phase: "running",
    title: "",
    certificate: "a".repeat(22),
    objects: [{ object: "torch", kind: "torch", holder, isLit: true, passes: 0 }],
    order: [],
    startsAtMs: null,
    startedAtMs: 0,
    kissStartedAtMs: null,
    kissS: null,
    passes: 0,
    lastPassAtMs: null,
    wantsPicture: true,
    hasPicture: false,
    suspects: [],
    ...change,
  };
}

test("who has the torch now is said once, and not to somebody who has just come in", () => {
  expect(lineBetween(null, state({}))).toBeNull();
  expect(lineBetween(state({}, null), state({}))).toEqual({ line: "holder", holder: ann });
  expect(lineBetween(state({}), state({}, bob))).toEqual({ line: "holder", holder: bob });
  expect(lineBetween(state({}), state({}, null))).toBeNull();
  expect(lineBetween(state({}), state({ passes: 3 }))).toBeNull();
});

test("[CER-5] the length of a kiss is said when the server has settled it", () => {
  const kissing = state({ phase: "kiss", kissS: null });
  expect(lineBetween(state({}), kissing)).toBeNull();
  const over = state({ kissS: 1.3 });
  expect(lineBetween(kissing, over)).toEqual({ line: "kissed", seconds: 1.3 });
  expect(lineBetween(over, state({ kissS: 1.3, passes: 1 }))).toBeNull();
  const again = state({ phase: "kiss", kissS: 1.3 });
  expect(lineBetween(again, over)).toEqual({ line: "kissed", seconds: 1.3 });
});

test("[CER-2] a countdown shows each second whole, by the server's clock", () => {
  const counting = { phase: "countdown", startsAtMs: 10_000 } as const;
  const shown = [6999, 7000, 7001, 9000, 9999, 10_200].map((nowMs) => secondsLeft(counting, nowMs));
  expect(shown).toEqual([4, 3, 3, 1, 1, 1]);
  expect(secondsLeft({ ...counting, phase: "running" }, 11_000)).toBeNull();
  expect(secondsLeft(counting, null)).toBeNull();
});
