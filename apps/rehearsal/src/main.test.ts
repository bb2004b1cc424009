import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { main } from "./main.ts";

describe("the command line", () => {
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line));
    vi.spyOn(console, "error").mockImplementation((line: string) => said.push(line));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test("help is no failure", async () => {
    expect(await main(["--help"])).toBe(0);
    expect(said[0]).toContain("--background IMAGE");
  });

  test("an unknown option ends with a sentence", async () => {
    expect(await main(["--sites", "2"])).toBe(1);
    expect(said).toEqual([expect.stringMatching(/^Unknown option '--sites'.*\.$/)]);
  });

  test("a missing clip ends with a sentence", async () => {
    expect(await main(["--site", "/nowhere/a.mp4", "--site", "/nowhere/b.mp4"])).toBe(1);
    expect(said.at(-1)).toBe("There is no clip at /nowhere/a.mp4.");
  });

  test("a browser that is not there ends with a sentence", async () => {
    vi.stubEnv("VISAVIS_CHROMIUM", "/nowhere/chromium");
    expect(await main(["--site", "a.mp4", "--site", "b.mp4"])).toBe(1);
    expect(said.at(-1)).toBe("VISAVIS_CHROMIUM names /nowhere/chromium, which is not a program.");
  });
});
