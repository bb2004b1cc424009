export { type Hand, handPositionAt, type HandSide } from "./hand.ts";
export {
  createHandInput,
  type HandInput,
  type HandInputEvents,
  type HandInputOptions,
} from "./hand-input.ts";
export {
  createHands,
  type Hands,
  type HandsEvents,
  type HandsOptions,
  type HandsUpdate,
} from "./hands.ts";
export type { TrackingAssets } from "./hand-nets.ts";
export type { PictureScale } from "./site-geometry.ts";
export type { HandsCost } from "./worker-message.ts";
// The parts, for those who have pictures of their own: benchmarks, and other cameras.
export { type Findings, HandFollower } from "./hand-follower.ts";
export { type HandNets, loadHandNets } from "./hand-nets.ts";
export { HandTracks } from "./hand-tracks.ts";
export { type Picture, PictureReader } from "./picture-reader.ts";
