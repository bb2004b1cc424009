import { type Random, seeded } from "@visavis/protocol";
import { pick } from "./random.ts";
import { World, type WorldOptions } from "./world.ts";

/** Long enough that every fault has happened, short enough that a seed is replayed in a moment. */
export const WORLD_STEPS = 50_000;

/** A world with every fault, of a size and a badness that the seed decides. */
export function faultyWorld(seed: number): World {
  return new World(faultsOf(seed));
}

function faultsOf(seed: number): WorldOptions {
  // Another stream than the world's own, or its first draws would follow from its options.
  const random = seeded(seed ^ 0x5eed);
  const isLate = random() < 0.2;
  return {
    seed,
    siteCount: 2 + (seed % 3),
    loss: 0.3 * random() ** 2,
    duplication: 0.4 * random(),
    delayMs: 1 + 60 * random(),
    jitterMs: isLate ? 3000 * random() : 200 * random(),
    drift: pick(random, [0, 0.0002, 0.001, 0.01]) ?? 0,
    crashEveryMs: often(random),
    pauseEveryMs: often(random),
    cutEveryMs: often(random),
    keeperCrashEveryMs: 3 * often(random),
    recallEveryMs: often(random),
  };
}

function often(random: Random): number {
  return pick(random, [3000, 8000, 20_000, 60_000]) ?? 20_000;
}
