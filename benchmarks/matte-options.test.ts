import { describe, expect, it } from "vitest";
import { DANCER, HAIR, parseMatteOptions } from "./matte-options.ts";

describe("the options of the matte's bench", () => {
  it("measures the dancer and the hair before generated rooms when nothing is said", () => {
    const options = { clips: [DANCER, HAIR], backgrounds: [], out: null, frames: 24 };
    expect(parseMatteOptions([])).toEqual(options);
  });

  it("takes several values after one option, and an option several times", () => {
    const args = ["--clip", "a.webm", "b.webm", "--background", "c.jpg", "--clip", "d.mov"];
    const { clips, backgrounds } = parseMatteOptions([...args, "--out", "there"]);
    expect(clips).toEqual(["a.webm", "b.webm", "d.mov"]);
    expect(backgrounds).toEqual(["c.jpg"]);
  });

  it("refuses in one sentence", () => {
    expect(() => parseMatteOptions(["--clips", "a"])).toThrow("Not understood");
    expect(() => parseMatteOptions(["--frames", "1"])).toThrow("whole number");
  });
});
