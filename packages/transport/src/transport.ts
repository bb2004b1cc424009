import type {
  CeremonyNews,
  CeremonyRequest,
  Emitter,
  ErrorCode,
  FrameFacts,
  Peer,
  PeerId,
  Site,
} from "@visavis/protocol";
import type { LinkStats } from "./link-stats.ts";

/** What a page sends. The transport sends the tracks as they are and never stops them. */
export interface Publication {
  readonly video: PublishedVideo | null;
  readonly audio: MediaStreamTrack | null;
}

export interface PublishedVideo {
  readonly track: MediaStreamTrack;
  /**
   * Brings a `FactsMessage` for each frame, before that frame is written to the track. The transport
   * takes the port over; a second `publish` with the same port leaves it where it is.
   */
  readonly facts: MessagePort | null;
}

export interface RemoteMedia {
  readonly peer: PeerId;
  readonly video: MediaStreamTrack | null;
  readonly audio: MediaStreamTrack | null;
}

/** Facts as they came with one frame, and when that frame's last packet was here (our wall clock). */
export type ReceivedFacts = FrameFacts & { readonly receivedAtMs: number };

/** `offsetMs` is the peer's wall clock minus ours. It errs by half of how uneven the way is. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly rttMs: number;
}

export interface TransportState {
  readonly state: "idle" | "joining" | "joined" | "reconnecting" | "refused" | "left";
  /** Why it is not joined, where the other side gave a reason. */
  readonly code: ErrorCode | null;
}

/** `unstable`: nothing was heard for 2.5 s; the picture on the glass should not be trusted. */
export type LinkState = "connecting" | "connected" | "unstable";

export type TransportEvents = {
  readonly peerJoined: Peer;
  /** What a page says of itself changed, or it went away or came back, or it was reloaded. */
  readonly peerChanged: Peer;
  readonly peerLeft: PeerId;
  readonly mediaChanged: RemoteMedia;
  readonly linkChanged: { readonly peer: PeerId; readonly state: LinkState };
  readonly packetReceived: { readonly from: PeerId; readonly bytes: ArrayBuffer };
  /** What somebody told us through the server; the keeper is the server's own voice. */
  readonly told: { readonly from: PeerId | "keeper"; readonly text: string };
  readonly ceremonyNews: CeremonyNews;
  readonly stateChanged: TransportState;
};

/** The largest `send`: one datagram on any path, so that a packet is never lost by halves. */
export const MAX_PACKET_BYTES = 1_100;

/**
 * A way to reach the other pages of a room. Add one by writing a package `transport-<name>` that
 * passes `describeTransport`; nothing else has to change.
 */
export interface Transport extends AsyncDisposable {
  /** Null until joined. */
  readonly self: PeerId | null;
  readonly state: TransportState;
  /** The others in the room. */
  readonly peers: readonly Peer[];
  readonly events: Pick<Emitter<TransportEvents>, "on">;
  /** Resolves when the room has let us in; rejects when it will not, whatever we wait. */
  join(): Promise<void>;
  /** What we send from now on, joined or not; pages that only look on send nothing. */
  publish(publication: Publication): void;
  /** Changes what we say of ourselves. */
  announce(site: Site): void;
  /** Unordered and unacknowledged, to one peer or to all; refuses more than `MAX_PACKET_BYTES`. */
  send(bytes: ArrayBuffer, to?: PeerId): void;
  /** Through the server, in order. Dropped while there is no connection to it: the teller repeats. */
  tell(text: string, to: PeerId | "keeper"): void;
  /** False while there is no connection to the server. */
  askCeremony(request: CeremonyRequest): boolean;
  /** Facts of the frame with this RTP timestamp; null when they never came or are long past. */
  factsAt(peer: PeerId, rtpTimestamp: number): ReceivedFacts | null;
  clock(peer: PeerId): ClockEstimate | null;
  stats(peer: PeerId): Promise<LinkStats | null>;
}
