import { describe, expect, test } from "vitest";
import { ann, bob, Desk, OBJECT } from "./simulation/desk.ts";
import { batonOf } from "./site-state.ts";
import type { RelayMessage } from "./relay-message.ts";

function batonAt(desk: Desk, peer: typeof ann) {
  const site = desk.sites.get(peer);
  if (!site) throw new Error("a site");
  return batonOf(site, OBJECT);
}

function say(desk: Desk, message: RelayMessage): void {
  desk.give({ from: "keeper", to: ann, message });
}

/** Ann in each role that shows it, or could. */
const roles: Record<string, (desk: Desk) => void> = {
  held: () => undefined,
  offered: (desk) => desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" }),
  passed: (desk) => {
    roles["offered"]?.(desk);
    desk.deliver("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.deliver("accept", ann);
    desk.at(ann, { type: "let-go", object: OBJECT });
  },
  reserved: (desk) => {
    desk.pass(ann, bob, "1");
    desk.at(bob, { type: "offer", object: OBJECT, to: ann, nonce: "o2" });
    desk.deliver("offer", ann);
    desk.at(ann, { type: "accept", object: OBJECT, nonce: "n2" });
  },
};

describe("the end of a term", () => {
  test("[RELAY-3] a silent holder's lease is waited for with a margin", () => {
    const desk = new Desk();
    const untilMs = batonAt(desk, ann).leaseUntilMs;
    for (desk.nowMs = 0; desk.solid[0] !== bob; desk.nowMs += 100) {
      desk.ping(bob);
      desk.keeper({ type: "tick" });
      // Ann hears nothing and says nothing.
      for (const { message } of desk.mail.filter(({ to }) => to === ann)) desk.lose(message.type);
      desk.deliverAll();
      expect(desk.nowMs).toBeLessThan(12_000);
    }
    expect(desk.nowMs).toBeGreaterThanOrEqual(untilMs + 500);
  });

  test.each(Object.entries(roles))("[RELAY-7] a pong of a later one ends it: %s", (role, take) => {
    const desk = new Desk();
    take(desk);
    const { term } = batonAt(desk, ann);
    expect(desk.roleOf(ann)).toBe(role);
    const incarnation = desk.sites.get(ann)?.incarnation ?? "";
    const lease = { object: OBJECT, term: term + 1, mode: "direct" } as const;
    say(desk, { type: "pong", incarnation, sentAtMs: 0, leases: [lease] });
    expect(batonAt(desk, ann)).toMatchObject({ role: "none", term: term + 1, seq: 0 });
  });

  test.each(Object.entries(roles))("[RELAY-8] a revocation ends it at once: %s", (_, take) => {
    const desk = new Desk();
    take(desk);
    const { term } = batonAt(desk, ann);
    say(desk, { type: "revoke", object: OBJECT, term });
    expect(batonAt(desk, ann)).toMatchObject({ role: "none", isClosed: true, pending: null });
    const said = desk.mail.filter(
      ({ from, message }) => from === ann && message.type === "revoked",
    );
    expect(said).toHaveLength(1);
  });

  test("[RELAY-9] a mint counts for the life that it names, in a new term, and once", () => {
    const desk = new Desk();
    desk.pass(ann, bob, "1");
    const { term } = batonAt(desk, ann);
    const incarnation = desk.sites.get(ann)?.incarnation ?? "";
    const mint = { type: "mint", object: OBJECT, term, mode: "direct", incarnation } as const;
    say(desk, mint);
    say(desk, { ...mint, term: term + 1, incarnation: "another01" });
    expect(desk.roleOf(ann)).toBe("none");
    say(desk, { ...mint, term: term + 1 });
    expect(desk.roleOf(ann)).toBe("held");
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o5" });
    say(desk, { ...mint, term: term + 1 });
    expect(desk.roleOf(ann)).toBe("offered");
  });
});
