import { afterAll, beforeAll, describe, expect } from "vitest";
import { CONDITIONS, OUTAGE_MS } from "./conditions.ts";
import { type Lab, openLab } from "./lab.ts";
import { measure, measureOutage, type Seen } from "./measurement.ts";
import { needs, whyNoBrowser } from "./need.ts";

const SECONDS = 10;
/** What a bad network may take from what this machine, as busy as it is, reaches on a clean one. */
const LEAST_FPS_SHARE = 0.6;
const MOST_FROZEN_SHARE = 0.15;
const MOST_CONCEALED_SHARE = 0.06;
const LEAST_SOUND_SHARE = 0.9;
const BACK_WITHIN_MS = 5000;

const labTest = needs(whyNoBrowser());

describe("a meeting over a bad network", () => {
  let lab: Lab;
  let clean: Seen[] = [];

  beforeAll(async () => {
    if (whyNoBrowser() !== null) return;
    lab = await openLab(1);
    clean = await measure(lab, { name: "clean", profile: {} }, SECONDS);
  });
  afterAll(async () => lab?.[Symbol.asyncDispose]());

  for (const condition of CONDITIONS) {
    labTest(`goes on at ${condition.name}`, async () => {
      const measured = await measure(lab, condition, SECONDS);
      for (const [i, seen] of measured.entries()) {
        const best = clean[i];
        if (!best) throw new Error("nothing was measured on the clean network");
        expect(seen.fps).toBeGreaterThan(LEAST_FPS_SHARE * best.fps);
        expect(seen.frozenMs - best.frozenMs).toBeLessThan(MOST_FROZEN_SHARE * SECONDS * 1000);
        expect(seen.audioShare).toBeGreaterThan(LEAST_SOUND_SHARE);
        expect(seen.concealedShare - best.concealedShare).toBeLessThan(MOST_CONCEALED_SHARE);
      }
    });
  }

  labTest("comes back by itself after a line was dead for ten seconds", async () => {
    for (const recovery of await measureOutage(lab, OUTAGE_MS)) {
      const { pictureMs, voiceMs, framesMeanwhile } = recovery;
      expect(framesMeanwhile).toBe(0);
      expect(pictureMs).toBeLessThan(BACK_WITHIN_MS);
      expect(voiceMs).toBeLessThan(BACK_WITHIN_MS);
    }
  });
});
