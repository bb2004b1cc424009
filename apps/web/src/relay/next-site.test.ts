import { parsePeerId } from "@visavis/protocol";
import { expect, test } from "vitest";
import { nextInRing } from "./next-site.ts";

const [ann, bob, cyn] = ["annannann", "bobbobbob", "cyncyncyn"].map((name) => parsePeerId(name));

test("goes round all sites, in whatever order each of them sees the others", () => {
  if (!ann || !bob || !cyn) throw new Error("three sites");
  expect(nextInRing([cyn, bob], ann)).toBe(bob);
  expect(nextInRing([cyn, ann], bob)).toBe(cyn);
  expect(nextInRing([bob, ann], cyn)).toBe(ann);
  expect(nextInRing([bob], cyn)).toBe(bob);
  expect(nextInRing([], ann)).toBeNull();
});
