import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PeerClock } from "./peer-clock.ts";

describe("peer clock", () => {
  test("[TR-11] errs by at most half of its quickest round trip", () => {
    const way = fc.double({ min: 0, max: 400, noNaN: true });
    const ways = fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 50 });
    const offset = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(ways, offset, (pings, offsetMs) => {
        const clock = new PeerClock();
        for (const [i, [thereMs, backMs]] of pings.entries()) {
          const sentAtMs = i * 500;
          const peerAtMs = sentAtMs + thereMs + offsetMs;
          clock.add({ sentAtMs, peerAtMs, receivedAtMs: sentAtMs + thereMs + backMs });
        }
        const rttMs = Math.min(...pings.map(([thereMs, backMs]) => thereMs + backMs));
        expect(clock.estimate?.rttMs).toBeCloseTo(rttMs, 3);
        const errorMs = Math.abs((clock.estimate?.offsetMs ?? Infinity) - offsetMs);
        expect(errorMs).toBeLessThanOrEqual(rttMs / 2 + 1e-3);
      }),
    );
  });

  test("[TR-11] forgets what is older than a minute", () => {
    const clock = new PeerClock();
    clock.add({ sentAtMs: 0, peerAtMs: 1, receivedAtMs: 2 });
    clock.add({ sentAtMs: 70_000, peerAtMs: 70_100, receivedAtMs: 70_040 });
    expect(clock.estimate).toEqual({ rttMs: 40, offsetMs: 80 });
  });

  test("[TR-3] takes nothing from pongs that cannot be true", () => {
    const clock = new PeerClock();
    clock.add({ sentAtMs: 10, peerAtMs: 0, receivedAtMs: 5 });
    clock.add({ sentAtMs: 0, peerAtMs: Number.NaN, receivedAtMs: 5 });
    clock.add({ sentAtMs: Number.NaN, peerAtMs: 0, receivedAtMs: 5 });
    clock.add({ sentAtMs: -1e9, peerAtMs: 0, receivedAtMs: 5 });
    expect(clock.estimate).toBeNull();
  });
});
