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

test("the picture is told of, and the kiss is left to those who count it", () => {
  expect(lineBetween(state({}), state({ hasPicture: true }))).toEqual({ line: "pictured" });
  expect(lineBetween(state({ phase: "kiss" }), state({ kissS: 1.3 }))).toBeNull();
});

test("[CER-2] a countdown shows each second whole, by the server's clock", () => {
  const counting = { phase: "countdown", startsAtMs: 10_000 } as const;
  const shown = [6999, 7000, 7001, 9000, 9999, 10_200].map((nowMs) => secondsLeft(counting, nowMs));
  expect(shown).toEqual([4, 3, 3, 1, 1, 1]);
  expect(secondsLeft({ ...counting, phase: "running" }, 11_000)).toBeNull();
  expect(secondsLeft(counting, null)).toBeNull();
});
