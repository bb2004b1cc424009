import { seeded } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { Link } from "./link.ts";
import type { LinkProfile } from "./router.ts";

const PACKETS = 20_000;

/** A packet of 1000 bytes each 2 ms: 4 Mb/s. */
function delays(profile: LinkProfile, seed = 1): (number | null)[] {
  const link = new Link(seeded(seed));
  link.profile = profile;
  return Array.from({ length: PACKETS }, (_, i) => {
    const leavesMs = link.departureMs(2 * i, 1000);
    return leavesMs === null ? null : leavesMs - 2 * i;
  });
}

const lost = (values: readonly (number | null)[]): number =>
  values.filter((value) => value === null).length / PACKETS;
const kept = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null).toSorted((a, b) => a - b);

describe("the relay's link", () => {
  test("adds nothing when nothing is asked", () => {
    expect(new Set(delays({}))).toEqual(new Set([0]));
  });

  test("is the same for the same seed, and another for another", () => {
    const profile = { loss: 0.1, jitterMs: 30 };
    expect(delays(profile)).toEqual(delays(profile));
    expect(delays(profile)).not.toEqual(delays(profile, 2));
  });

  test.each([1, 2, 5])("loses the share that was asked, in runs of %i", (burst) => {
    const values = delays({ loss: 0.05, burst });
    expect(lost(values)).toBeGreaterThan(0.04);
    expect(lost(values)).toBeLessThan(0.06);
    const runs = values.filter((value, i) => value === null && values[i - 1] !== null).length;
    expect((lost(values) * PACKETS) / runs).toBeGreaterThan(0.85 * burst);
  });

  test("jitter stays in its bounds and keeps order", () => {
    const values = delays({ delayMs: 15, jitterMs: 40 });
    expect(kept(values)[0]).toBeGreaterThanOrEqual(15);
    expect(kept(values).at(-1)).toBeLessThanOrEqual(55);
    const arrivals = values.map((value, i) => 2 * i + (value ?? 0));
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });

  test("holds the rate, and drops what its queue cannot hold", () => {
    const values = delays({ rateKbps: 2000, queueMs: 200 });
    expect(lost(values)).toBeGreaterThan(0.48);
    expect(lost(values)).toBeLessThan(0.51);
    expect(kept(values).at(-1)).toBeLessThan(205);
  });
});
