import {
  type ClientMessage,
  encodeSignal,
  type PageId,
  type Peer,
  type PeerId,
  type Refusal,
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

interface Member {
  readonly peer: PeerId;
  readonly seat: number;
  page: PageId;
  site: Site;
  /** Null while the page is away. */
  link: Link | null;
  awaySinceMs: number;
  /** What others said to an absent page; delivered if the same page comes back. */
  held: ServerMessage[];
}

/** How long a seat is kept for a page that fell silent without leaving. */
export const ABSENCE_MS = 60_000;
const MAX_HELD = 64;
/** Two of the largest descriptions: enough to negotiate, too little to fill a server with. */
const MAX_HELD_CHARACTERS = 96 * 1024;

/** Introduces pages and relays between them. Knows nothing of sockets or clocks. */
export class Room {
  readonly #caps: SeatCaps;
  readonly #members = new Map<PeerId, Member>();

  constructor(caps: SeatCaps) {
    this.#caps = caps;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  get peers(): Peer[] {
    return [...this.#members.values()].map(peerOf);
  }

  /** Throws `room-full`. A page whose id is already here takes over from its earlier connection. */
  enter(newcomer: Newcomer): { readonly seat: number; readonly others: Peer[] } {
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
    member.site = { ...site, role: member.site.role };
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
    if (member) this.#remove(member);
  }

  /** The connection broke: the seat stays for a while. */
  lose(id: PeerId, link: Link, nowMs: number): void {
    const member = this.#present(id, link);
    if (!member) return;
    member.link = null;
    member.awaySinceMs = nowMs;
    this.#tellOthers(member, "peer-changed");
  }

  expire(nowMs: number): void {
    for (const member of this.#members.values()) {
      if (!member.link && nowMs - member.awaySinceMs >= ABSENCE_MS) this.#remove(member);
    }
  }

  #seat({ peer, page, site, link, wishedSeat }: Newcomer): Member {
    const taken = new Set([...this.#members.values()].map((member) => member.seat));
    const seat = freeSeat(site.role, taken, this.#caps, wishedSeat);
    if (seat === null) throw new VisavisError("room-full", `no seat left for a ${site.role}`);
    const member: Member = { peer, seat, page, site, link, awaySinceMs: 0, held: [] };
    this.#members.set(peer, member);
    this.#tellOthers(member, "peer-joined");
    return member;
  }

  #return(member: Member, { page, site, link }: Newcomer): Member {
    const replaced = member.link;
    if (member.page !== page) member.held = [];
    Object.assign(member, { page, site, link });
    replaced?.refuse("replaced");
    this.#tellOthers(member, "peer-changed");
    return member;
  }

  #present(id: PeerId, link: Link): Member | null {
    const member = this.#members.get(id);
    return member?.link === link ? member : null;
  }

  #remove(member: Member): void {
    this.#members.delete(member.peer);
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
