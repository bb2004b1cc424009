import { type CeremonyState, parsePeerId } from "@visavis/protocol";
import { expect, test } from "vitest";
import { isBest, isWanted, momentBetween, turnOf } from "./moment.ts";
import { runningCeremony } from "./testing/some-ceremony.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");
const cai = parsePeerId("caicaicai");

const state = (change: Partial<CeremonyState>): CeremonyState => runningCeremony(bob, change);

test("[CER-9] a picture is taken only where one is wanted, and one is enough", () => {
  expect(isWanted(state({}))).toBe(true);
  expect(isWanted(state({ wantsPicture: false }))).toBe(false);
  expect(isWanted(state({ hasPicture: true }))).toBe(false);
  expect(isWanted(state({ phase: "countdown", startedAtMs: null }))).toBe(false);
  expect(isWanted(state({ phase: "done" }))).toBe(true);
});

test("the moment is a pass, a kiss or the end of this very ceremony", () => {
  const before = state({});
  expect(momentBetween(before, state({ passes: 1 }))).toBe("pass");
  expect(momentBetween(before, state({ phase: "kiss" }))).toBe("kiss");
  expect(momentBetween(before, state({ phase: "done" }))).toBe("end");
  expect(momentBetween(state({ phase: "kiss" }), state({ phase: "kiss" }))).toBeNull();
  expect(momentBetween(null, state({ passes: 1 }))).toBeNull();
  expect(momentBetween(state({ certificate: null }), state({ passes: 1 }))).toBeNull();
});

test("with two torches a pass is kept until the kiss or the end", () => {
  const { objects } = state({});
  const two = { objects: [...objects, ...objects] };
  expect([isBest("pass", two), isBest("kiss", two), isBest("end", two)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(isBest("pass", { objects })).toBe(true);
});

test("each site has another turn, and the holder the first", () => {
  const sites = [cai, ann, bob];
  const turns = sites.map((site) => turnOf(site, [...sites], state({})));
  expect(turns).toEqual([2, 1, 0]);
});
