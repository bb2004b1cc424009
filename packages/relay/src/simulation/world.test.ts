import { describe, expect, test } from "vitest";
import { faultyWorld, WORLD_STEPS } from "./faulty-world.ts";
import { say } from "./say.ts";
import { World, type WorldOptions } from "./world.ts";

const STEPS = 1_000_000;

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

test("[RELAY-1] a million faulty steps never show the object twice", { timeout: 120_000 }, () => {
  const sum: Record<string, number> = { steps: 0, passes: 0, mints: 0 };
  for (let seed = 1; (sum["steps"] ?? 0) < STEPS; seed++) {
    const world = faultyWorld(seed);
    world.run(WORLD_STEPS);
    expect({ seed, violation: world.violation }).toEqual({ seed, violation: null });
    const { steps, passes, mints, tally } = world;
    for (const [name, count] of Object.entries({ steps, passes, mints, ...tally })) {
      sum[name] = (sum[name] ?? 0) + count;
    }
  }
  say(`Faulty worlds: ${JSON.stringify(sum)}`);
  // Every fault was there, and passes all the same.
  expect(Math.min(...Object.values(sum))).toBeGreaterThan(5);
  expect(sum["passes"]).toBeGreaterThan(1000);
});

describe.each([2, 3, 4])("a world of %i sites with every fault", (siteCount) => {
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
