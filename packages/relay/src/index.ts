export type { Baton } from "./baton.ts";
export {
  type KeeperEvent,
  keeperPaceMs,
  type KeeperStart,
  newKeeper,
  stepKeeper,
} from "./keeper.ts";
export type {
  KeeperOutgoing,
  KeeperRecord,
  KeeperState,
  KeeperStep,
  Suspicion,
} from "./keeper-state.ts";
export {
  type Address,
  encodeRelay,
  parseRelay,
  type RelayMessage,
  type RelayMode,
} from "./relay-message.ts";
export { isGhost, isSolid, type SiteEvent, stepSite } from "./site.ts";
export {
  batonOf,
  LEASE_MS,
  newSite,
  type Outgoing,
  type SiteState,
  type SiteStep,
} from "./site-state.ts";
