import { parsePeerId } from "@visavis/protocol";
import { expect, test } from "vitest";
import { plannedFor } from "./bring-out.ts";

const SITES = [parsePeerId("ann00000"), parsePeerId("bob00000")];

test("one thing starts here; of two torches each side has one", () => {
  expect(plannedFor("scroll", SITES)).toEqual([
    { object: "scroll", kind: "scroll", starter: SITES[0] },
  ]);
  expect(plannedFor("torches", SITES).map(({ object, starter }) => [object, starter])).toEqual([
    ["torch", SITES[0]],
    ["torch-2", SITES[1]],
  ]);
});

test("a model is called by the name of its file", () => {
  expect(plannedFor("model-abc", SITES)).toEqual([
    { object: "model-abc", kind: "model", starter: SITES[0] },
  ]);
});
