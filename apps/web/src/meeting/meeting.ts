import { batch, effect, type ReadonlySignal, signal } from "@preact/signals";
import { type CeremonyState, cleanText, type Peer, type Role, type Site } from "@visavis/protocol";
import { hasFrameTransforms, type Transport, type TransportState } from "@visavis/transport";
import { ServerClock } from "../ceremony/server-clock.ts";
import { type MeetingStatus, meetingStatus } from "./meeting-status.ts";
import type { OwnSite } from "./own-site.ts";
import { RemoteSite } from "./remote-site.ts";

export interface MeetingOptions {
  readonly transport: Transport;
  readonly role: Role;
  /** Null for pages that only look on. */
  readonly own: OwnSite | null;
  /** Facts as pixels on every frame, whoever looks; for measurements. */
  readonly isStamped: boolean;
}

/** Roles that stand somewhere and are seen by the others. */
const SITES: ReadonlySet<Role> = new Set(["booth", "guest"]);
const STATS_INTERVAL_MS = 5000;

/** A room that this page is in: joins transport, own devices and remote sites. */
export class Meeting implements AsyncDisposable {
  readonly transport: Transport;
  readonly own: OwnSite | null;
  readonly #role: Role;
  readonly #isStamped: boolean;
  readonly #remotes = signal<readonly RemoteSite[]>([]);
  readonly #lookers = signal<readonly Peer[]>([]);
  readonly #transportState;
  readonly #hadCompany = signal(false);
  readonly #ceremony = signal<CeremonyState | null>(null);
  readonly serverClock = new ServerClock();
  readonly #ends: (() => void)[] = [];

  constructor({ transport, role, own, isStamped }: MeetingOptions) {
    this.transport = transport;
    this.own = own;
    this.#role = role;
    this.#isStamped = isStamped;
    this.#transportState = signal<TransportState>(transport.state);
    this.#listen();
  }

  /** The other sites, in the order of their seats. */
  get remotes(): ReadonlySignal<readonly RemoteSite[]> {
    return this.#remotes;
  }

  /** Pages that look on without being seen. */
  get lookers(): ReadonlySignal<readonly Peer[]> {
    return this.#lookers;
  }

  /** What the server last said of the ceremony; null while there is none. */
  get ceremony(): ReadonlySignal<CeremonyState | null> {
    return this.#ceremony;
  }

  get transportState(): ReadonlySignal<TransportState> {
    return this.#transportState;
  }

  /** Follows every signal it needs: read it in a component or an effect. */
  get status(): MeetingStatus {
    const remotes = this.#remotes.value.map((remote) => {
      const { isAway, site } = remote.peer.value;
      return {
        link: remote.link.value,
        isAway,
        isCameraOff: site.isCameraOff,
        hasPicture: remote.hasPicture.value,
      };
    });
    return meetingStatus({
      transport: this.#transportState.value,
      remotes,
      hadCompany: this.#hadCompany.value,
    });
  }

  /** Returns at once; `status` tells how it goes. Tries for as long as waiting can help. */
  join(): void {
    // What went wrong is in the transport's state, which is shown.
    void this.transport.join().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    await this.transport[Symbol.asyncDispose]();
    this.#transportState.value = this.transport.state;
    for (const remote of this.#remotes.peek()) remote.dispose();
    this.#remotes.value = [];
  }

  #listen(): void {
    const { events } = this.transport;
    this.#ends.push(
      events.on("stateChanged", (state) => (this.#transportState.value = state)),
      events.on("peerJoined", (peer) => this.#peerJoined(peer)),
      events.on("peerChanged", (peer) => this.#find(peer.peer)?.peerChanged(peer)),
      events.on("peerLeft", (id) => this.#peerLeft(id)),
      events.on("linkChanged", ({ peer, state }) => this.#find(peer)?.linkChanged(state)),
      events.on("ceremonyNews", (news) => {
        if (news.type !== "state") return;
        this.serverClock.heard(news.saidAtMs, performance.now());
        this.#ceremony.value = news;
      }),
      events.on("mediaChanged", (media) => this.#find(media.peer)?.mediaChanged(media)),
      effect(() => this.#publish()),
      effect(() => this.transport.announce(this.#site())),
      effect(() => this.#sendSound()),
      effect(() => this.#stripFacts()),
      this.#watchStats(),
    );
    for (const peer of this.transport.peers) this.#peerJoined(peer);
  }

  #publish(): void {
    if (!this.own) return;
    const { camera, microphone } = this.own;
    const capture = camera.capture.value;
    this.transport.publish({
      video: capture && { track: capture.track, facts: capture.facts },
      audio: microphone.track.value,
    });
  }

  #site(): Site {
    const name = cleanText(this.own?.name.value ?? "", 64);
    const place = cleanText(this.own?.place.value ?? "", 64);
    const coordinates = this.own?.coordinates.value;
    const isCameraOff = !this.own || this.own.camera.isOff.value || !this.own.camera.capture.value;
    return {
      role: this.#role,
      name,
      place,
      ...(coordinates && { coordinates }),
      isMuted: this.own?.microphone.isMuted.value ?? true,
      isCameraOff,
      readsTrailer: hasFrameTransforms(),
    };
  }

  /** Somebody whose browser cannot read facts from an encoded frame gets them as pixels. */
  #stripFacts(): void {
    if (!this.own || this.#isStamped) return;
    const peers = this.#remotes.value.map(({ peer }) => peer.value);
    const isNeeded = [...peers, ...this.#lookers.value].some(({ site }) => !site.readsTrailer);
    this.own.camera.update({ hasCodeStrip: isNeeded });
  }

  #sendSound(): void {
    const speakerId = this.own?.devices.wanted("audiooutput")?.id ?? "";
    for (const remote of this.#remotes.value) remote.sendVoiceTo(speakerId);
  }

  /** Rates are over the time since the last question, so somebody must ask now and then. */
  #watchStats(): () => void {
    const timer = setInterval(() => {
      for (const remote of this.#remotes.peek()) {
        void this.transport.stats(remote.peer.peek().peer).catch(() => undefined);
      }
    }, STATS_INTERVAL_MS);
    return () => clearInterval(timer);
  }

  #peerJoined(peer: Peer): void {
    if (!SITES.has(peer.site.role)) {
      this.#lookers.value = [...this.#lookers.peek(), peer];
      return;
    }
    if (this.#find(peer.peer)) return;
    const remote = new RemoteSite(peer, this.transport);
    const all = [...this.#remotes.peek(), remote];
    batch(() => {
      this.#hadCompany.value = true;
      this.#remotes.value = all.toSorted((a, b) => a.peer.peek().seat - b.peer.peek().seat);
    });
  }

  #peerLeft(id: string): void {
    const remote = this.#find(id);
    if (!remote) {
      this.#lookers.value = this.#lookers.peek().filter(({ peer }) => peer !== id);
      return;
    }
    this.#remotes.value = this.#remotes.peek().filter((other) => other !== remote);
    remote.dispose();
  }

  #find(id: string): RemoteSite | null {
    return this.#remotes.peek().find((remote) => remote.peer.peek().peer === id) ?? null;
  }
}
