import { parsePeerId, type PeerId } from "@visavis/protocol";
import { type KeeperEvent, newKeeper, stepKeeper } from "../keeper.ts";
import { type KeeperRules, keeperRules } from "../keeper-rules.ts";
import type { KeeperRecord, KeeperState } from "../keeper-state.ts";
import type { RelayMessage } from "../relay-message.ts";
import { isSolid, type SiteEvent, stepSite } from "../site.ts";
import { type SiteRules, siteRules } from "../site-rules.ts";
import { batonOf, newSite, type SiteState } from "../site-state.ts";

export const OBJECT = "torch";
export const ann = parsePeerId("annannann");
export const bob = parsePeerId("bobbobbob");
export const cyn = parsePeerId("cyncyncyn");

export interface DeskOptions {
  readonly peers?: readonly PeerId[];
  readonly site?: Partial<SiteRules>;
  readonly keeper?: Partial<KeeperRules>;
}

export interface Mail {
  readonly from: PeerId | "keeper";
  readonly to: PeerId | "keeper";
  readonly message: RelayMessage;
}

/** Sites and a keeper by hand: every message waits until somebody delivers it. */
export class Desk {
  readonly peers: readonly PeerId[];
  readonly sites = new Map<PeerId, SiteState>();
  readonly #siteRules: SiteRules;
  readonly #keeperRules: KeeperRules;
  readonly #seen: Mail[] = [];
  #mail: Mail[] = [];
  #lives = 0;
  #keeper: KeeperState;
  #disk: readonly KeeperRecord[] = [];
  /** Told of every message that is sent, instead of keeping it. */
  onMail: ((mail: Mail) => void) | null = null;
  nowMs = 0;

  /** The first site holds it, everybody has a lease, and nothing is on its way. */
  constructor({ peers = [ann, bob], site = {}, keeper = {} }: DeskOptions = {}) {
    this.peers = peers;
    this.#siteRules = { ...siteRules, ...site };
    this.#keeperRules = { ...keeperRules, ...keeper };
    const start = { records: [], bootEpochMs: 1, nowMs: 0, isFirstStart: true };
    this.#keeper = newKeeper(start, this.#keeperRules);
    for (const peer of peers) this.load(peer);
    this.#allPing();
    this.keeper({ type: "created", object: OBJECT, heir: peers[0] ?? null });
    this.deliverAll();
    this.#allPing();
  }

  get mail(): readonly Mail[] {
    return this.#mail;
  }

  get solid(): PeerId[] {
    return this.peers.filter((peer) => {
      const state = this.sites.get(peer);
      return state && isSolid(state, OBJECT, this.nowMs, this.#siteRules);
    });
  }

  roleOf(peer: PeerId): string {
    const state = this.sites.get(peer);
    return state ? batonOf(state, OBJECT).role : "gone";
  }

  /** A new life of the page. */
  load(peer: PeerId): void {
    this.sites.set(peer, newSite(peer, `${peer.slice(0, 3)}life${++this.#lives}`.padEnd(9, "0")));
  }

  ping(peer: PeerId): void {
    const state = this.sites.get(peer);
    if (state) this.sites.set(peer, { ...state, nextPingMs: Number.NEGATIVE_INFINITY });
    this.at(peer, { type: "tick", isRendering: true });
  }

  at(peer: PeerId, event: SiteEvent): void {
    const before = this.sites.get(peer);
    if (!before) return;
    const { state, send } = stepSite(before, event, this.nowMs, this.#siteRules);
    this.sites.set(peer, state);
    for (const { to, message } of send) {
      if (to !== "everyone") this.post({ from: peer, to, message });
    }
  }

  keeper(event: KeeperEvent): void {
    const step = stepKeeper(this.#keeper, event, this.nowMs, this.#keeperRules);
    this.#keeper = step.state;
    if (step.persist.length > 0) this.#disk = step.persist.slice(-1);
    for (const { to, message } of step.send) {
      const peers = to === "everyone" ? this.peers : [to];
      for (const peer of peers) this.post({ from: "keeper", to: peer, message });
    }
  }

  /** A new keeper on the same disk, or on an empty one. */
  restartKeeper(hasDisk = true): void {
    const start = { bootEpochMs: 1000 + this.nowMs, nowMs: this.nowMs };
    const records = hasDisk ? this.#disk : [];
    this.#keeper = newKeeper({ ...start, records }, this.#keeperRules);
    if (!hasDisk) this.keeper({ type: "created", object: OBJECT, heir: null });
  }

  /** Whatever somebody says, true or not. */
  post(mail: Mail): void {
    if (this.onMail) this.onMail(mail);
    else this.#mail.push(mail);
  }

  give({ from, to, message }: Mail): void {
    if (to !== "keeper") this.at(to, { type: "received", from, message });
    else if (from !== "keeper") this.keeper({ type: "received", from, message });
  }

  /** Delivers the oldest waiting message of this kind; the others go on waiting. */
  deliver(type: RelayMessage["type"], to: PeerId | "keeper"): void {
    const index = this.#mail.findIndex((mail) => mail.message.type === type && mail.to === to);
    if (index >= 0) this.deliverAt(index);
  }

  deliverAt(index: number): void {
    const [mail] = this.#mail.splice(index, 1);
    if (!mail) return;
    this.#seen.push(mail);
    this.give(mail);
  }

  /** The network delivers the first such message a second time. */
  repeat(type: RelayMessage["type"], to: PeerId | "keeper"): void {
    const mail = this.#seen.find((seen) => seen.message.type === type && seen.to === to);
    if (mail) this.give(mail);
  }

  repeatAt(index: number): void {
    const mail = this.#seen[index % Math.max(1, this.#seen.length)];
    if (mail) this.give(mail);
  }

  lose(type: RelayMessage["type"]): void {
    this.#mail = this.#mail.filter((mail) => mail.message.type !== type);
  }

  loseAt(index: number): void {
    this.#mail.splice(index, 1);
  }

  /** In order, until nothing is on its way. */
  deliverAll(): void {
    for (let i = 0; i < 200 && this.#mail.length > 0; i++) this.deliverAt(0);
  }

  pass(from: PeerId, to: PeerId, nonce: string): void {
    this.at(from, { type: "offer", object: OBJECT, to, nonce: `o${nonce}` });
    this.deliver("offer", to);
    this.at(to, { type: "accept", object: OBJECT, nonce: `n${nonce}` });
    this.deliver("accept", from);
    this.at(from, { type: "let-go", object: OBJECT });
    this.deliver("commit", to);
    this.deliver("ack", from);
  }

  #allPing(): void {
    for (const peer of this.peers) this.ping(peer);
    this.deliverAll();
  }
}
