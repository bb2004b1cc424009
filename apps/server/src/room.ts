import {
  type ClientMessage,
  type Coordinates,
  encodeSignal,
  isSite,
  type PageId,
  type Peer,
  type PeerId,
  type Refusal,
  type Role,
  type ServerMessage,
  type Site,
  VisavisError,
} from "@visavis/protocol";
import { freeSeat, type SeatCaps } from "./seats.ts";

/** One page's connection, as the room sees it. */
export interface Link {
  send(message: ServerMessage): void;
  /** Tells the page why, and closes. */
  refuse(code: Refusal): void;
}

export interface Newcomer {
  readonly peer: PeerId;
  readonly page: PageId;
  readonly site: Site;
  readonly link: Link;
  /** From a seat token: the place this page had before. */
  readonly wishedSeat?: number;
}

export type Relayed = Extract<ClientMessage, { readonly to: PeerId }>;

/** Who wants to know what happens in a room. */
export interface RoomWatcher {
  /** Gone for good. Politely: it said so, or was silent for so long that it can do nothing any more. */
  left(peer: PeerId, isPolite: boolean): void;
}

interface Member {
  readonly peer: PeerId;
  readonly seat: number;
  page: PageId;
  site: Site;
  /** As the page last described itself. */
  said: Site;
  /** What an operator said; it stands over what the page says of itself. */
  located: Coordinates | null;
  /** Null while the page is away. */
  link: Link | null;
  awayUntilMs: number;
  /** What others said to an absent page; delivered if the same page comes back. */
  held: ServerMessage[];
}

/**
 * How long a seat is kept for a page that went without a word. A browser says so itself when a page
 * ends; that one was closed, or is being loaded anew and here in a moment. Neither is shorter than
 * a lease and its margin: who is forgotten can draw nothing any more.
 */
export const ABSENCE_MS = { silent: 60_000, ended: 15_000 };
const MAX_HELD = 64;
/** Two of the largest descriptions: enough to negotiate, too little to fill a server with. */
const MAX_HELD_CHARACTERS = 96 * 1024;

/** Introduces pages and relays between them. Knows nothing of sockets or clocks. */
export class Room {
  readonly #caps: SeatCaps;
  readonly #watcher: RoomWatcher | null;
  readonly #members = new Map<PeerId, Member>();
  readonly #removed = new Set<PeerId>();

  constructor(caps: SeatCaps, watcher: RoomWatcher | null = null) {
    this.#caps = caps;
    this.#watcher = watcher;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  get peers(): Peer[] {
    return [...this.#members.values()].map(peerOf);
  }

  /** Throws `room-full` or `removed`. A page whose id is already here takes over from its earlier connection. */
  enter(newcomer: Newcomer): { readonly seat: number; readonly others: Peer[] } {
    if (this.#removed.has(newcomer.peer)) throw new VisavisError("removed", "by an operator");
    const known = this.#members.get(newcomer.peer);
    const member = known ? this.#return(known, newcomer) : this.#seat(newcomer);
    return {
      seat: member.seat,
      others: this.peers.filter(({ peer }) => peer !== member.peer),
    };
  }

  /** What the others said while this page was away; to be sent after its welcome. */
  takeHeld(id: PeerId): ServerMessage[] {
    return this.#members.get(id)?.held.splice(0) ?? [];
  }

  describeSite(id: PeerId, link: Link, site: Site): void {
    const member = this.#present(id, link);
    if (!member) return;
    member.said = { ...site, role: member.site.role };
    member.site = siteOf(member.said, member.located);
    this.#tellOthers(member, "peer-changed");
  }

  /** The sender comes from the connection, so a page can only ever speak for itself. */
  relay(id: PeerId, link: Link, message: Relayed): void {
    const sender = this.#present(id, link);
    if (!sender) return;
    if (message.fromPage !== sender.page) throw new VisavisError("message-invalid", "forged page");
    const target = this.#members.get(message.to);
    if (!target || target === sender || target.page !== message.toPage) return;
    const relayed = withSender(message, id);
    if (target.link) target.link.send(relayed);
    else hold(target, relayed);
  }

  leave(id: PeerId, link: Link): void {
    const member = this.#present(id, link);
    if (member) this.#remove(member, true);
  }

  /** An operator shows it out; it does not get in again by its seat token. */
  remove(id: PeerId): boolean {
    const member = this.#members.get(id);
    if (!member) return false;
    this.#removed.add(id);
    const { link } = member;
    member.link = null;
    link?.refuse("removed");
    this.#remove(member, false);
    return true;
  }

  locate(id: PeerId, coordinates: Coordinates | null): void {
    const member = this.#members.get(id);
    if (!member) return;
    member.located = coordinates;
    member.site = siteOf(member.said, coordinates);
    for (const { link } of this.#members.values()) {
      link?.send({ type: "peer-changed", peer: peerOf(member) });
    }
  }

  /** What this page is here; null when its connection is no longer the one that counts. */
  roleOf(id: PeerId, link: Link): Role | null {
    return this.#present(id, link)?.site.role ?? null;
  }

  siteOf(id: PeerId): Site | null {
    return this.#members.get(id)?.site ?? null;
  }

  /** Between sites only, and to those who are here: what is lost is said again. */
  relayText(from: PeerId, to: PeerId, text: string): void {
    const target = this.#members.get(to);
    if (!target || to === from || !isSite(target.site.role)) return;
    target.link?.send({ type: "relay", from, message: text });
  }

  tell(to: PeerId | "everyone", message: (role: Role) => ServerMessage): void {
    const one = to === "everyone" ? undefined : this.#members.get(to);
    const targets = to === "everyone" ? this.#members.values() : one ? [one] : [];
    for (const { link, site } of targets) link?.send(message(site.role));
  }

  /** The connection broke: the seat stays for a while. */
  lose(id: PeerId, link: Link, nowMs: number, how: keyof typeof ABSENCE_MS): void {
    const member = this.#present(id, link);
    if (!member) return;
    member.link = null;
    member.awayUntilMs = nowMs + ABSENCE_MS[how];
    this.#tellOthers(member, "peer-changed");
  }

  expire(nowMs: number): void {
    for (const member of this.#members.values()) {
      if (!member.link && nowMs >= member.awayUntilMs) this.#remove(member, true);
    }
  }

  #seat({ peer, page, site, link, wishedSeat }: Newcomer): Member {
    const taken = new Set([...this.#members.values()].map((member) => member.seat));
    const seat = freeSeat(site.role, taken, this.#caps, wishedSeat);
    if (seat === null) throw new VisavisError("room-full", `no seat left for a ${site.role}`);
    const member: Member = {
      peer,
      seat,
      page,
      site,
      said: site,
      link,
      located: null,
      awayUntilMs: 0,
      held: [],
    };
    this.#members.set(peer, member);
    this.#tellOthers(member, "peer-joined");
    return member;
  }

  #return(member: Member, { page, site, link }: Newcomer): Member {
    const replaced = member.link;
    if (member.page !== page) member.held = [];
    Object.assign(member, { page, link, said: site, site: siteOf(site, member.located) });
    replaced?.refuse("replaced");
    this.#tellOthers(member, "peer-changed");
    return member;
  }

  #present(id: PeerId, link: Link): Member | null {
    const member = this.#members.get(id);
    return member?.link === link ? member : null;
  }

  #remove(member: Member, isPolite: boolean): void {
    this.#members.delete(member.peer);
    this.#watcher?.left(member.peer, isPolite);
    for (const { link } of this.#members.values()) {
      link?.send({ type: "peer-left", peer: member.peer });
    }
  }

  #tellOthers(member: Member, type: "peer-joined" | "peer-changed"): void {
    for (const other of this.#members.values()) {
      if (other !== member) other.link?.send({ type, peer: peerOf(member) });
    }
  }
}

function hold({ held }: Member, message: ServerMessage): void {
  const characters = [...held, message].reduce((sum, one) => sum + encodeSignal(one).length, 0);
  if (held.length < MAX_HELD && characters <= MAX_HELD_CHARACTERS) held.push(message);
}

function siteOf(site: Site, located: Coordinates | null): Site {
  return located ? { ...site, coordinates: located } : site;
}

function peerOf({ peer, page, seat, site, link }: Member): Peer {
  return { peer, page, seat, site, isAway: link === null };
}

function withSender(message: Relayed, from: PeerId): ServerMessage {
  const { fromPage, toPage, link } = message;
  const between = { from, fromPage, toPage, ...(link === undefined ? {} : { link }) };
  return message.type === "describe"
    ? { type: "describe", ...between, description: message.description }
    : { type: "candidate", ...between, candidate: message.candidate };
}
