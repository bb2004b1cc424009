import { type ReadonlySignal, signal } from "@preact/signals";
import type { Seat } from "@visavis/pane";
import type { Peer } from "@visavis/protocol";
import type { Figure, ShownFrame, Stage } from "@visavis/stage";
import {
  createVoice,
  type LinkState,
  type RemoteMedia,
  type Transport,
  type Voice,
} from "@visavis/transport";
import { Ledger } from "../ledger/ledger.ts";
import type { ShownFrame as LedgerFrame } from "../ledger/stage-times.ts";

/** Another site of the room: its picture, its voice and the account of their way here. */
export class RemoteSite {
  readonly ledger = new Ledger();
  readonly #transport: Transport;
  readonly #peer;
  readonly #link = signal<LinkState>("connecting");
  readonly #hasPicture = signal(false);
  readonly #video = document.createElement("video");
  readonly #isVoiceBlocked = signal(false);
  #figure: Figure | null = null;
  #voice: Voice | null = null;
  #audio: MediaStreamTrack | null = null;
  #speakerId = "";

  constructor(peer: Peer, transport: Transport) {
    this.#peer = signal(peer);
    this.#transport = transport;
    this.#video.muted = true;
    this.#video.autoplay = true;
    this.#video.playsInline = true;
  }

  get peer(): ReadonlySignal<Peer> {
    return this.#peer;
  }

  get link(): ReadonlySignal<LinkState> {
    return this.#link;
  }

  /** From the first frame that was drawn on. */
  get hasPicture(): ReadonlySignal<boolean> {
    return this.#hasPicture;
  }

  /** True while the browser wants a touch or a key before it plays sound. */
  get isVoiceBlocked(): ReadonlySignal<boolean> {
    return this.#isVoiceBlocked;
  }

  get figure(): Figure | null {
    return this.#figure;
  }

  peerChanged(peer: Peer): void {
    if (peer.site.isCameraOff || peer.isAway) this.ledger.pause();
    if (peer.page !== this.#peer.peek().page) this.#hasPicture.value = false;
    this.#peer.value = peer;
  }

  linkChanged(link: LinkState): void {
    this.#link.value = link;
  }

  mediaChanged({ video, audio }: RemoteMedia): void {
    this.#hear(audio);
    this.#video.srcObject = video ? new MediaStream([video]) : null;
    // A muted video may always play; what fails here is a source that was replaced meanwhile.
    if (video) void this.#video.play().catch(() => undefined);
    else this.#hasPicture.value = false;
  }

  /** To the speaker with this id; empty for the browser's own choice. */
  sendVoiceTo(speakerId: string): void {
    this.#speakerId = speakerId;
    void this.#voice?.setSinkId(speakerId);
  }

  /** Stands on this stage from now on. */
  standOn(stage: Stage, seat?: Seat): void {
    this.leaveStage();
    const { peer } = this.#peer.peek();
    const factsOf = (rtpTimestamp: number | undefined) =>
      rtpTimestamp === undefined ? null : this.#transport.factsAt(peer, rtpTimestamp);
    this.#figure = stage.addFigure(peer, this.#video, factsOf, seat);
    this.#figure.onShown((shown) => this.#shown(shown));
  }

  leaveStage(): void {
    this.#figure?.dispose();
    this.#figure = null;
  }

  dispose(): void {
    this.leaveStage();
    this.#hear(null);
    this.#video.srcObject = null;
  }

  #hear(track: MediaStreamTrack | null): void {
    if (track === this.#audio) return;
    this.#voice?.[Symbol.dispose]();
    this.#audio = track;
    this.#voice = track && createVoice(track, { sinkId: this.#speakerId });
    this.#isVoiceBlocked.value = this.#voice?.isBlocked ?? false;
    this.#voice?.events.on("blockedChanged", (isBlocked) => {
      this.#isVoiceBlocked.value = isBlocked;
    });
  }

  #shown(shown: ShownFrame): void {
    this.#hasPicture.value = true;
    this.ledger.frameShown(shown.nowMs, this.#account(shown));
  }

  #account({ facts, metadata, nowMs }: ShownFrame): LedgerFrame | null {
    const { peer } = this.#peer.peek();
    const clock = this.#transport.clock(peer);
    if (!facts || !clock) return null;
    const { rtpTimestamp, processingDuration, presentationTime, expectedDisplayTime } = metadata;
    const received =
      rtpTimestamp === undefined ? null : this.#transport.factsAt(peer, rtpTimestamp);
    return {
      facts,
      receivedAtMs: received?.receivedAtMs ?? null,
      decodeMs: processingDuration === undefined ? null : processingDuration * 1000,
      presentedAtMs: performance.timeOrigin + presentationTime,
      onGlassAtMs: performance.timeOrigin + Math.max(nowMs, expectedDisplayTime),
      clockOffsetMs: clock.offsetMs,
    };
  }
}
