import type { Peer, PeerId } from "@visavis/protocol";
import type { Clock } from "./clock.ts";

export interface RosterHandlers {
  readonly joined: (peer: Peer) => void;
  readonly changed: (peer: Peer, isReloaded: boolean) => void;
  readonly left: (peer: PeerId) => void;
}

/** A server that has just started again knows nobody until they have come back. */
const GRACE_MS = 15_000;

/** Who is in the room, and what changed since we last knew. */
export class Roster {
  readonly #clock: Clock;
  readonly #handlers: RosterHandlers;
  readonly #peers = new Map<PeerId, Peer>();
  readonly #missing = new Map<PeerId, () => void>();

  constructor(clock: Clock, handlers: RosterHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  get peers(): readonly Peer[] {
    return [...this.#peers.values()];
  }

  get(peer: PeerId): Peer | null {
    return this.#peers.get(peer) ?? null;
  }

  set(peer: Peer): void {
    this.#found(peer.peer);
    const before = this.#peers.get(peer.peer);
    this.#peers.set(peer.peer, peer);
    if (!before) this.#handlers.joined(peer);
    else if (!isSame(before, peer)) this.#handlers.changed(peer, before.page !== peer.page);
  }

  remove(peer: PeerId): void {
    this.#found(peer);
    if (this.#peers.delete(peer)) this.#handlers.left(peer);
  }

  /** After a reconnect. Those not named get a while before they count as gone; see SIG-6. */
  replace(peers: readonly Peer[]): void {
    const named = new Set(peers.map(({ peer }) => peer));
    for (const peer of this.#peers.keys()) {
      if (named.has(peer) || this.#missing.has(peer)) continue;
      this.#missing.set(
        peer,
        this.#clock.after(GRACE_MS, () => this.remove(peer)),
      );
    }
    for (const peer of peers) this.set(peer);
  }

  clear(): void {
    for (const peer of this.#peers.keys()) this.remove(peer);
  }

  #found(peer: PeerId): void {
    this.#missing.get(peer)?.();
    this.#missing.delete(peer);
  }
}

function isSame(a: Peer, b: Peer): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
