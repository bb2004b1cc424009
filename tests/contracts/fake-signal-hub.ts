import {
  type ClientMessage,
  encodeSignal,
  type PageId,
  parseClientMessage,
  parsePeerId,
  type Peer,
  type PeerId,
  type Refusal,
  type ServerMessage,
  type Site,
} from "@visavis/protocol";
import type { OpenSocket, SocketHandlers } from "@visavis/transport";

interface Member {
  readonly peer: PeerId;
  readonly seat: number;
  page: PageId;
  site: Site;
  socket: HubSocket | null;
}

interface HubSocket {
  readonly handlers: SocketHandlers;
  isOpen: boolean;
}

export interface HubOptions {
  /** For how long a message is under way at most; the least is nothing. Order is kept. */
  readonly maxDelayMs?: number;
  readonly random?: () => number;
  readonly iceRefreshMs?: number;
}

/** Our server's side of signalling in one page's memory, with its faults to order. */
export class FakeSignalHub {
  readonly #maxDelayMs: number;
  readonly #random: () => number;
  readonly #iceRefreshMs: number;
  readonly #members = new Map<PeerId, Member>();
  readonly #queues = new WeakMap<HubSocket, Promise<void>>();
  /** Refuses every hello by this code while it is set. */
  refusal: Refusal | null = null;
  isDown = false;
  /** Sees each message on its way from page to page; false loses it. */
  letsThrough: (message: ServerMessage) => boolean = () => true;
  readonly heard: ClientMessage[] = [];

  constructor({ maxDelayMs = 4, random = Math.random, iceRefreshMs = 60_000 }: HubOptions = {}) {
    this.#iceRefreshMs = iceRefreshMs;
    this.#maxDelayMs = maxDelayMs;
    this.#random = random;
  }

  readonly openSocket: OpenSocket = (_url, handlers) => {
    const socket: HubSocket = { handlers, isOpen: true };
    this.#later(socket, () => (this.isDown ? this.#cut(socket) : handlers.opened()));
    return {
      send: (text) => this.#later(socket, () => this.#receive(socket, parseClientMessage(text))),
      close: () => this.#later(socket, () => this.#lose(socket)),
    };
  };

  /** Breaks the connection of every page, as a server that is killed does. */
  restart({ forgets }: { readonly forgets: boolean }): void {
    for (const { socket } of this.#members.values()) if (socket) this.#cut(socket);
    if (forgets) this.#members.clear();
  }

  /** Says something to a page in another's name, as a hostile server or a late message would. */
  inject(to: PeerId, message: ServerMessage): void {
    const socket = this.#members.get(to)?.socket;
    if (socket) this.#deliver(socket, message);
  }

  announce(message: ServerMessage): void {
    for (const { socket } of this.#members.values()) if (socket) this.#deliver(socket, message);
  }

  #receive(socket: HubSocket, message: ClientMessage): void {
    this.heard.push(message);
    const member = [...this.#members.values()].find((each) => each.socket === socket);
    if (message.type === "hello") this.#greet(socket, message);
    else if (member) this.#serve(member, socket, message);
  }

  #serve(
    member: Member,
    socket: HubSocket,
    message: Exclude<ClientMessage, { type: "hello" }>,
  ): void {
    switch (message.type) {
      case "site":
        member.site = message.site;
        this.#tell(member, "peer-changed");
        return;
      case "describe":
      case "candidate": {
        const { to, ...said } = message;
        const target = this.#members.get(to);
        const relayed: ServerMessage = { ...said, from: member.peer };
        if (target?.page !== message.toPage || !this.letsThrough(relayed)) return;
        if (target.socket) this.#deliver(target.socket, relayed);
        return;
      }
      case "relay":
        if (message.to !== "keeper") {
          this.inject(message.to, { type: "relay", from: member.peer, message: message.message });
        }
        return;
      case "ice-servers":
        this.#deliver(socket, { type: "ice-servers", ...this.#ice() });
        return;
      case "ping":
        this.#deliver(socket, { type: "pong", sentAtMs: message.sentAtMs, serverAtMs: 0 });
        return;
      case "leave":
        this.#members.delete(member.peer);
        this.#sayToOthers(member.peer, { type: "peer-left", peer: member.peer });
    }
  }

  #greet(socket: HubSocket, hello: Extract<ClientMessage, { type: "hello" }>): void {
    if (this.refusal) {
      this.#deliver(socket, { type: "refused", code: this.refusal });
      this.#later(socket, () => this.#cut(socket));
      return;
    }
    const { page, site, ticket, version } = hello;
    // The seat goes by the token if there is one, else by the name on the ticket.
    const peer = parsePeerId(hello.seatToken ?? ticket);
    const known = this.#members.get(peer);
    const member = known ?? { peer, page, site, socket, seat: this.#freeSeat() };
    const replaced = known && known.socket !== socket ? known.socket : null;
    Object.assign(member, { page, site, socket });
    this.#members.set(peer, member);
    if (replaced) this.#deliver(replaced, { type: "refused", code: "replaced" });
    this.#deliver(socket, {
      type: "welcome",
      version,
      self: peer,
      seat: member.seat,
      seatToken: peer,
      peers: [...this.#members.values()].filter((each) => each !== member).map(asPeer),
      ...this.#ice(),
    });
    this.#tell(member, known ? "peer-changed" : "peer-joined");
  }

  #ice(): { readonly iceServers: []; readonly iceRefreshMs: number } {
    return { iceServers: [], iceRefreshMs: this.#iceRefreshMs };
  }

  #freeSeat(): number {
    const taken = new Set([...this.#members.values()].map(({ seat }) => seat));
    let seat = 0;
    while (taken.has(seat)) seat++;
    return seat;
  }

  #tell(member: Member, type: "peer-joined" | "peer-changed"): void {
    this.#sayToOthers(member.peer, { type, peer: asPeer(member) });
  }

  #sayToOthers(peer: PeerId, message: ServerMessage): void {
    for (const other of this.#members.values()) {
      if (other.peer !== peer && other.socket) this.#deliver(other.socket, message);
    }
  }

  #deliver(socket: HubSocket, message: ServerMessage): void {
    const text = encodeSignal(message);
    this.#later(socket, () => socket.handlers.received(text));
  }

  #cut(socket: HubSocket): void {
    if (!socket.isOpen) return;
    this.#lose(socket);
    socket.handlers.closed();
  }

  #lose(socket: HubSocket): void {
    socket.isOpen = false;
    const member = [...this.#members.values()].find((each) => each.socket === socket);
    if (!member) return;
    member.socket = null;
    this.#tell(member, "peer-changed");
  }

  #later(socket: HubSocket, deliver: () => void): void {
    const before = this.#queues.get(socket) ?? Promise.resolve();
    const delayMs = this.#random() * this.#maxDelayMs;
    const now = async (): Promise<void> => {
      await before;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      if (socket.isOpen) deliver();
    };
    this.#queues.set(socket, now());
  }
}

function asPeer({ peer, page, seat, site, socket }: Member): Peer {
  return { peer, page, seat, site, isAway: socket === null };
}
