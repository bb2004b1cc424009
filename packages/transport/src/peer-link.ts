import { Emitter } from "@visavis/protocol";
import type { ClientMessage, IceServer, Peer, ServerMessage } from "@visavis/protocol";
import { type Clock, every } from "./clock.ts";
import { Connection } from "./connection.ts";
import type { FrameTransforms } from "./frame-transforms.ts";
import { type LinkStats, LinkStatsReader } from "./link-stats.ts";
import { LinkWatch } from "./link-watch.ts";
import { PeerClock } from "./peer-clock.ts";
import type { MediaSettings } from "./sender-settings.ts";
import type { LinkState, Publication, ReceivedFacts, RemoteMedia } from "./transport.ts";

/** What goes between two pages, without the addresses. */
export type LinkMessage =
  | Omit<Extract<ClientMessage, { type: "describe" }>, "to" | "fromPage" | "toPage">
  | Omit<Extract<ClientMessage, { type: "candidate" }>, "to" | "fromPage" | "toPage">;
type IncomingMessage = Extract<ServerMessage, { type: "describe" | "candidate" }>;

export interface LinkOptions {
  readonly peer: Peer;
  readonly isLeader: boolean;
  readonly publication: Publication;
  readonly isSite: boolean;
  readonly transforms: FrameTransforms | null;
  readonly settings: MediaSettings;
  readonly clock: Clock;
  readonly random: () => number;
  readonly send: (message: LinkMessage) => void;
  readonly iceServers: () => readonly IceServer[];
  readonly refreshIceServers: () => Promise<void>;
}

export type LinkEvents = {
  readonly mediaChanged: Omit<RemoteMedia, "peer">;
  readonly packetReceived: ArrayBuffer;
  readonly stateChanged: LinkState;
};

const TICK_MS = 500;
const UNSTABLE_MS = 2_500;
const UNANSWERED_MS = 5_000;
/** A follower that asks again and again must not keep us from ever getting there. */
const MIN_LIFE_MS = 3_000;

/** The way to one remote page, over as many connections as it takes. */
export class PeerLink {
  readonly events = new Emitter<LinkEvents>();
  readonly #options: LinkOptions;
  readonly #watch: LinkWatch;
  readonly #stopTicks: () => void;
  #peer: Peer;
  #publication: Publication;
  #connection: Connection | null = null;
  #begunAtMs = 0;
  #heededAtMs = Number.NEGATIVE_INFINITY;
  #clock = new PeerClock();
  #statsReader = new LinkStatsReader();
  #heardAtMs: number;
  #heardBytes = 0;
  #state: LinkState = "connecting";

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#peer = options.peer;
    this.#publication = options.publication;
    const nowMs = options.clock.nowMs();
    this.#heardAtMs = nowMs;
    this.#watch = new LinkWatch(nowMs, options.random);
    this.#stopTicks = every(options.clock, TICK_MS, () => void this.#tick());
    if (options.isLeader) this.#begin(newLinkId(options.random));
  }

  get state(): LinkState {
    return this.#state;
  }

  get clock(): PeerClock {
    return this.#clock;
  }

  update(peer: Peer): void {
    const isBack = this.#peer.isAway && !peer.isAway;
    this.#peer = peer;
    this.#configureSender(null);
    if (isBack) this.resume();
  }

  publish(publication: Publication): void {
    this.#publication = publication;
    void this.#connection?.publish(publication);
  }

  send(bytes: ArrayBuffer): void {
    this.#connection?.send(bytes);
  }

  factsAt(rtpTimestamp: number): ReceivedFacts | null {
    const { transforms } = this.#options;
    return (this.#connection && transforms?.factsAt(this.#connection.link, rtpTimestamp)) ?? null;
  }

  async stats(): Promise<LinkStats | null> {
    const connection = this.#connection;
    if (!connection) return null;
    return this.#statsReader.read(connection.state, await connection.stats());
  }

  async receive(message: IncomingMessage): Promise<void> {
    if (message.type === "candidate") {
      if (message.link !== this.#connection?.link) return;
      const { candidate } = message;
      const usernameFragment = candidate?.usernameFragment ?? null;
      await this.#connection?.receiveCandidate(candidate && { ...candidate, usernameFragment });
      return;
    }
    const { link, description } = message;
    if (description.type === "rollback") {
      if (this.#options.isLeader) this.#heed(link);
      return;
    }
    const isNew = link !== this.#connection?.link;
    if (isNew && (this.#options.isLeader || description.type !== "offer" || !link)) return;
    if (isNew && link) this.#begin(link);
    const { type, sdp, round = 0 } = description;
    await this.#connection?.receive({ type, sdp, round });
  }

  /** Signalling is back, here or there: what was said meanwhile may not have arrived. */
  resume(): void {
    if (!this.#connection) return;
    if (this.#connection.unansweredMs > 0) this.#connection.repeatOffer();
    else if (this.#connection.state === "disconnected" || this.#connection.state === "failed") {
      this.retry();
    }
  }

  /** Looks for a new way now. */
  retry(): void {
    this.#watch.postpone(this.#options.clock.nowMs());
    void this.#act("restart");
  }

  useIceServers(iceServers: readonly IceServer[]): void {
    this.#connection?.useIceServers(iceServers);
  }

  close(): void {
    this.#stopTicks();
    this.#connection?.close();
    this.#connection = null;
  }

  #begin(link: string): void {
    const { isLeader, isSite, transforms, settings, clock, send } = this.#options;
    this.#connection?.close();
    this.#begunAtMs = clock.nowMs();
    this.#heardBytes = 0;
    this.#statsReader = new LinkStatsReader();
    this.#connection = new Connection(
      {
        link,
        isLeader,
        isSite,
        transforms,
        settings,
        clock,
        publication: this.#publication,
        iceServers: this.#options.iceServers(),
      },
      {
        described: (description) => send({ type: "describe", link, description }),
        candidateFound: (candidate) =>
          send({ type: "candidate", link, candidate: plain(candidate) }),
        stateChanged: () => this.#judge(),
        mediaChanged: (media) => this.events.emit("mediaChanged", media),
        packetReceived: (bytes) => this.events.emit("packetReceived", bytes),
        ponged: (sample) => this.#clock.add(sample),
        heard: () => this.#hear(),
      },
    );
    this.#configureSender(null);
  }

  /** The follower asks: for a new way when it names this connection, else for a new connection. */
  #heed(link: string | undefined): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#heededAtMs < MIN_LIFE_MS) return;
    const isLost = this.#connection?.state !== "connected";
    if (link === undefined && isLost && nowMs - this.#begunAtMs >= MIN_LIFE_MS) {
      this.#heededAtMs = nowMs;
      this.#begin(newLinkId(this.#options.random));
    } else if (link !== undefined && link === this.#connection?.link) {
      this.#heededAtMs = nowMs;
      this.retry();
    }
  }

  #hear(): void {
    this.#heardAtMs = this.#options.clock.nowMs();
    if (this.#state !== "connected") this.#judge();
  }

  async #tick(): Promise<void> {
    const connection = this.#connection;
    connection?.ping();
    if (connection && connection.unansweredMs > UNANSWERED_MS) connection.repeatOffer();
    if (connection && connection.state !== "connected") await this.#countBytes(connection);
    else if (connection) await this.#measureEncoder(connection);
    if (connection !== this.#connection) return;
    this.#judge();
    const action = this.#watch.next({
      nowMs: this.#options.clock.nowMs(),
      isConnected: connection?.state === "connected",
      hasFailed: connection?.state === "failed",
      heardAtMs: this.#heardAtMs,
    });
    if (action) await this.#act(action);
  }

  async #act(action: "restart" | "rebuild"): Promise<void> {
    const { isLeader, refreshIceServers, random, send } = this.#options;
    const connection = this.#connection;
    await refreshIceServers();
    if (connection !== this.#connection) return;
    if (!isLeader) {
      const isKept = connection && action === "restart";
      const asked = { type: "describe", description: { type: "rollback", sdp: "" } } as const;
      send(isKept ? { ...asked, link: connection.link } : asked);
    } else if (action === "rebuild" || !connection) this.#begin(newLinkId(random));
    else {
      // With an offer open the restart waits for its answer, so that has to come.
      connection.repeatOffer();
      connection.restart();
    }
  }

  /** Media may still flow while the data channel is silent. */
  async #countBytes(connection: Connection): Promise<void> {
    let bytes = 0;
    const report = await connection.stats();
    report.forEach((row: { type?: string; bytesReceived?: number }) => {
      if (row.type === "transport") bytes += row.bytesReceived ?? 0;
    });
    if (connection !== this.#connection) return;
    if (bytes > this.#heardBytes) this.#heardAtMs = this.#options.clock.nowMs();
    this.#heardBytes = bytes;
  }

  async #measureEncoder(connection: Connection): Promise<void> {
    const report = await connection.sentVideoStats();
    if (!report || connection !== this.#connection) return;
    report.forEach((row: { type?: string; totalEncodeTime?: number; framesEncoded?: number }) => {
      const { totalEncodeTime = 0, framesEncoded = 0 } = row;
      if (row.type !== "outbound-rtp" || framesEncoded === 0) return;
      this.#configureSender((1_000 * totalEncodeTime) / framesEncoded);
    });
  }

  #configureSender(encodeMs: number | null): void {
    if (!this.#connection) return;
    const { transforms } = this.#options;
    transforms?.configureSender(this.#connection.link, this.#peer.site.readsTrailer, encodeMs);
  }

  #judge(): void {
    const isConnected = this.#connection?.state === "connected";
    const isHeard = this.#options.clock.nowMs() - this.#heardAtMs < UNSTABLE_MS;
    let state: LinkState = "connecting";
    if (isConnected && isHeard) state = "connected";
    else if (this.#state !== "connecting") state = "unstable";
    if (state === this.#state) return;
    this.#state = state;
    this.events.emit("stateChanged", state);
  }
}

function newLinkId(random: () => number): string {
  let id = "";
  while (id.length < 12) id += Math.floor(random() * 36).toString(36);
  return id;
}

function plain(
  candidate: RTCIceCandidate | null,
): Extract<LinkMessage, { type: "candidate" }>["candidate"] {
  if (!candidate) return null;
  const { candidate: line, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: line, sdpMid, sdpMLineIndex, usernameFragment };
}
