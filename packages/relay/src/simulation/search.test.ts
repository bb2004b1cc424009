import { describe, expect, test } from "vitest";
import { say } from "./say.ts";
import { search, type SearchOptions } from "./search.ts";

const none = { leaps: 0, pings: 0, reloads: 0, recalls: 0, keeperRestarts: 0 };

/** Each looks deepest at one kind of trouble; the last has all of it, and not so deep. */
const searches: Record<string, Omit<SearchOptions, "mostStates">> = {
  "passes and a recall": { siteCount: 2, depth: 17, may: { ...none, recalls: 1 } },
  "a recall and a reload": {
    siteCount: 2,
    depth: 12,
    may: { ...none, recalls: 1, reloads: 1, pings: 1 },
  },
  "leases that run out, and a keeper that restarts": {
    siteCount: 2,
    depth: 9,
    may: { ...none, leaps: 4, pings: 1, keeperRestarts: 1 },
  },
  "three sites, a recall and a reload": {
    siteCount: 3,
    depth: 8,
    may: { ...none, recalls: 1, reloads: 1, pings: 1 },
  },
  everything: {
    siteCount: 2,
    depth: 7,
    may: { leaps: 3, pings: 2, reloads: 2, recalls: 1, keeperRestarts: 1 },
  },
};

describe("every order of events", () => {
  test.each(Object.entries(searches))(
    "[RELAY-1] [RELAY-10] never leads to two, nor back: %s",
    { timeout: 120_000 },
    (name, options) => {
      const { violation, isCut, states, steps, depth } = search({ ...options, mostStates: 1e6 });
      say(`Search of ${name}: ${states} states, ${steps} steps, ${depth} events deep`);
      expect({ violation, isCut }).toEqual({ violation: null, isCut: false });
      expect(states).toBeGreaterThan(1000);
    },
  );
});
