import { type CeremonyState, parsePeerId, type PeerId } from "@visavis/protocol";
import { expect, test } from "vitest";
import { lineBetween } from "./ceremony-line.ts";
import { secondsLeft } from "./countdown.ts";
import { runningCeremony } from "./testing/some-ceremony.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");

function state(change: Partial<CeremonyState>, holder: PeerId | null = ann): CeremonyState {
  return runningCeremony(holder, change);
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
