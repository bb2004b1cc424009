export { type Clock, wallNowMs } from "./clock.ts";
export { hasFrameTransforms } from "./frame-transforms.ts";
export type { LinkPath, LinkStats, ReceivedAudio, ReceivedVideo, SentVideo } from "./link-stats.ts";
export { MemoryNetwork, type MemoryTransport } from "./memory-transport.ts";
export { PeerTransport, type PeerTransportOptions } from "./peer-transport.ts";
export type { MediaSettings } from "./sender-settings.ts";
export {
  type SeatStore,
  SignalChannel,
  type SignalOptions,
  type SignalState,
} from "./signal-channel.ts";
export type { OpenSocket, SignalSocket, SocketHandlers } from "./signal-socket.ts";
export {
  type ClockEstimate,
  type LinkState,
  MAX_PACKET_BYTES,
  type Publication,
  type PublishedVideo,
  type ReceivedFacts,
  type RemoteMedia,
  type Transport,
  type TransportEvents,
  type TransportState,
} from "./transport.ts";
export { createVoice, type Voice, type VoiceEvents, type VoiceOptions } from "./voice.ts";
