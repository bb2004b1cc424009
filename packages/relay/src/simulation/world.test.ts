import { describe, expect, test } from "vitest";
import { World, type WorldOptions } from "./world.ts";

const rough: Omit<WorldOptions, "seed" | "siteCount"> = {
  loss: 0.1,
  duplication: 0.1,
  delayMs: 15,
  jitterMs: 120,
  drift: 0.001,
  crashEveryMs: 15_000,
  pauseEveryMs: 20_000,
  cutEveryMs: 20_000,
  keeperCrashEveryMs: 60_000,
  recallEveryMs: 30_000,
};

describe.each([2, 3, 4])("a world of %i sites with every fault", (siteCount) => {
  test("[RELAY-1] never shows the object twice", () => {
    let passes = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const world = new World({ ...rough, seed, siteCount });
      world.run(34_000);
      expect({ seed, violation: world.violation }).toEqual({ seed, violation: null });
      passes += world.passes;
    }
    expect(passes).toBeGreaterThan(100);
  });

  test("[RELAY-16] shows it exactly once again when the faults stop", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const world = new World({ ...rough, seed: 100 + seed, siteCount });
      world.run(5000);
      world.calm(25_000);
      let shown = 0;
      for (let i = 0; i < 40; i++) {
        world.calm(50);
        shown = Math.max(shown, world.solid.length);
      }
      expect({ seed, violation: world.violation, shown }).toEqual({
        seed,
        violation: null,
        shown: 1,
      });
    }
  });
});
