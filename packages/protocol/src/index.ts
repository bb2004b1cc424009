export {
  type CeremonyNews,
  type CeremonyRequest,
  type CeremonyState,
  type Certificate,
  type ObjectKind,
  parseCertificate,
  type SiteHealth,
} from "./ceremony-message.ts";
export { IDLE_LUMA, type LumaStrip, readCodeStrip, writeCodeStrip } from "./code-strip.ts";
export { type Coordinates, distanceKm } from "./coordinates.ts";
export { Emitter } from "./emitter.ts";
export { type ErrorCode, isVisavisError, VisavisError } from "./errors.ts";
export {
  type CropRectangle,
  decodeFacts,
  encodeFacts,
  FACTS_BYTES,
  type FactsMessage,
  type FactsPerson,
  type FactsView,
  type FrameFacts,
  stampEncodeMs,
  wholePictureFacts,
} from "./frame-facts.ts";
export {
  type PageId,
  parsePageId,
  parsePeerId,
  parseRoomId,
  type PeerId,
  peerIdSchema,
  type RoomId,
} from "./ids.ts";
export { parseMessage } from "./message-text.ts";
export {
  colourAspect,
  PACKED_FRACTIONS,
  PACKED_UNITS,
  type PackedLayout,
  packedLayout,
  type RowRange,
  unitRowsFor,
} from "./packed-layout.ts";
export {
  type LedgerView,
  type PageReport,
  type Quantiles,
  type StageName,
  stageNames,
} from "./page-report.ts";
export { decodePose, encodePose, isLaterPose, type PosePacket } from "./pose-packet.ts";
export { median, quantiles } from "./quantiles.ts";
export { type Random, seeded } from "./seeded.ts";
export {
  type ClientMessage,
  encodeSignal,
  type IceServer,
  isSite,
  MAX_RELAY_CHARACTERS,
  MAX_SIGNAL_CHARACTERS,
  parseClientMessage,
  parseServerMessage,
  type Peer,
  type Refusal,
  type Role,
  roleSchema,
  type ServerMessage,
  SIGNAL_VERSION,
  type Site,
} from "./signal-message.ts";
export { cleanText } from "./text.ts";
export type {
  GlassFrame,
  GlassFrames,
  GlassReport,
  HandSource,
  HandsState,
  HandState,
  PassMark,
  PassReport,
  RelayRole,
  TorchReport,
} from "./torch-report.ts";
export { appendTrailer, type SplitFrame, splitTrailer, TRAILER_BYTES } from "./trailer.ts";
