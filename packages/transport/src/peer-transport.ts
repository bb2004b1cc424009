import type {
  CeremonyRequest,
  IceServer,
  Peer,
  PeerId,
  ServerMessage,
  Site,
} from "@visavis/protocol";
import { Emitter, VisavisError } from "@visavis/protocol";
import { type Clock, systemClock } from "./clock.ts";
import { FrameTransforms, hasFrameTransforms } from "./frame-transforms.ts";
import type { LinkStats } from "./link-stats.ts";
import { assertPacketSize } from "./packet-channel.ts";
import { type LinkMessage, PeerLink } from "./peer-link.ts";
import { Roster } from "./roster.ts";
import { DEFAULT_SETTINGS, type MediaSettings } from "./sender-settings.ts";
import type { SignalChannel, SignalState, Welcome } from "./signal-channel.ts";
import type {
  ClockEstimate,
  Publication,
  ReceivedFacts,
  Transport,
  TransportEvents,
  TransportState,
} from "./transport.ts";

export interface PeerTransportOptions {
  readonly signal: SignalChannel;
  readonly settings?: Partial<MediaSettings>;
  /** Made by the page where its policy wants that; null for none. */
  readonly createTransformWorker?: (() => Worker) | null;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const NOTHING: Publication = { video: null, audio: null };
const ICE_ANSWER_MS = 1_500;

/** Every page connected with every other; the server only introduces them. */
export class PeerTransport implements Transport {
  readonly #signal: SignalChannel;
  readonly #settings: MediaSettings;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #events = new Emitter<TransportEvents>();
  readonly #links = new Map<PeerId, PeerLink>();
  readonly #roster: Roster;
  readonly #unsubscribe: (() => void)[] = [];
  readonly #transformsStart: Promise<FrameTransforms | null>;
  #transforms: FrameTransforms | null = null;
  #self: PeerId | null = null;
  #state: TransportState = { state: "idle", code: null };
  #publication = NOTHING;
  #iceServers: readonly IceServer[] = [];
  #iceRefreshed = new Emitter<{ refreshed: null }>();
  #cancelIceRefresh: () => void = () => {};

  constructor({ signal, settings, createTransformWorker, clock, random }: PeerTransportOptions) {
    this.#signal = signal;
    this.#settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#clock = clock ?? systemClock;
    this.#random = random ?? secureRandom;
    this.#roster = new Roster(this.#clock, {
      joined: (peer) => this.#peerJoined(peer),
      changed: (peer, isReloaded) => this.#peerChanged(peer, isReloaded),
      left: (peer) => this.#peerLeft(peer),
    });
    const isWanted = createTransformWorker !== null && hasFrameTransforms();
    this.#transformsStart = isWanted
      ? FrameTransforms.start(createTransformWorker?.())
      : Promise.resolve(null);
  }

  get self(): PeerId | null {
    return this.#self;
  }

  get state(): TransportState {
    return this.#state;
  }

  get peers(): readonly Peer[] {
    return this.#roster.peers;
  }

  get events(): Pick<Emitter<TransportEvents>, "on"> {
    return this.#events;
  }

  async join(): Promise<void> {
    if (this.#state.state !== "idle") return;
    this.#become("joining", null);
    this.#transforms = await this.#transformsStart;
    this.#transforms?.listenTo(this.#publication.video?.facts ?? null);
    this.announce(this.#signal.site);
    const { events } = this.#signal;
    this.#unsubscribe.push(
      events.on("welcomed", (welcome) => this.#welcome(welcome)),
      events.on("received", (message) => this.#receive(message)),
      events.on("stateChanged", (state) => this.#follow(state)),
    );
    globalThis.addEventListener("online", this.#onOnline);
    await new Promise<void>((resolve, reject) => {
      this.#unsubscribe.push(
        this.#events.on("stateChanged", ({ state, code }) => {
          if (state === "joined") resolve();
          if (state === "refused" || state === "left") {
            reject(new VisavisError(code ?? "connection-lost", `the room answered ${code}`));
          }
        }),
      );
      this.#signal.open();
    });
  }

  publish(publication: Publication): void {
    this.#publication = publication;
    this.#transforms?.listenTo(publication.video?.facts ?? null);
    for (const link of this.#links.values()) link.publish(this.#sentPublication());
  }

  announce(site: Site): void {
    this.#signal.announce({ ...site, readsTrailer: this.#transforms !== null });
  }

  send(bytes: ArrayBuffer, to?: PeerId): void {
    assertPacketSize(bytes);
    if (to) this.#links.get(to)?.send(bytes);
    else for (const link of this.#links.values()) link.send(bytes);
  }

  tell(text: string, to: PeerId | "keeper"): void {
    this.#signal.send({ type: "relay", to, message: text });
  }

  askCeremony(message: CeremonyRequest): boolean {
    return this.#signal.send({ type: "ceremony", message });
  }

  factsAt(peer: PeerId, rtpTimestamp: number): ReceivedFacts | null {
    return this.#links.get(peer)?.factsAt(rtpTimestamp) ?? null;
  }

  clock(peer: PeerId): ClockEstimate | null {
    return this.#links.get(peer)?.clock.estimate ?? null;
  }

  async stats(peer: PeerId): Promise<LinkStats | null> {
    return (await this.#links.get(peer)?.stats()) ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state.state === "left") return;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    globalThis.removeEventListener("online", this.#onOnline);
    this.#cancelIceRefresh();
    this.#signal.close();
    this.#roster.clear();
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
    this.#become("left", null);
    (await this.#transformsStart)?.[Symbol.dispose]();
  }

  readonly #onOnline = (): void => {
    for (const link of this.#links.values()) link.retry();
  };

  #follow({ state, code }: SignalState): void {
    if (state === "open") this.#become("joined", null);
    else if (state === "refused") this.#become("refused", code);
    else if (this.#self === null) this.#become("joining", code);
    else this.#become("reconnecting", code);
  }

  #welcome({ self, peers, iceServers, iceRefreshMs }: Welcome): void {
    // Under another name we are strangers to the others, who have let the old one go.
    if (this.#self !== null && this.#self !== self) this.#roster.clear();
    this.#self = self;
    this.#useIceServers(iceServers, iceRefreshMs);
    this.#roster.replace(peers);
    for (const link of this.#links.values()) link.resume();
  }

  #receive(message: Exclude<ServerMessage, { type: "welcome" | "pong" | "refused" }>): void {
    switch (message.type) {
      case "peer-joined":
      case "peer-changed":
        this.#roster.set(message.peer);
        return;
      case "peer-left":
        this.#roster.remove(message.peer);
        return;
      case "ice-servers":
        this.#useIceServers(message.iceServers, message.iceRefreshMs);
        return;
      case "relay":
        this.#events.emit("told", { from: message.from, text: message.message });
        return;
      case "ceremony":
        this.#events.emit("ceremonyNews", message.message);
        return;
      case "describe":
      case "candidate": {
        const isCurrent =
          message.toPage === this.#signal.page &&
          message.fromPage === this.#roster.get(message.from)?.page;
        if (isCurrent) void this.#links.get(message.from)?.receive(message);
        return;
      }
    }
  }

  #peerJoined(peer: Peer): void {
    this.#events.emit("peerJoined", peer);
    this.#connect(peer);
  }

  #peerChanged(peer: Peer, isReloaded: boolean): void {
    if (isReloaded) this.#disconnect(peer.peer);
    this.#events.emit("peerChanged", peer);
    if (isReloaded) this.#connect(peer);
    else this.#links.get(peer.peer)?.update(peer);
  }

  #peerLeft(peer: PeerId): void {
    this.#disconnect(peer);
    this.#events.emit("peerLeft", peer);
  }

  #connect(peer: Peer): void {
    // What an operator needs, the server tells; a picture for him would cost every site an encoder.
    if ([peer.site.role, this.#signal.site.role].includes("operator")) return;
    const id = peer.peer;
    const link = new PeerLink({
      peer,
      isLeader: (this.#self ?? "") < id,
      publication: this.#sentPublication(),
      isSite: this.#isSite,
      transforms: this.#transforms,
      settings: this.#settings,
      clock: this.#clock,
      random: this.#random,
      send: (message) => this.#sendTo(peer, message),
      iceServers: () => this.#iceServers,
      refreshIceServers: () => this.#refreshIceServers(),
    });
    link.events.on("mediaChanged", (media) => {
      this.#events.emit("mediaChanged", { peer: id, ...media });
    });
    link.events.on("packetReceived", (bytes) => {
      this.#events.emit("packetReceived", { from: id, bytes });
    });
    link.events.on("stateChanged", (state) => {
      this.#events.emit("linkChanged", { peer: id, state });
    });
    this.#links.set(id, link);
  }

  #disconnect(peer: PeerId): void {
    this.#links.get(peer)?.close();
    if (this.#links.delete(peer)) {
      this.#events.emit("mediaChanged", { peer, video: null, audio: null });
    }
  }

  #sendTo({ peer, page }: Peer, message: LinkMessage): void {
    this.#signal.send({ ...message, to: peer, fromPage: this.#signal.page, toPage: page });
  }

  /** Those who only look on send nothing, whatever they were given. */
  #sentPublication(): Publication {
    return this.#isSite ? this.#publication : NOTHING;
  }

  get #isSite(): boolean {
    const { role } = this.#signal.site;
    return role !== "view";
  }

  #useIceServers(iceServers: readonly IceServer[], refreshMs: number): void {
    this.#iceServers = iceServers;
    for (const link of this.#links.values()) link.useIceServers(iceServers);
    this.#iceRefreshed.emit("refreshed", null);
    this.#cancelIceRefresh();
    this.#cancelIceRefresh = this.#clock.after(refreshMs, () => void this.#refreshIceServers());
  }

  /** Waits a little for the answer; without one the old servers have to do. */
  async #refreshIceServers(): Promise<void> {
    if (!this.#signal.send({ type: "ice-servers" })) return;
    await new Promise<void>((resolve) => {
      const stop = this.#iceRefreshed.on("refreshed", done);
      const cancel = this.#clock.after(ICE_ANSWER_MS, done);
      function done(): void {
        stop();
        cancel();
        resolve();
      }
    });
  }

  #become(state: TransportState["state"], code: TransportState["code"]): void {
    if (this.#state.state === state && this.#state.code === code) return;
    this.#state = { state, code };
    this.#events.emit("stateChanged", this.#state);
  }
}

function secureRandom(): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return value / 2 ** 32;
}
