import { parsePeerId, type PeerId } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { newKeeper, stepKeeper } from "../keeper.ts";
import { type KeeperRules, keeperRules } from "../keeper-rules.ts";
import type { KeeperState } from "../keeper-state.ts";
import type { RelayMessage } from "../relay-message.ts";
import { isSolid, type SiteEvent, stepSite } from "../site.ts";
import { type SiteRules, siteRules } from "../site-rules.ts";
import { newSite, type SiteState } from "../site-state.ts";

const OBJECT = "torch";
const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");

interface Mail {
  readonly from: PeerId | "keeper";
  readonly to: PeerId | "keeper";
  readonly message: RelayMessage;
}

/** Two sites and a keeper by hand: every message waits until the test delivers it. */
class Desk {
  readonly #rules: KeeperRules;
  readonly sites = new Map<PeerId, SiteState>();
  #keeper: KeeperState;
  #mail: Mail[] = [];
  readonly #siteRules: SiteRules;
  #seen: Mail[] = [];
  nowMs = 0;

  constructor(rules: KeeperRules = keeperRules, broken: Partial<SiteRules> = {}) {
    this.#rules = rules;
    this.#siteRules = { ...siteRules, ...broken };
    this.#keeper = newKeeper({ records: [], bootEpochMs: 1, nowMs: 0, isFirstStart: true }, rules);
    this.load(ann, "annlife001");
    this.load(bob, "boblife001");
    for (const peer of [ann, bob]) this.ping(peer);
    this.keeper({ type: "created", object: OBJECT, heir: ann });
    this.deliverAll();
    for (const peer of [ann, bob]) this.ping(peer);
    this.deliverAll();
  }

  load(peer: PeerId, incarnation: string): void {
    this.sites.set(peer, newSite(peer, incarnation));
  }

  ping(peer: PeerId): void {
    const state = this.sites.get(peer);
    if (state) this.sites.set(peer, { ...state, nextPingMs: -Infinity });
    this.at(peer, { type: "tick", isRendering: true });
  }

  at(peer: PeerId, event: SiteEvent): void {
    const before = this.sites.get(peer);
    if (!before) return;
    const { state, send } = stepSite(before, event, this.nowMs, this.#siteRules);
    this.sites.set(peer, state);
    for (const { to, message } of send) {
      if (to !== "everyone") this.#mail.push({ from: peer, to, message });
    }
  }

  keeper(event: Parameters<typeof stepKeeper>[1]): void {
    const { state, send } = stepKeeper(this.#keeper, event, this.nowMs, this.#rules);
    this.#keeper = state;
    for (const { to, message } of send) {
      const peers = to === "everyone" ? [ann, bob] : [to];
      for (const peer of peers) this.#mail.push({ from: "keeper", to: peer, message });
    }
  }

  /** Delivers the oldest waiting message of this kind; the others go on waiting. */
  deliver(type: RelayMessage["type"], to: PeerId | "keeper"): void {
    const index = this.#mail.findIndex((mail) => mail.message.type === type && mail.to === to);
    const [mail] = index < 0 ? [] : this.#mail.splice(index, 1);
    if (!mail) return;
    this.#seen.push(mail);
    this.#give(mail);
  }

  /** The network delivers the first such message a second time. */
  repeat(type: RelayMessage["type"], to: PeerId | "keeper"): void {
    const mail = this.#seen.find((seen) => seen.message.type === type && seen.to === to);
    if (mail) this.#give(mail);
  }

  lose(type: RelayMessage["type"]): void {
    this.#mail = this.#mail.filter((mail) => mail.message.type !== type);
  }

  #give({ from, to, message }: Mail): void {
    if (to !== "keeper") this.at(to, { type: "received", from, message });
    else if (from !== "keeper") this.keeper({ type: "received", from, message });
  }

  deliverAll(): void {
    for (let i = 0; i < 200 && this.#mail.length > 0; i++) {
      const [mail] = this.#mail;
      if (mail) this.deliver(mail.message.type, mail.to);
    }
  }

  get solid(): PeerId[] {
    return [...this.sites].filter(([, s]) => isSolid(s, OBJECT, this.nowMs)).map(([peer]) => peer);
  }
}

/** A site closes a term, is loaded anew, and is handed the object in the closed term. */
function reloadDuringRevocation(desk: Desk): void {
  desk.keeper({ type: "recalled", object: OBJECT, heir: ann });
  desk.deliver("revoke", bob);
  desk.deliver("revoked", "keeper");
  desk.load(bob, "boblife002");
  desk.ping(bob);
  desk.deliver("ping", "keeper");
  desk.deliver("pong", bob);
  desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
  desk.deliver("offer", bob);
  desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
  desk.deliver("accept", ann);
  desk.at(ann, { type: "let-go", object: OBJECT });
  desk.deliver("commit", bob);
  desk.deliver("revoke", ann);
  desk.deliver("revoked", "keeper");
  desk.deliver("mint", ann);
  desk.ping(ann);
  desk.deliver("ping", "keeper");
  desk.deliver("pong", ann);
}

function pass(desk: Desk, from: PeerId, to: PeerId, nonce: string): void {
  desk.at(from, { type: "offer", object: OBJECT, to, nonce: `o${nonce}` });
  desk.deliver("offer", to);
  desk.at(to, { type: "accept", object: OBJECT, nonce: `n${nonce}` });
  desk.deliver("accept", from);
  desk.at(from, { type: "let-go", object: OBJECT });
  desk.deliver("commit", to);
  desk.deliver("ack", from);
}

/** There and back; then the taker is loaded anew and late copies of the first pass reach it. */
function lateCopiesAfterReload(desk: Desk): void {
  pass(desk, ann, bob, "1");
  pass(desk, bob, ann, "2");
  desk.load(bob, "boblife002");
  desk.ping(bob);
  desk.deliverAll();
  desk.repeat("offer", bob);
  desk.at(bob, { type: "accept", object: OBJECT, nonce: "n3" });
  desk.repeat("commit", bob);
}

describe("directed paths", () => {
  test("[RELAY-17] a pass between two sites takes one message after the giver lets go", () => {
    const desk = new Desk();
    expect(desk.solid).toEqual([ann]);
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.deliver("accept", ann);
    expect(desk.solid).toEqual([ann]);
    desk.at(ann, { type: "let-go", object: OBJECT });
    expect(desk.solid).toEqual([]);
    desk.deliver("commit", bob);
    expect(desk.solid).toEqual([bob]);
  });

  test("[RELAY-12] a page that is loaded anew while a term is closed must close it again", () => {
    const desk = new Desk();
    reloadDuringRevocation(desk);
    expect(desk.solid.length).toBeLessThan(2);
  });

  test("[RELAY-12] broken: an acknowledgement of an earlier life counts", () => {
    const desk = new Desk({
      ...keeperRules,
      keepsAcknowledgement: () => true,
      countsAcknowledgement: () => true,
    });
    reloadDuringRevocation(desk);
    expect(desk.solid).toEqual([ann, bob]);
  });

  test("[RELAY-23] a late copy of an earlier offer does not undo the acceptance of a later one", () => {
    const desk = new Desk();
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "refuse", object: OBJECT });
    desk.deliver("refuse", ann);
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o2" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.repeat("offer", bob);
    desk.deliver("accept", ann);
    desk.at(ann, { type: "let-go", object: OBJECT });
    desk.deliver("commit", bob);
    expect(desk.solid).toEqual([bob]);
  });

  test("[RELAY-23] a refusal that was lost is said again, and the person is not asked twice", () => {
    const desk = new Desk();
    desk.at(ann, { type: "offer", object: OBJECT, to: bob, nonce: "o1" });
    desk.deliver("offer", bob);
    desk.at(bob, { type: "refuse", object: OBJECT });
    desk.lose("refuse");
    desk.repeat("offer", bob);
    desk.at(bob, { type: "accept", object: OBJECT, nonce: "n1" });
    desk.deliver("refuse", ann);
    expect(desk.sites.get(ann)?.batons.get(OBJECT)?.role).toBe("held");
    expect(desk.sites.get(bob)?.batons.get(OBJECT)?.role).toBe("none");
  });

  test("[RELAY-6] late copies of an old pass give a page that was loaded anew nothing", () => {
    const desk = new Desk();
    lateCopiesAfterReload(desk);
    expect(desk.solid).toEqual([ann]);
  });

  test("[RELAY-6] broken: a commit need not answer this life's acceptance", () => {
    const desk = new Desk(keeperRules, {
      answersAcceptance: (baton, { term, seq }) =>
        baton.role === "reserved" && term === baton.term && seq === baton.seq + 1,
    });
    lateCopiesAfterReload(desk);
    expect(desk.solid).toEqual([ann, bob]);
  });
});
