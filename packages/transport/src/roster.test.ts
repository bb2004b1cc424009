import { parsePageId, parsePeerId, type Peer } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { HandClock } from "./hand-clock.ts";
import { Roster } from "./roster.ts";

function peer(name: string, change: Partial<Peer> = {}): Peer {
  const site = { role: "booth", name, place: "", isMuted: false } as const;
  return {
    peer: parsePeerId(name.padEnd(8, "0")),
    page: parsePageId("page0001"),
    seat: 0,
    isAway: false,
    site: { ...site, isCameraOff: false, readsTrailer: true },
    ...change,
  };
}

function watched() {
  const clock = new HandClock();
  const log: string[] = [];
  const roster = new Roster(clock, {
    joined: ({ peer: id }) => log.push(`${id} joined`),
    changed: ({ peer: id }, isReloaded) => log.push(`${id} ${isReloaded ? "reloaded" : "changed"}`),
    left: (id) => log.push(`${id} left`),
  });
  return { clock, log, roster };
}

describe("roster", () => {
  test("[TR-14] tells a reload from a change, and says nothing twice", () => {
    const { log, roster } = watched();
    roster.set(peer("ann"));
    roster.set(peer("ann"));
    roster.set(peer("ann", { isAway: true }));
    roster.set(peer("ann", { page: parsePageId("page0002") }));
    roster.remove(peer("ann").peer);
    roster.remove(peer("ann").peer);
    expect(log).toEqual([
      "ann00000 joined",
      "ann00000 changed",
      "ann00000 reloaded",
      "ann00000 left",
    ]);
  });

  test("[SIG-6] keeps those whom a restarted server does not name yet", async () => {
    const { clock, log, roster } = watched();
    roster.replace([peer("ann"), peer("bob")]);
    roster.replace([]);
    await clock.turn(10_000);
    roster.set(peer("ann"));
    await clock.turn(10_000);
    expect(log).toEqual(["ann00000 joined", "bob00000 joined", "bob00000 left"]);
    expect(roster.peers.map(({ peer: id }) => id)).toEqual(["ann00000"]);
  });

  test("[SIG-6] lets go at once whom the server says gone", () => {
    const { log, roster } = watched();
    roster.replace([peer("ann")]);
    roster.replace([]);
    roster.remove(peer("ann").peer);
    expect(log).toEqual(["ann00000 joined", "ann00000 left"]);
  });
});
