import type {
  CeremonyNews,
  CeremonyRequest,
  FactsMessage,
  PageId,
  Peer,
  PeerId,
  Site,
} from "@visavis/protocol";
import { decodeFacts, Emitter, VisavisError } from "@visavis/protocol";
import { wallNowMs } from "./clock.ts";
import type { LinkStats } from "./link-stats.ts";
import { assertPacketSize } from "./packet-channel.ts";
import type {
  ClockEstimate,
  Publication,
  ReceivedFacts,
  RemoteMedia,
  Transport,
  TransportEvents,
  TransportState,
} from "./transport.ts";

const NOTHING: Publication = { video: null, audio: null };
const KEPT_FRAMES = 240;

/** What a server would hear, for tests that play its part. */
interface MemoryServer {
  told(from: PeerId, text: string): void;
  asked(from: PeerId, request: CeremonyRequest): void;
}

/** A room in this page's memory, for tests: everything arrives, at once and in order. */
export class MemoryNetwork {
  readonly #capacity: number;
  readonly #members = new Map<PeerId, MemoryTransport>();
  server: MemoryServer | null = null;

  constructor(capacity = 8) {
    this.#capacity = capacity;
  }

  /** The keeper tells one page. */
  tell(to: PeerId, text: string): void {
    this.#members.get(to)?.told("keeper", text);
  }

  /** The server tells everybody. */
  announceCeremony(news: CeremonyNews): void {
    for (const member of this.#members.values()) member.ceremonyTold(news);
  }

  connect(self: PeerId, page: PageId, site: Site): MemoryTransport {
    return new MemoryTransport(this, { peer: self, page, seat: 0, site, isAway: false });
  }

  /** @internal */
  enter(member: MemoryTransport, peer: Peer): Peer {
    const earlier = this.#members.get(peer.peer);
    if (earlier) earlier.replaced();
    else if (this.#members.size >= this.#capacity) {
      throw new VisavisError("room-full", `the room holds ${this.#capacity}`);
    }
    const taken = new Set([...this.#members.values()].map(({ peer: { seat } }) => seat));
    let seat = 0;
    while (taken.has(seat)) seat++;
    this.#members.set(peer.peer, member);
    return { ...peer, seat: earlier?.peer.seat ?? seat };
  }

  /** @internal */
  leave(member: MemoryTransport): void {
    if (this.#members.get(member.peer.peer) !== member) return;
    this.#members.delete(member.peer.peer);
    for (const other of this.#members.values()) other.lost(member.peer.peer);
  }

  /** @internal */
  others(member: MemoryTransport): MemoryTransport[] {
    return [...this.#members.values()].filter((other) => other !== member);
  }

  /** @internal */
  member(peer: PeerId): MemoryTransport | null {
    return this.#members.get(peer) ?? null;
  }
}

export class MemoryTransport implements Transport {
  readonly #network: MemoryNetwork;
  readonly #events = new Emitter<TransportEvents>();
  readonly #known = new Map<PeerId, Peer>();
  readonly #media = new Map<PeerId, RemoteMedia>();
  readonly #facts = new Map<number, ReceivedFacts>();
  #peer: Peer;
  #state: TransportState = { state: "idle", code: null };
  #publication = NOTHING;
  #port: MessagePort | null = null;

  constructor(network: MemoryNetwork, peer: Peer) {
    this.#network = network;
    this.#peer = peer;
  }

  get self(): PeerId | null {
    return this.#state.state === "joined" ? this.#peer.peer : null;
  }

  get peer(): Peer {
    return this.#peer;
  }

  get state(): TransportState {
    return this.#state;
  }

  get peers(): readonly Peer[] {
    return [...this.#known.values()];
  }

  get events(): Pick<Emitter<TransportEvents>, "on"> {
    return this.#events;
  }

  async join(): Promise<void> {
    if (this.#state.state !== "idle") return;
    this.#become({ state: "joining", code: null });
    await Promise.resolve();
    try {
      this.#peer = this.#network.enter(this, this.#peer);
    } catch (error) {
      if (error instanceof VisavisError) this.#become({ state: "refused", code: error.code });
      throw error;
    }
    this.#become({ state: "joined", code: null });
    for (const other of this.#network.others(this)) {
      other.met(this);
      this.met(other);
    }
  }

  publish(publication: Publication): void {
    this.#publication = publication;
    this.#listenTo(publication.video?.facts ?? null);
    if (this.#state.state !== "joined") return;
    for (const other of this.#network.others(this)) other.seen(this);
  }

  announce(site: Site): void {
    this.#peer = { ...this.#peer, site };
    if (this.#state.state !== "joined") return;
    for (const other of this.#network.others(this)) other.met(this);
  }

  send(bytes: ArrayBuffer, to?: PeerId): void {
    assertPacketSize(bytes);
    if (this.#state.state !== "joined") return;
    const from = this.#peer.peer;
    for (const other of this.#network.others(this)) {
      if (to === undefined || other.peer.peer === to) other.received(from, bytes.slice(0));
    }
  }

  tell(text: string, to: PeerId | "keeper"): void {
    if (this.#state.state !== "joined") return;
    const from = this.#peer.peer;
    if (to === "keeper") this.#network.server?.told(from, text);
    else if (to !== from) this.#network.member(to)?.told(from, text);
  }

  askCeremony(request: CeremonyRequest): boolean {
    if (this.#state.state !== "joined") return false;
    this.#network.server?.asked(this.#peer.peer, request);
    return true;
  }

  factsAt(peer: PeerId, rtpTimestamp: number): ReceivedFacts | null {
    if (!this.#known.has(peer)) return null;
    return this.#network.member(peer)?.sentFacts(rtpTimestamp) ?? null;
  }

  clock(peer: PeerId): ClockEstimate | null {
    return this.#known.has(peer) ? { offsetMs: 0, rttMs: 0 } : null;
  }

  stats(peer: PeerId): Promise<LinkStats | null> {
    const stats: LinkStats = {
      connection: "connected",
      sentVideo: null,
      sentAudioKbps: null,
      receivedVideo: null,
      receivedAudio: null,
      path: null,
    };
    return Promise.resolve(this.#known.has(peer) ? stats : null);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#network.leave(this);
    this.#listenTo(null);
    this.#become({ state: "left", code: null });
    return Promise.resolve();
  }

  /** @internal */
  sentFacts(rtpTimestamp: number): ReceivedFacts | null {
    return this.#facts.get(rtpTimestamp >>> 0) ?? null;
  }

  /** @internal */
  met({ peer, media }: MemoryTransport): void {
    const before = this.#known.get(peer.peer);
    this.#known.set(peer.peer, peer);
    if (before?.page !== undefined && before.page !== peer.page) this.#media.delete(peer.peer);
    this.#events.emit(before ? "peerChanged" : "peerJoined", peer);
    if (!before) this.#events.emit("linkChanged", { peer: peer.peer, state: "connected" });
    this.#see(media);
  }

  /** @internal */
  seen({ media }: MemoryTransport): void {
    this.#see(media);
  }

  /** @internal */
  lost(peer: PeerId): void {
    this.#known.delete(peer);
    this.#see({ peer, video: null, audio: null });
    this.#media.delete(peer);
    this.#events.emit("peerLeft", peer);
  }

  /** @internal */
  received(from: PeerId, bytes: ArrayBuffer): void {
    this.#events.emit("packetReceived", { from, bytes });
  }

  /** @internal */
  told(from: PeerId | "keeper", text: string): void {
    this.#events.emit("told", { from, text });
  }

  /** @internal */
  ceremonyTold(news: CeremonyNews): void {
    this.#events.emit("ceremonyNews", news);
  }

  /** @internal Another page took this seat. */
  replaced(): void {
    this.#become({ state: "refused", code: "replaced" });
  }

  /** What the others get of us; the same tracks, not copies. */
  get media(): RemoteMedia {
    const { role } = this.#peer.site;
    const { video, audio } = role === "view" ? NOTHING : this.#publication;
    return { peer: this.#peer.peer, video: video?.track ?? null, audio };
  }

  #see(media: RemoteMedia): void {
    if (this.#peer.site.role === "operator") return;
    const before = this.#media.get(media.peer);
    const isSame =
      (before?.video ?? null) === media.video && (before?.audio ?? null) === media.audio;
    this.#media.set(media.peer, media);
    if (!isSame) this.#events.emit("mediaChanged", media);
  }

  #listenTo(port: MessagePort | null): void {
    if (port === this.#port) return;
    this.#port?.close();
    this.#port = port;
    if (!port) return;
    port.addEventListener("message", ({ data }: MessageEvent<FactsMessage>) => this.#keep(data));
    port.start();
  }

  #keep({ timestampUs, facts }: FactsMessage): void {
    const nowMs = wallNowMs();
    this.#facts.set(rtpTimestampOf(timestampUs), {
      ...decodeFacts(facts, nowMs),
      receivedAtMs: nowMs,
    });
    for (const oldest of this.#facts.keys()) {
      if (this.#facts.size <= KEPT_FRAMES) break;
      this.#facts.delete(oldest);
    }
  }

  #become(state: TransportState): void {
    this.#state = state;
    this.#events.emit("stateChanged", state);
  }
}

/** There is no RTP in memory: a frame's RTP timestamp is its own timestamp in ticks of 90 kHz. */
function rtpTimestampOf(timestampUs: number): number {
  return Math.round(timestampUs * 0.09) >>> 0;
}
