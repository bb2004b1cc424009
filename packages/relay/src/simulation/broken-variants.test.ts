import { describe, expect, test } from "vitest";
import { type KeeperRules, keeperRules } from "../keeper-rules.ts";
import { type SiteRules, siteRules } from "../site-rules.ts";
import { World, type WorldOptions } from "./world.ts";

/** Messages up to three seconds late; what else goes wrong is chosen for the variant. */
const late = { jitterMs: 3000, crashEveryMs: Infinity, pauseEveryMs: Infinity };

/**
 * Each breaks one decision on which "exactly once" rests. A check that misses one checks nothing.
 * The variants that only a path found by reasoning shows are in `directed-paths.test.ts`.
 */
const broken: Record<
  string,
  Partial<WorldOptions> & { site?: Partial<SiteRules>; keeper?: Partial<KeeperRules> }
> = {
  "[RELAY-1] a ghost is drawn solid": {
    site: { isDrawn: (role) => siteRules.isDrawn(role) || role === "reserved" },
  },
  "[RELAY-5] a giver takes back what it gave": { site: { mayCancel: () => true } },
  "[RELAY-2] a lease counts from when the answer came": {
    site: { leaseStartMs: (_, nowMs) => nowMs },
    ...late,
    cutEveryMs: 4000,
    recallEveryMs: Infinity,
    loss: 0.02,
  },
  "[RELAY-6] any commit is taken": {
    site: { answersAcceptance: () => true },
    ...late,
    cutEveryMs: Infinity,
    recallEveryMs: 2000,
    duplication: 0.6,
  },
  "[RELAY-7] an old role outlives its term": {
    site: { endsWithTerm: (baton, term) => baton.term === 0 && term > 0 },
  },
  "[RELAY-8] a revoked site keeps its role": { site: { roleAfterRevoke: (role) => role } },
  "[RELAY-9] a mint is taken twice": {
    site: {
      takesMint: (baton, { term, incarnation }, own) => incarnation === own && term >= baton.term,
    },
    jitterMs: 1500,
  },
  "[RELAY-10] a page comes back with what it held": { resumesStale: true },
  "[RELAY-3] clocks drift more than the margin": {
    keeper: { marginMs: 0 },
    drift: 0.05,
    delayMs: 2,
    jitterMs: 5,
  },
  "[RELAY-14] a keeper mints at once after a start": {
    keeper: { sealMs: () => 0 },
    keeperCrashEveryMs: 5000,
  },
};

const base: Omit<WorldOptions, "seed"> = {
  siteCount: 2,
  loss: 0.1,
  duplication: 0.2,
  delayMs: 15,
  jitterMs: 300,
  drift: 0.001,
  crashEveryMs: 6000,
  pauseEveryMs: 15_000,
  cutEveryMs: 10_000,
  keeperCrashEveryMs: 60_000,
  recallEveryMs: 6000,
};

describe("deliberately broken", () => {
  test.each(Object.entries(broken))("%s: the checks notice", (_, { site, keeper, ...world }) => {
    let caughtAt: number | null = null;
    let steps = 0;
    for (let seed = 1; seed <= 60 && caughtAt === null; seed++) {
      const run = new World({
        ...base,
        ...world,
        seed,
        siteRules: { ...siteRules, ...site },
        keeperRules: { ...keeperRules, ...keeper },
      });
      run.run(20_000);
      steps += run.steps;
      if (run.violation) caughtAt = steps;
    }
    expect(caughtAt).not.toBeNull();
  });

  test("with nothing broken the same worlds are quiet", () => {
    for (const { site, keeper, resumesStale, drift, ...world } of Object.values(broken)) {
      void [site, keeper, resumesStale, drift];
      const run = new World({ ...base, ...world, seed: 7 });
      run.run(20_000);
      expect(run.violation).toBeNull();
    }
  });
});
