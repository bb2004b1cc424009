import { parsePeerId, type PeerId } from "@visavis/protocol";
import { type KeeperEvent, newKeeper, stepKeeper } from "../keeper.ts";
import { type KeeperRules, keeperRules } from "../keeper-rules.ts";
import type { KeeperRecord, KeeperState } from "../keeper-state.ts";
import { type Address, encodeRelay, type RelayMessage } from "../relay-message.ts";
import { isSolid, type SiteEvent, stepSite } from "../site.ts";
import { type SiteRules, siteRules } from "../site-rules.ts";
import { batonOf, newSite, type SiteState } from "../site-state.ts";
import { searchKey } from "./search-key.ts";

const OBJECT = "torch";
/** Three of these are longer than a lease with its margin. */
const LEAP_MS = 3600;
/** Sites' clocks, one fast and one slow, far beyond what honest clocks do and within the margin. */
const RATES = [0.99, 1.01, 1] as const;

export interface SearchOptions {
  readonly siteCount: 2 | 3;
  readonly depth: number;
  /** How often each may happen on one path. */
  readonly may: Budget;
  readonly siteRules?: SiteRules;
  readonly keeperRules?: KeeperRules;
  /** A page comes back with what it held. */
  readonly resumesStale?: boolean;
  /** Ends there with `isCut`. */
  readonly mostStates: number;
}

interface Budget {
  readonly leaps: number;
  readonly pings: number;
  readonly reloads: number;
  readonly recalls: number;
  readonly keeperRestarts: number;
}

export interface SearchResult {
  readonly states: number;
  readonly steps: number;
  /** Of the deepest state that was looked at. */
  readonly depth: number;
  readonly isCut: boolean;
  /** The shortest way to two torches, or to a site that goes back. */
  readonly violation: { readonly what: string; readonly path: readonly string[] } | null;
}

interface Mail {
  readonly from: PeerId | "keeper";
  readonly to: PeerId | "keeper";
  readonly message: RelayMessage;
  readonly key: string;
}

/** Everything at one moment. What was once sent can arrive from then on, never, once or often. */
export interface Moment {
  readonly sites: readonly SiteState[];
  readonly lives: readonly number[];
  readonly keeper: KeeperState;
  readonly disk: readonly KeeperRecord[];
  readonly mail: readonly Mail[];
  readonly nowMs: number;
  readonly left: Budget;
}

interface Node {
  readonly moment: Moment;
  readonly parent: Node | null;
  readonly label: string;
}

type Move = readonly [label: string, next: Moment];

/** Looks at every state that can be reached in so many steps, nearest first. */
export function search(options: SearchOptions): SearchResult {
  const world = new SearchWorld(options);
  const start = world.start();
  const seen = new Set([searchKey(start)]);
  let layer: Node[] = [{ moment: start, parent: null, label: "start" }];
  let steps = 0;
  for (let depth = 1; depth <= options.depth; depth++) {
    const next: Node[] = [];
    for (const node of layer) {
      for (const [label, moment] of world.moves(node.moment)) {
        steps += 1;
        const what = world.fault(node.moment, moment);
        const child = { moment, parent: node, label };
        const result = { states: seen.size, steps, depth, isCut: false };
        if (what) return { ...result, violation: { what, path: pathTo(child) } };
        const key = searchKey(moment);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size >= options.mostStates) return { ...result, isCut: true, violation: null };
        next.push(child);
      }
    }
    layer = next;
    if (layer.length === 0)
      return { states: seen.size, steps, depth, isCut: false, violation: null };
  }
  return { states: seen.size, steps, depth: options.depth, isCut: false, violation: null };
}

function pathTo(node: Node): string[] {
  const path: string[] = [];
  for (let at: Node | null = node; at?.parent; at = at.parent) path.unshift(at.label);
  return path;
}

class SearchWorld {
  readonly #options: SearchOptions;
  readonly #siteRules: SiteRules;
  readonly #keeperRules: KeeperRules;
  readonly #peers: readonly PeerId[];

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#siteRules = options.siteRules ?? siteRules;
    this.#keeperRules = options.keeperRules ?? keeperRules;
    const names = ["annannann", "bobbobbob", "cyncyncyn"].slice(0, options.siteCount);
    this.#peers = names.map((name) => parsePeerId(name));
  }

  /** The first site holds it, everybody has a lease, and nothing is on its way. */
  start(): Moment {
    const { may } = this.#options;
    const keeper = newKeeper(
      { records: [], bootEpochMs: 1, nowMs: 0, isFirstStart: true },
      this.#keeperRules,
    );
    const sites = this.#peers.map((peer) => newSite(peer, lifeName(peer, 0)));
    const lives = sites.map(() => 0);
    let moment: Moment = { sites, lives, keeper, disk: [], mail: [], nowMs: 0, left: may };
    const heir = this.#peers[0] ?? null;
    const everybodyPings = (): void => {
      for (const index of sites.keys()) moment = this.#ping(moment, index);
      moment = this.#settle(moment);
    };
    everybodyPings();
    moment = this.#settle(this.#atKeeper(moment, { type: "created", object: OBJECT, heir }));
    everybodyPings();
    return { ...moment, mail: [] };
  }

  /** What can happen next; a move that changes nothing is none. */
  *moves(now: Moment): Generator<Move> {
    const { left } = now;
    for (const mail of now.mail) yield [mail.key, this.#deliver(now, mail)];
    for (const [index, site] of now.sites.entries()) {
      for (const [name, events] of this.#wishes(now, site, index)) {
        let next = now;
        for (const event of events) next = this.#atSite(next, index, event);
        yield [`${site.self} ${name}`, next];
      }
      if (left.pings > 0) {
        yield [`${site.self} pings`, spend(this.#ping(now, index), "pings")];
      }
      if (left.reloads > 0)
        yield [`${site.self} reloads`, spend(this.#reload(now, index), "reloads")];
      if (left.recalls > 0) {
        const event = { type: "recalled", object: OBJECT, heir: site.self } as const;
        yield [`recalled for ${site.self}`, spend(this.#atKeeper(now, event), "recalls")];
      }
    }
    if (left.leaps > 0) yield ["time passes", spend(this.#leap(now), "leaps")];
    if (left.keeperRestarts > 0) {
      yield ["the keeper restarts", spend(this.#restartKeeper(now), "keeperRestarts")];
    }
  }

  /** What must never be: two that show it, or a site that goes back to an earlier holding. */
  fault(before: Moment, { sites, lives, nowMs }: Moment): string | null {
    const solid = sites.filter((site, i) =>
      isSolid(site, OBJECT, clockMs(nowMs, i), this.#siteRules),
    );
    if (solid.length > 1) return `${solid.map(({ self }) => self).join(" and ")} both show it`;
    for (const [i, site] of sites.entries()) {
      const earlier = before.sites[i];
      if (!earlier || lives[i] !== before.lives[i] || site === earlier) continue;
      const [was, is] = [batonOf(earlier, OBJECT), batonOf(site, OBJECT)];
      const isSame = is.term === was.term && !is.isClosed;
      const isBack = is.term < was.term || (isSame && is.seq < was.seq);
      if (isBack) return `${site.self} goes back to ${is.term} ${is.seq}`;
    }
    return null;
  }

  /** Holding it out and letting go are one wish here: what comes between them changes nothing. */
  #wishes(now: Moment, site: SiteState, index: number): [string, SiteEvent[]][] {
    const baton = batonOf(site, OBJECT);
    const object = OBJECT;
    const nonce = `${now.lives[index]}${baton.term}${baton.seq}${baton.rounds}`;
    if (baton.role === "held") {
      const others = this.#peers.filter((peer) => peer !== site.self);
      return others.map((to) => [
        `gives to ${to}`,
        [
          { type: "offer", object, to, nonce: `o${nonce}` },
          { type: "let-go", object },
        ],
      ]);
    }
    if (baton.role === "offered" || baton.role === "passed") {
      return [["thinks better of it", [{ type: "cancel", object }]]];
    }
    if (baton.role === "none" && baton.partner && baton.offer) {
      return [["accepts", [{ type: "accept", object, nonce: `n${baton.offer}` }]]];
    }
    return [];
  }

  #deliver(now: Moment, { from, to, message }: Mail): Moment {
    if (to === "keeper") {
      return from === "keeper" ? now : this.#atKeeper(now, { type: "received", from, message });
    }
    const index = this.#peers.indexOf(to);
    return this.#atSite(now, index, { type: "received", from, message });
  }

  #ping(now: Moment, index: number): Moment {
    const site = now.sites[index];
    if (!site) return now;
    const due = { ...site, nextPingMs: Number.NEGATIVE_INFINITY };
    const sites = now.sites.with(index, due);
    return this.#atSite({ ...now, sites }, index, { type: "tick", isRendering: true });
  }

  #reload(now: Moment, index: number): Moment {
    const site = now.sites[index];
    if (!site) return now;
    const life = (now.lives[index] ?? 0) + 1;
    const fresh = newSite(site.self, lifeName(site.self, life));
    const again = this.#options.resumesStale ? { ...fresh, batons: site.batons } : fresh;
    return { ...now, sites: now.sites.with(index, again), lives: now.lives.with(index, life) };
  }

  #leap(now: Moment): Moment {
    return this.#atKeeper({ ...now, nowMs: now.nowMs + LEAP_MS }, { type: "tick" });
  }

  #restartKeeper(now: Moment): Moment {
    const { disk: records, nowMs } = now;
    const bootEpochMs = 1000 + nowMs;
    const keeper = newKeeper({ records, bootEpochMs, nowMs }, this.#keeperRules);
    return { ...now, keeper };
  }

  #atSite(now: Moment, index: number, event: SiteEvent): Moment {
    const site = now.sites[index];
    if (!site) return now;
    const { state, send } = stepSite(site, event, clockMs(now.nowMs, index), this.#siteRules);
    const sent = send.map(({ to, message }) => ({ from: site.self, to, message }));
    if (state === site && sent.length === 0) return now;
    return withMail({ ...now, sites: now.sites.with(index, state) }, sent);
  }

  #atKeeper(now: Moment, event: KeeperEvent): Moment {
    const { state, persist, send } = stepKeeper(now.keeper, event, now.nowMs, this.#keeperRules);
    const disk = persist.length > 0 ? persist.slice(-1) : now.disk;
    // What is said to everyone is for people to read, and decides nothing.
    const sent = send.flatMap(({ to, message }) =>
      to === "everyone" ? [] : [{ from: "keeper" as const, to, message }],
    );
    return withMail({ ...now, keeper: state, disk }, sent);
  }

  /** Everything that is on its way arrives, once. */
  #settle(now: Moment): Moment {
    if (now.mail.length === 0) return now;
    const [first, ...rest] = now.mail;
    return this.#settle(first ? this.#deliver({ ...now, mail: rest }, first) : now);
  }
}

interface Sent {
  readonly from: PeerId | "keeper";
  readonly to: Address;
  readonly message: RelayMessage;
}

function withMail(now: Moment, sent: readonly Sent[]): Moment {
  const known = new Set(now.mail.map(({ key }) => key));
  const news = sent.flatMap(({ from, to, message }) => {
    if (to === "everyone") return [];
    const key = `${from} > ${to} ${encodeRelay(message)}`;
    return known.has(key) ? [] : [{ from, to, message, key }];
  });
  return news.length > 0 ? { ...now, mail: [...now.mail, ...news] } : now;
}

function spend(moment: Moment, what: keyof Budget): Moment {
  return { ...moment, left: { ...moment.left, [what]: moment.left[what] - 1 } };
}

function clockMs(nowMs: number, index: number): number {
  return 1e6 * (index + 1) + nowMs * (RATES[index] ?? 1);
}

function lifeName(peer: PeerId, life: number): string {
  return `${peer.slice(0, 3)}life${life}`.padEnd(8, "0");
}
