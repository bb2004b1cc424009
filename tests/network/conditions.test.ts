import { afterAll, beforeAll, describe, expect } from "vitest";
import { CONDITIONS, OUTAGE_MS } from "./conditions.ts";
import { type Lab, openLab } from "./lab.ts";
import { measure, measureOutage } from "./measurement.ts";
import { needs, whyNoBrowser } from "./need.ts";

const SECONDS = 10;
/** On two cores without a GPU, where each frame is also matted, encoded and decoded twice. */
const LEAST_FPS = 8;

const labTest = needs(whyNoBrowser());

describe("a meeting over a bad network", () => {
  let lab: Lab;

  beforeAll(async () => {
    if (whyNoBrowser() === null) lab = await openLab(1);
  });
  afterAll(async () => lab?.[Symbol.asyncDispose]());

  for (const condition of CONDITIONS) {
    labTest(`goes on at ${condition.name}`, async () => {
      for (const seen of await measure(lab, condition, SECONDS)) {
        expect(seen.fps).toBeGreaterThan(LEAST_FPS);
        expect(seen.frozenMs).toBeLessThan(0.1 * SECONDS * 1000);
        expect(seen.audioShare).toBeGreaterThan(0.9);
        expect(seen.concealedShare).toBeLessThan(0.05);
      }
    });
  }

  labTest("comes back by itself after a line was dead for ten seconds", async () => {
    for (const { pictureMs, voiceMs } of await measureOutage(lab, OUTAGE_MS)) {
      expect(pictureMs).toBeLessThan(5000);
      expect(voiceMs).toBeLessThan(5000);
    }
  });
});
