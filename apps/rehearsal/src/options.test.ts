import { describe, expect, test } from "vitest";
import { parseOptions } from "./options.ts";

const sites = ["--site", "a.webm", "--site", "b.mp4"];

describe("options", () => {
  test("two clips are enough", () => {
    expect(parseOptions(sites)).toEqual({
      clips: ["a.webm", "b.mp4"],
      background: null,
      seconds: 20,
      heightM: 1.75,
      camera: null,
      out: "rehearsal-out",
      passes: 0,
    });
  });

  test("everything can be said", () => {
    const more = ["--background", "room.jpg", "--seconds", "8", "--height", "1.6"];
    const options = parseOptions([...sites, ...more, "--camera", "540x960", "--out", "x"]);
    expect(options).toMatchObject({ background: "room.jpg", seconds: 8, heightM: 1.6, out: "x" });
    expect(options?.camera).toEqual({ widthPx: 540, heightPx: 960 });
  });

  test("help needs nothing else", () => {
    expect(parseOptions(["--help"])).toBeNull();
  });

  test.each([
    [["--sight", "a"], "'--sight'"],
    [[...sites, "stray"], "stray"],
    [["--site", "a"], "two sites"],
    [[...sites, "--seconds", "0"], "--seconds takes a number from 5 to 600"],
    [[...sites, "--seconds", "many"], '"many"'],
    [[...sites, "--height", "17.5"], "--height"],
    [[...sites, "--camera", "wide"], "--camera takes a size"],
  ])("refuses %j in one sentence", (args, part) => {
    expect(() => parseOptions(args)).toThrow(part);
    expect(() => parseOptions(args)).toThrow(/^[^\n]+\.$/);
  });
});

test("a ceremony says how often the torch is passed", () => {
  expect(parseOptions(sites)?.passes).toBe(0);
  expect(parseOptions([...sites, "--ceremony", "pass:50"])?.passes).toBe(50);
  for (const wrong of ["pass", "pass:0", "pass:10001", "kiss:2"]) {
    expect(() => parseOptions([...sites, "--ceremony", wrong])).toThrow("--ceremony takes pass:N");
  }
});
