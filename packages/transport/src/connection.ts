import type { IceServer } from "@visavis/protocol";
import { type Clock, wallNowMs } from "./clock.ts";
import { applyCodecPreferences } from "./codec-preference.ts";
import type { FrameTransforms } from "./frame-transforms.ts";
import { Negotiation, type NumberedDescription } from "./negotiation.ts";
import { PacketChannel } from "./packet-channel.ts";
import type { ClockSample } from "./peer-clock.ts";
import { applyAudioSettings, applyVideoSettings, type MediaSettings } from "./sender-settings.ts";
import type { Publication, RemoteMedia } from "./transport.ts";

export interface ConnectionOptions {
  /** Names this life of the connection in signalling and in the transforms. */
  readonly link: string;
  /** Makes the first offer, and with it the audio and video that both sides use from then on. */
  readonly isLeader: boolean;
  readonly iceServers: readonly IceServer[];
  readonly transforms: FrameTransforms | null;
  readonly settings: MediaSettings;
  readonly publication: Publication;
  /** False for a page that only looks on. */
  readonly isSite: boolean;
  readonly clock: Clock;
}

export interface ConnectionHandlers {
  readonly described: (description: NumberedDescription) => void;
  readonly candidateFound: (candidate: RTCIceCandidate | null) => void;
  readonly stateChanged: (state: RTCPeerConnectionState) => void;
  readonly mediaChanged: (media: Omit<RemoteMedia, "peer">) => void;
  readonly packetReceived: (bytes: ArrayBuffer) => void;
  readonly ponged: (sample: ClockSample) => void;
  readonly heard: () => void;
}

const VOICE = 1;
const PICTURE = 2;

/**
 * One `RTCPeerConnection`: a voice, a picture and a packet channel, each both ways, made once by the
 * leader and never changed. What a side has nothing for, or withholds, it says in its pings, so that a
 * camera goes on and off without another negotiation: those that change directions leave tracks
 * silent for good in Chromium when both sides negotiate at once.
 */
export class Connection {
  readonly link: string;
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  readonly #connection: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #packets: PacketChannel;
  /** Voice and picture in one stream, so that the browser keeps lips and words together. */
  readonly #stream = new MediaStream();
  readonly #listening = new AbortController();
  #publication: Publication;
  readonly #asked = new Map<RTCRtpTransceiver, MediaStreamTrack | null>();
  #audio: RTCRtpTransceiver | null = null;
  #video: RTCRtpTransceiver | null = null;
  #media: Omit<RemoteMedia, "peer"> = { audio: null, video: null };
  /** All, until the peer says otherwise. */
  #withheldByPeer = VOICE | PICTURE;

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    this.link = options.link;
    this.#options = options;
    this.#handlers = handlers;
    this.#publication = options.publication;
    this.#connection = new RTCPeerConnection({
      ...this.#configuration(options.iceServers),
      bundlePolicy: "max-bundle",
      iceCandidatePoolSize: 1,
    });
    this.#negotiation = new Negotiation({
      connection: this.#connection,
      isLeader: options.isLeader,
      nowMs: () => options.clock.nowMs(),
      send: handlers.described,
      offerApplied: () => this.#adopt(),
      settled: () => this.#settle(),
    });
    this.#listen();
    if (options.isLeader) this.#lead();
    this.#packets = new PacketChannel(this.#connection, {
      wallNowMs,
      received: handlers.packetReceived,
      opened: () => this.ping(),
      ponged: handlers.ponged,
      withholding: () => withheldOn(this.#audio, VOICE) | withheldOn(this.#video, PICTURE),
      withheld: (parts) => this.#hearWithheld(parts),
      heard: handlers.heard,
    });
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState;
  }

  get unansweredMs(): number {
    return this.#negotiation.unansweredMs;
  }

  receive(description: NumberedDescription): Promise<void> {
    return this.#negotiation.receive(description);
  }

  receiveCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    return this.#negotiation.receiveCandidate(candidate);
  }

  repeatOffer(): void {
    this.#negotiation.repeatOffer();
  }

  async publish(publication: Publication): Promise<void> {
    this.#publication = publication;
    await Promise.all([
      this.#sendOn(this.#audio, publication.audio),
      this.#sendOn(this.#video, publication.video?.track ?? null),
    ]);
    this.ping();
    await this.#applySettings();
  }

  /** For the leader. */
  restart(): void {
    this.#connection.restartIce();
  }

  useIceServers(iceServers: readonly IceServer[]): void {
    this.#connection.setConfiguration({
      ...this.#connection.getConfiguration(),
      ...this.#configuration(iceServers),
    });
  }

  send(bytes: ArrayBuffer): void {
    this.#packets.send(bytes);
  }

  ping(): void {
    this.#packets.ping();
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** Of the picture we send alone, which costs less than the whole. */
  sentVideoStats(): Promise<RTCStatsReport> | null {
    return this.#video?.sender.track ? this.#video.sender.getStats() : null;
  }

  close(): void {
    this.#listening.abort();
    this.#negotiation.close();
    this.#connection.close();
    this.#options.transforms?.release(this.link);
  }

  get #direction(): "sendrecv" | "recvonly" {
    return this.#options.isSite ? "sendrecv" : "recvonly";
  }

  #configuration(iceServers: readonly IceServer[]): RTCConfiguration {
    return {
      iceTransportPolicy: this.#options.settings.iceTransportPolicy,
      iceServers: iceServers.map(({ urls, username, credential }) => ({
        urls,
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      })),
    };
  }

  #listen(): void {
    const { signal } = this.#listening;
    const connection = this.#connection;
    const { candidateFound, stateChanged } = this.#handlers;
    connection.addEventListener("negotiationneeded", () => void this.#negotiation.offer(), {
      signal,
    });
    connection.addEventListener("icecandidate", (event) => candidateFound(event.candidate), {
      signal,
    });
    connection.addEventListener("connectionstatechange", () => stateChanged(this.state), {
      signal,
    });
    connection.addEventListener("track", () => this.#adopt(), { signal });
  }

  #lead(): void {
    const init = { direction: this.#direction, streams: [this.#stream] };
    const audioPart = this.#connection.addTransceiver("audio", {
      ...init,
      sendEncodings: [{ priority: "high", networkPriority: "high" }],
    });
    const videoPart = this.#connection.addTransceiver("video", {
      ...init,
      sendEncodings: [{ maxBitrate: this.#options.settings.maxVideoBitrate }],
    });
    this.#take(audioPart, videoPart);
  }

  /** The follower's way to the parts that the leader's first offer brought. */
  #adopt(): void {
    if (this.#audio) return;
    const parts = this.#connection.getTransceivers();
    const audio = parts.find((part) => part.receiver.track.kind === "audio");
    const video = parts.find((part) => part.receiver.track.kind === "video");
    if (!audio || !video) return;
    for (const part of [audio, video]) {
      part.direction = this.#direction;
      part.sender.setStreams(this.#stream);
    }
    this.#take(audio, video);
  }

  #take(audio: RTCRtpTransceiver, video: RTCRtpTransceiver): void {
    [this.#audio, this.#video] = [audio, video];
    this.#options.transforms?.attach(video, this.link);
    const { jitterBufferTargetMs, videoCodec } = this.#options.settings;
    applyCodecPreferences(audio, video, videoCodec);
    if (jitterBufferTargetMs !== null) {
      audio.receiver.jitterBufferTarget = jitterBufferTargetMs;
      video.receiver.jitterBufferTarget = jitterBufferTargetMs;
    }
    void this.publish(this.#publication);
  }

  async #sendOn(part: RTCRtpTransceiver | null, track: MediaStreamTrack | null): Promise<void> {
    if (!part || this.state === "closed") return;
    if (track?.kind === "video" && track.contentHint === "") track.contentHint = "motion";
    // Not the sender's own track: it still is the old one while an earlier change is under way.
    if (this.#asked.get(part) === track) return;
    this.#asked.set(part, track);
    try {
      await part.sender.replaceTrack(track);
    } catch (error) {
      // The connection was closed while the track was being changed.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  #settle(): void {
    void this.#applySettings();
    this.#compareMedia();
  }

  #hearWithheld(parts: number): void {
    if (parts === this.#withheldByPeer) return;
    this.#withheldByPeer = parts;
    this.#compareMedia();
  }

  #compareMedia(): void {
    const isWithheld = (part: number): boolean => (this.#withheldByPeer & part) !== 0;
    const audio = isWithheld(VOICE) ? null : receivedOn(this.#audio);
    const video = isWithheld(PICTURE) ? null : receivedOn(this.#video);
    if (audio === this.#media.audio && video === this.#media.video) return;
    this.#media = { audio, video };
    this.#handlers.mediaChanged(this.#media);
  }

  async #applySettings(): Promise<void> {
    if (!this.#audio || !this.#video || this.state === "closed") return;
    await applyAudioSettings(this.#audio.sender);
    await applyVideoSettings(this.#video.sender, this.#options.settings);
  }
}

/** Open for sending, with nothing to send. */
function withheldOn(part: RTCRtpTransceiver | null, bit: number): number {
  return part?.direction === "sendrecv" && !part.sender.track ? bit : 0;
}

function receivedOn(part: RTCRtpTransceiver | null): MediaStreamTrack | null {
  const isReceiving =
    part?.currentDirection === "sendrecv" || part?.currentDirection === "recvonly";
  return part && isReceiving ? part.receiver.track : null;
}
