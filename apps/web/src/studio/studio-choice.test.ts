import { expect, test } from "vitest";
import { AUTOMATIC, parseStudioChoice, settingsOf } from "./studio-choice.ts";

test("what was remembered is read again, and nonsense is nothing", () => {
  const choice = { backdrop: "blue", people: "one", hair: "off" } as const;
  expect(parseStudioChoice(JSON.stringify(choice))).toEqual(choice);
  expect(parseStudioChoice('{"backdrop":"blue","people":"one"}')?.hair).toBe("auto");
  expect(parseStudioChoice('{"backdrop":"purple","people":"one"}')).toBeNull();
  expect(parseStudioChoice("{")).toBeNull();
  expect(parseStudioChoice(null)).toBeNull();
});

test("a screen is named by its colour", () => {
  expect(settingsOf({ ...AUTOMATIC, backdrop: "green" })).toEqual({
    backdrop: { kind: "chroma", screen: "green" },
    people: "near",
    hair: "auto",
  });
  expect(settingsOf(AUTOMATIC).backdrop).toEqual({ kind: "auto" });
});
