import { afterAll, describe, expect, test } from "vitest";
import { keeperRules } from "../keeper-rules.ts";
import { siteRules } from "../site-rules.ts";
import { pathsToTwo } from "./directed-paths.ts";
import { say } from "./say.ts";
import { search } from "./search.ts";
import { base, type Variant, variants } from "./variants.ts";
import { World } from "./world.ts";

const WORLDS = 150;
/** Enough where something else has found it already. */
const FEW_WORLDS = 3;
const WORLD_STEPS = 20_000;
const SEARCH = {
  siteCount: 2,
  depth: 9,
  may: { leaps: 3, pings: 1, reloads: 1, recalls: 1, keeperRestarts: 1 },
  mostStates: 12_000,
} as const;

const caught = new Map<string, readonly [worlds: string, search: string, paths: string]>();

/** Random worlds: after how many steps two showed it. */
function inWorlds({ site, keeper, world }: Variant, most: number): number | null {
  let steps = 0;
  for (let seed = 1; seed <= most; seed++) {
    const rules = {
      siteRules: { ...siteRules, ...site },
      keeperRules: { ...keeperRules, ...keeper },
    };
    const run = new World({ ...base, ...world, ...rules, seed });
    run.run(WORLD_STEPS);
    steps += run.steps;
    if (run.violation) return steps;
  }
  return null;
}

/** Every order of events: how many of them it took. */
function inSearch({ site, keeper, world }: Variant): number | null {
  const rules = {
    siteRules: { ...siteRules, ...site },
    keeperRules: { ...keeperRules, ...keeper },
  };
  const resumesStale = world?.resumesStale === true;
  const { violation } = search({ ...SEARCH, ...rules, resumesStale });
  return violation?.path.length ?? null;
}

describe("deliberately broken", () => {
  afterAll(() => {
    const rows = [...caught].map(([variant, [worlds, orders, paths]]) => {
      const name = variant.padEnd(66);
      return `${name}${worlds.padEnd(24)}${orders.padEnd(20)}${paths}`;
    });
    say(["Which check caught what:", ...rows].join("\n"));
  });

  test.each(Object.entries(variants))(
    "%s: the checks notice",
    { timeout: 120_000 },
    (name, variant) => {
      const paths = pathsToTwo(variant);
      const orders = inSearch(variant);
      const isFound = paths.length > 0 || orders !== null;
      const steps = inWorlds(variant, isFound ? FEW_WORLDS : WORLDS);
      caught.set(name, [
        steps === null ? "-" : `worlds: ${steps} steps`,
        orders === null ? "-" : `search: ${orders} events`,
        paths.length === 0 ? "-" : `path: ${paths.join(", ")}`,
      ]);
      expect([...paths, orders, steps].some((found) => found !== null)).toBe(true);
    },
  );

  test(
    "with nothing broken the same worlds, search and paths are quiet",
    { timeout: 60_000 },
    () => {
      expect(pathsToTwo({})).toEqual([]);
      expect(search(SEARCH).violation).toBeNull();
      for (const { world } of Object.values(variants)) {
        const { drift, resumesStale, waitsForGlass, ...faults } = world ?? {};
        void [drift, resumesStale, waitsForGlass];
        const run = new World({ ...base, ...faults, seed: 7 });
        run.run(WORLD_STEPS);
        expect(run.violation).toBeNull();
      }
    },
  );
});
