import { describe, expect, test } from "vitest";
import { parseNumberEntry } from "./number-entry.ts";

const range = { least: -10, most: 260 };

describe("a typed number", () => {
  test.each([
    ["175", 175],
    [" 175,5 ", 175.5],
    ["−3", -3],
    [".5", 0.5],
    ["12.", 12],
  ])("%j is %d", (text, value) => {
    expect(parseNumberEntry(text, range)).toEqual({ value });
  });

  test.each([
    ["", "empty"],
    ["  ", "empty"],
    ["1.7 m", "not-a-number"],
    ["1e2", "not-a-number"],
    ["0x10", "not-a-number"],
    ["1,7,5", "not-a-number"],
    ["1750", "out-of-range"],
  ])("%j is refused as %s", (text, problem) => {
    expect(parseNumberEntry(text, range)).toEqual({ problem });
  });
});
