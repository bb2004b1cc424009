import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  CeremonyNews,
  CeremonyRequest,
  CeremonyState,
  Peer,
  PeerId,
  ServerMessage,
  SiteHealth,
} from "@visavis/protocol";
import type { SignalChannel, SignalState } from "@visavis/transport";
import { ServerClock } from "../ceremony/server-clock.ts";

export interface HeardHealth {
  readonly health: SiteHealth;
  /** By this page's own clock. */
  readonly atMs: number;
}

/** How long the server may take to do what it was asked. */
const ANSWER_MS = 3000;
/** After a welcome the state follows at once, if there is one. */
const STATE_MS = 1000;

/** The room as its operator knows it: by the server's word alone. */
export class OperatorRoom implements Disposable {
  readonly serverClock = new ServerClock();
  readonly #signal: SignalChannel;
  readonly #peers = signal<readonly Peer[]>([]);
  readonly #ceremony = signal<CeremonyState | null>(null);
  readonly #health = signal<ReadonlyMap<PeerId, HeardHealth>>(new Map());
  readonly #connection: ReturnType<typeof signal<SignalState>>;
  readonly #stops: (() => void)[];
  readonly #waiting = new Set<() => void>();
  #forgetTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(channel: SignalChannel) {
    this.#signal = channel;
    this.#connection = signal(channel.state);
    const { events } = channel;
    this.#stops = [
      events.on("stateChanged", (state) => (this.#connection.value = state)),
      events.on("welcomed", ({ peers }) => this.#welcomed(peers)),
      events.on("received", (message) => this.#received(message)),
    ];
  }

  /** Sites first, in the order of their seats. */
  get peers(): ReadonlySignal<readonly Peer[]> {
    return this.#peers;
  }

  get ceremony(): ReadonlySignal<CeremonyState | null> {
    return this.#ceremony;
  }

  get health(): ReadonlySignal<ReadonlyMap<PeerId, HeardHealth>> {
    return this.#health;
  }

  get connection(): ReadonlySignal<SignalState | undefined> {
    return this.#connection;
  }

  open(): void {
    this.#signal.open();
  }

  /** False when nothing came of it: no connection, or the server saw no sense in it. */
  async ask(message: CeremonyRequest): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    if (!this.#signal.send({ type: "ceremony", message })) return false;
    const answer = (): void => resolve(true);
    const timer = setTimeout(() => resolve(false), ANSWER_MS);
    this.#waiting.add(answer);
    const isAnswered = await promise;
    clearTimeout(timer);
    this.#waiting.delete(answer);
    return isAnswered;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#forgetTimer);
    for (const stop of this.#stops) stop();
    this.#signal.close();
  }

  #welcomed(peers: readonly Peer[]): void {
    this.#peers.value = inOrder(peers);
    clearTimeout(this.#forgetTimer);
    this.#forgetTimer = setTimeout(() => (this.#ceremony.value = null), STATE_MS);
  }

  #received(message: Exclude<ServerMessage, { type: "welcome" | "pong" | "refused" }>): void {
    switch (message.type) {
      case "peer-joined":
      case "peer-changed": {
        const { peer } = message;
        const others = this.#peers.peek().filter((other) => other.peer !== peer.peer);
        this.#peers.value = inOrder([...others, peer]);
        return this.#answered();
      }
      case "peer-left":
        this.#peers.value = this.#peers.peek().filter(({ peer }) => peer !== message.peer);
        return this.#answered();
      case "ceremony":
        return this.#told(message.message);
      default:
        return undefined;
    }
  }

  #told(news: CeremonyNews): void {
    if (news.type === "health") {
      const heard = { health: news.health, atMs: performance.now() };
      this.#health.value = new Map(this.#health.peek()).set(news.peer, heard);
      return;
    }
    if (news.type !== "state") return;
    clearTimeout(this.#forgetTimer);
    this.serverClock.heard(news.saidAtMs, performance.now());
    this.#ceremony.value = news;
    this.#answered();
  }

  #answered(): void {
    for (const answer of this.#waiting) answer();
  }
}

function inOrder(peers: readonly Peer[]): readonly Peer[] {
  return peers.toSorted((a, b) => a.seat - b.seat);
}
