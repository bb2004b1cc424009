import type { IceServer } from "@visavis/protocol";
import { type Clock, wallNowMs } from "./clock.ts";
import { applyCodecPreferences } from "./codec-preference.ts";
import type { FrameTransforms } from "./frame-transforms.ts";
import { Negotiation } from "./negotiation.ts";
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
  readonly clock: Clock;
}

export interface ConnectionHandlers {
  readonly described: (description: RTCSessionDescriptionInit) => void;
  readonly candidateFound: (candidate: RTCIceCandidate | null) => void;
  readonly stateChanged: (state: RTCPeerConnectionState) => void;
  readonly mediaChanged: (media: Omit<RemoteMedia, "peer">) => void;
  readonly packetReceived: (bytes: ArrayBuffer) => void;
  readonly ponged: (sample: ClockSample) => void;
  readonly heard: () => void;
}

/**
 * One `RTCPeerConnection`: a voice, a picture and a packet channel, each both ways, made once by the
 * leader and never added to. What a side does not send is a direction, not a missing part.
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
      isPolite: !options.isLeader,
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
      ponged: handlers.ponged,
      heard: handlers.heard,
    });
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState;
  }

  get unansweredMs(): number {
    return this.#negotiation.unansweredMs;
  }

  receive(description: RTCSessionDescriptionInit): Promise<void> {
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
    await this.#applySettings();
  }

  restart(iceServers: readonly IceServer[]): void {
    this.useIceServers(iceServers);
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
    connection.addEventListener("negotiationneeded", () => this.#negotiate(), { signal });
    connection.addEventListener("icecandidate", (event) => candidateFound(event.candidate), {
      signal,
    });
    connection.addEventListener("connectionstatechange", () => stateChanged(this.state), {
      signal,
    });
    connection.addEventListener("track", () => this.#adopt(), { signal });
  }

  /** A follower has nothing to offer before the leader's parts are there. */
  #negotiate(): void {
    if (this.#audio) void this.#negotiation.offer();
  }

  #lead(): void {
    const { audio, video } = this.#publication;
    const init = (track: MediaStreamTrack | null): RTCRtpTransceiverInit => ({
      direction: directionFor(track),
      streams: [this.#stream],
    });
    const audioPart = this.#connection.addTransceiver("audio", {
      ...init(audio),
      sendEncodings: [{ priority: "high", networkPriority: "high" }],
    });
    const videoPart = this.#connection.addTransceiver("video", {
      ...init(video?.track ?? null),
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
    for (const { sender } of [audio, video]) sender.setStreams(this.#stream);
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
    if (part.direction !== directionFor(track)) part.direction = directionFor(track);
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
    const media = { audio: receivedOn(this.#audio), video: receivedOn(this.#video) };
    if (media.audio === this.#media.audio && media.video === this.#media.video) return;
    this.#media = media;
    this.#handlers.mediaChanged(media);
  }

  async #applySettings(): Promise<void> {
    if (!this.#audio || !this.#video || this.state === "closed") return;
    await applyAudioSettings(this.#audio.sender);
    await applyVideoSettings(this.#video.sender, this.#options.settings);
  }
}

function directionFor(track: MediaStreamTrack | null): "sendrecv" | "recvonly" {
  return track ? "sendrecv" : "recvonly";
}

function receivedOn(part: RTCRtpTransceiver | null): MediaStreamTrack | null {
  const isReceiving =
    part?.currentDirection === "sendrecv" || part?.currentDirection === "recvonly";
  return part && isReceiving ? part.receiver.track : null;
}
