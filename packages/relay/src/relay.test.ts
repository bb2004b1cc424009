import { parsePeerId, type PeerId } from "@visavis/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_BATON } from "./baton.ts";
import { type KeeperEvent, keeperPaceMs, newKeeper, stepKeeper } from "./keeper.ts";
import { keeperRules } from "./keeper-rules.ts";
import type { KeeperState, KeeperStep } from "./keeper-state.ts";
import { encodeRelay, parseRelay, type RelayMessage } from "./relay-message.ts";
import { stepSite } from "./site.ts";
import { siteRules } from "./site-rules.ts";
import { newSite, type SiteState } from "./site-state.ts";

const OBJECT = "torch";
const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");
const cyn = parsePeerId("cyncyncyn");
const peers = [ann, bob, cyn];

function ping(peer: PeerId, sentAtMs = 0, incarnation = `${peer}1`): KeeperEvent {
  const message: RelayMessage = {
    type: "ping",
    incarnation,
    sentAtMs,
    holdings: [],
  };
  return { type: "received", from: peer, message };
}

function keeperWith(count: number): KeeperState {
  const start = { records: [], bootEpochMs: 1000, nowMs: 0, isFirstStart: true };
  let state = newKeeper(start);
  for (const peer of peers.slice(0, count)) {
    ({ state } = stepKeeper(state, ping(peer), 0));
  }
  return stepKeeper(state, { type: "created", object: OBJECT, heir: ann }, 0).state;
}

/** Every site closes the term that is open for closing. */
function allRevoked(state: KeeperState, count: number, term: number, nowMs = 0): KeeperStep {
  let step: KeeperStep = { state, persist: [], send: [], suspicions: [] };
  for (const peer of peers.slice(0, count)) {
    const message = { type: "revoked", object: OBJECT, term, incarnation: `${peer}1` } as const;
    const next = stepKeeper(step.state, { type: "received", from: peer, message }, nowMs);
    step = { ...next, persist: [...step.persist, ...next.persist] };
  }
  return step;
}

const term = fc.nat(1e9);
const seq = fc.nat(1e6);
const word = fc.stringMatching(/^[a-z0-9]{8,20}$/);
const claim = { object: fc.constant(OBJECT), term, seq };
const message: fc.Arbitrary<RelayMessage> = fc.oneof(
  fc.record({
    type: fc.constant("offer" as const),
    ...claim,
    offer: word,
    round: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    type: fc.constant("accept" as const),
    ...claim,
    offer: word,
    incarnation: word,
    nonce: word,
  }),
  fc.record({
    type: fc.constant("commit" as const),
    ...claim,
    giver: fc.constantFrom(ann, bob, cyn),
    incarnation: word,
    nonce: word,
  }),
  fc.record({ type: fc.constant("revoke" as const), object: fc.constant(OBJECT), term }),
);

describe("relay messages", () => {
  test("[RELAY-18] survive encoding and decoding", () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(parseRelay(encodeRelay(sent))).toEqual(sent);
      }),
    );
  });

  test("[RELAY-18] anything else is refused by code", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseRelay(text)).toThrow(
          expect.objectContaining({ code: "message-invalid" }),
        );
      }),
    );
    expect(() => parseRelay(" ".repeat(9000))).toThrow(
      expect.objectContaining({ code: "message-too-large" }),
    );
  });
});

describe("a site", () => {
  test("[RELAY-4] accepts nothing before the keeper has told it a term, nor from another term", () => {
    const offer = {
      type: "offer",
      object: OBJECT,
      term: 5,
      seq: 0,
      offer: "o1",
      round: 1,
    } as const;
    expect(siteRules.mayAccept(NO_BATON, offer)).toBe(false);
    expect(siteRules.mayAccept({ ...NO_BATON, term: 5 }, offer)).toBe(true);
    expect(siteRules.mayAccept({ ...NO_BATON, term: 4 }, offer)).toBe(false);
    expect(siteRules.mayAccept({ ...NO_BATON, term: 5, isClosed: true }, offer)).toBe(false);
  });

  test("[RELAY-10] a second copy of any message changes nothing", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), (messages) => {
        let state: SiteState = newSite(ann, "annlife001");
        for (const received of messages) {
          const event = { type: "received", from: bob, message: received } as const;
          state = stepSite(state, event, 10).state;
          expect(stepSite(state, event, 10).state).toBe(state);
        }
      }),
    );
  });

  test("[RELAY-19] repeats what is not answered, ever more slowly, and asks for leases only while it draws", () => {
    let state = newSite(ann, "annlife001");
    expect(stepSite(state, { type: "tick", isRendering: false }, 0).send).toEqual([]);
    const life = { incarnation: "annlife001", mode: "direct" } as const;
    const mint = { type: "mint", object: OBJECT, term: 3, ...life } as const;
    ({ state } = stepSite(state, { type: "received", from: "keeper", message: mint }, 0));
    const times: number[] = [];
    for (let nowMs = 0; nowMs < 3000; nowMs += 10) {
      const step = stepSite(state, { type: "tick", isRendering: true }, nowMs);
      state = step.state;
      if (step.send.some((sent) => sent.message.type === "held")) times.push(nowMs);
    }
    expect(times.slice(0, 3)).toEqual([50, 100, 150]);
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBe(500);
  });
});

describe("a keeper", () => {
  test("[RELAY-15] mints the next term only when every site has closed the last, or its lease is over", () => {
    const minted = allRevoked(keeperWith(2), 2, 1000);
    expect(minted.persist).toMatchObject([{ term: 1001, holder: ann, mode: "direct" }]);
    let { state } = stepKeeper(minted.state, ping(bob), 100);
    ({ state } = stepKeeper(state, { type: "recalled", object: OBJECT, heir: ann }, 200));
    const early = allRevoked(state, 1, 1001, 200);
    expect(early.persist).toEqual([]);
    ({ state } = stepKeeper(early.state, ping(ann), 9000));
    expect(stepKeeper(state, { type: "tick" }, 100 + 10_000).persist).toEqual([]);
    expect(stepKeeper(state, { type: "tick" }, 100 + 10_500).persist).toMatchObject([
      { term: 1002 },
    ]);
  });

  test("[RELAY-15] whom it is minted for is given time to ask for a lease", () => {
    const { state } = allRevoked(keeperWith(2), 2, 1000);
    const ticked = stepKeeper(state, { type: "tick" }, 0);
    expect(ticked.state.objects.get(OBJECT)?.revocation).toBeNull();
    expect(stepKeeper(ticked.state, { type: "tick" }, 2900).persist).toEqual([]);
    expect(stepKeeper(ticked.state, { type: "tick" }, 4000).send).toContainEqual(
      expect.objectContaining({ message: { type: "revoke", object: OBJECT, term: 1001 } }),
    );
  });

  test("[RELAY-11] renews no lease of a site that has not closed the term", () => {
    const { send } = stepKeeper(keeperWith(2), ping(bob, 5), 5);
    const pong = send.find((sent) => sent.message.type === "pong")?.message;
    expect(pong).toMatchObject({ leases: [] });
    expect(send.some((sent) => sent.message.type === "revoke")).toBe(true);
  });

  test("[RELAY-13] with three sites it commits each pass once, and only from the holder", () => {
    expect(keeperRules.modeFor(3)).toBe("keeper");
    const { state } = allRevoked(keeperWith(3), 3, 1000);
    const transfer = {
      type: "transfer",
      object: OBJECT,
      term: 1001,
      seq: 0,
      to: bob,
      offer: "o1",
      incarnation: `${bob}1`,
      nonce: "n1",
    } as const;
    const forged = stepKeeper(state, { type: "received", from: cyn, message: transfer }, 10);
    expect(forged.suspicions).toEqual([{ peer: cyn, what: "transfer-without-holding" }]);
    expect(forged.persist).toEqual([]);
    const first = stepKeeper(state, { type: "received", from: ann, message: transfer }, 10);
    expect(first.persist).toMatchObject([{ term: 1001, seq: 1, holder: bob }]);
    const twice = { ...transfer, to: cyn, incarnation: `${cyn}1` };
    const second = stepKeeper(first.state, { type: "received", from: ann, message: twice }, 11);
    expect(second.persist).toEqual([]);
  });

  test("[RELAY-14] after a start it goes on with the terms it finds, and mints above a lost disk's", () => {
    const record = {
      object: OBJECT,
      term: 7,
      seq: 3,
      holder: bob,
      mode: "direct",
      isWithdrawn: false,
    } as const;
    const resumed = newKeeper({ records: [record], bootEpochMs: 5, nowMs: 0 });
    expect(resumed.objects.get(OBJECT)?.record).toEqual(record);
    let { state } = stepKeeper(
      newKeeper({ records: [], bootEpochMs: 9000, nowMs: 0 }),
      { type: "created", object: OBJECT, heir: ann },
      0,
    );
    ({ state } = allRevoked(state, 1, 9000));
    expect(stepKeeper(state, { type: "tick" }, 9999).persist).toEqual([]);
    expect(stepKeeper(state, { type: "tick" }, 10_500).persist).toEqual([]);
    ({ state } = allRevoked(state, 1, 9000, 10_400));
    expect(stepKeeper(state, { type: "tick" }, 10_500).persist).toMatchObject([{ term: 9001 }]);
  });

  test("[RELAY-20] what no page of ours does names its sender and changes nothing", () => {
    const { state } = allRevoked(keeperWith(3), 3, 1000);
    const says = (from: PeerId, sent: RelayMessage, nowMs = 10) =>
      stepKeeper(state, { type: "received", from, message: sent }, nowMs);
    const torch = { object: OBJECT, term: 1001, seq: 0 };
    const given = { offer: "o1", incarnation: `${bob}1`, nonce: "n1" };
    const holding = (claimed: object) => ({
      type: "ping" as const,
      incarnation: `${cyn}1`,
      sentAtMs: 0,
      holdings: [{ ...torch, isHeld: true, ...claimed }],
    });
    const lies: [string, KeeperStep][] = [
      ["transfer-without-holding", says(cyn, { type: "transfer", ...torch, ...given, to: bob })],
      ["holding-without-commit", says(cyn, { type: "held", ...torch, incarnation: `${cyn}1` })],
      ["unknown-term", says(cyn, holding({ term: Number.MAX_SAFE_INTEGER }))],
      ["unknown-term", says(cyn, { type: "held", ...torch, term: 1e15, incarnation: `${cyn}1` })],
      [
        "not-for-the-keeper",
        says(cyn, { type: "mint", ...torch, incarnation: "x", mode: "direct" }),
      ],
      ["not-for-the-keeper", says(cyn, { type: "revoke", object: OBJECT, term: 1001 })],
    ];
    for (const [what, step] of lies) {
      expect(step.suspicions).toEqual([{ peer: cyn, what }]);
      expect(step.persist).toEqual([]);
      expect(step.state.objects).toEqual(state.objects);
    }
  });

  test("[RELAY-20] a page that is born more than five times in ten seconds is not listened to", () => {
    let state = keeperWith(2);
    const born = (life: number, nowMs: number): number => {
      const fresh = ping(bob, 0, `bobs${life}life`);
      const step = stepKeeper(state, fresh, nowMs);
      ({ state } = step);
      return step.suspicions.length;
    };
    const births = [1, 2, 3, 4, 5, 6].map((life) => born(life, 10));
    expect(births).toEqual([0, 0, 0, 0, 1, 1]);
    expect(stepKeeper(state, ping(ann), 10).suspicions).toEqual([]);
    expect(born(7, 10_010)).toBe(0);
  });

  test("[RELAY-20] a giver who gives the same thing to two is named; one who repeats himself is not", () => {
    const { state } = allRevoked(keeperWith(3), 3, 1000);
    const give = (to: PeerId): RelayMessage => {
      const bond = { offer: "o1", incarnation: `${to}1`, nonce: "n1" };
      return { type: "transfer", object: OBJECT, term: 1001, seq: 0, to, ...bond };
    };
    const first = stepKeeper(state, { type: "received", from: ann, message: give(bob) }, 10);
    const again = stepKeeper(first.state, { type: "received", from: ann, message: give(bob) }, 60);
    expect(again.suspicions).toEqual([]);
    const other = stepKeeper(again.state, { type: "received", from: ann, message: give(cyn) }, 61);
    expect(other.suspicions).toEqual([{ peer: ann, what: "two-timing" }]);
    expect(other.state.objects.get(OBJECT)?.record.holder).toBe(bob);
  });

  test("[RELAY-21] what is put away is minted no more, also by the next keeper, until it is created anew", () => {
    let { state, persist } = allRevoked(keeperWith(2), 2, 1000);
    ({ state, persist } = stepKeeper(state, { type: "withdrawn", object: OBJECT }, 10));
    expect(persist).toMatchObject([{ term: 1001, holder: null, isWithdrawn: true }]);
    const closed = allRevoked(state, 2, 1001, 20);
    expect(closed.persist).toEqual([]);
    expect(keeperPaceMs(closed.state)).toBeNull();
    expect(stepKeeper(closed.state, { type: "tick" }, 60_000).persist).toEqual([]);
    const records = persist;
    let next = newKeeper({ records, bootEpochMs: 2000, nowMs: 0, isFirstStart: true });
    for (const peer of [ann, bob]) ({ state: next } = stepKeeper(next, ping(peer), 0));
    expect(stepKeeper(next, { type: "tick" }, 60_000).persist).toEqual([]);
    const created = { type: "created", object: OBJECT, heir: bob } as const;
    ({ state: next } = stepKeeper(next, created, 20));
    expect(allRevoked(next, 2, 1001, 30).persist).toMatchObject([
      { term: 2001, holder: bob, isWithdrawn: false },
    ]);
  });

  test("[RELAY-22] of two sites that both say they hold it, both are named, and the keeper commits from then on", () => {
    let { state } = allRevoked(keeperWith(2), 2, 1000);
    const claims = (peer: PeerId, count: number, nowMs: number): KeeperStep => {
      const holdings = [{ object: OBJECT, term: 1001, seq: count, isHeld: true }];
      const said = { type: "ping", incarnation: `${peer}1`, sentAtMs: nowMs, holdings } as const;
      const step = stepKeeper(state, { type: "received", from: peer, message: said }, nowMs);
      ({ state } = step);
      return step;
    };
    expect(claims(bob, 1e8, 0).suspicions).toEqual([{ peer: bob, what: "absurd-count" }]);
    const suspicions = [];
    for (let nowMs = 0; nowMs < 6000; nowMs += 1000) {
      suspicions.push(...claims(bob, 1, nowMs).suspicions, ...claims(ann, 0, nowMs).suspicions);
      if (suspicions.length > 0) break;
    }
    expect(suspicions.map(({ peer }) => peer)).toEqual([ann, bob]);
    expect(state.objects.get(OBJECT)?.revocation).not.toBeNull();
    expect(allRevoked(state, 2, 1001, 4000).persist).toMatchObject([
      { term: 1002, holder: ann, mode: "keeper" },
    ]);
  });

  test("[RELAY-15] a silent holder's term is closed by the others before his lease is over", () => {
    let { state } = allRevoked(keeperWith(2), 2, 1000);
    ({ state } = stepKeeper(state, ping(ann, 1), 1));
    for (let nowMs = 0; nowMs <= 8000; nowMs += 2000)
      ({ state } = stepKeeper(state, ping(bob), nowMs));
    const early = stepKeeper(state, { type: "tick" }, 9502);
    expect(early.send).toContainEqual(expect.objectContaining({ to: bob }));
    const revoked = {
      type: "revoked",
      object: OBJECT,
      term: 1001,
      incarnation: `${bob}1`,
    } as const;
    const closed = stepKeeper(early.state, { type: "received", from: bob, message: revoked }, 9510);
    expect(closed.persist).toEqual([]);
    expect(stepKeeper(closed.state, { type: "tick" }, 10_500).persist).toEqual([]);
    expect(stepKeeper(closed.state, { type: "tick" }, 10_501).persist).toMatchObject([
      { term: 1002, holder: bob },
    ]);
  });
});
