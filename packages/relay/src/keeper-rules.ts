import type { PeerId } from "@visavis/protocol";
import { MARGIN_MS, type KeptSite, type Revocation } from "./keeper-state.ts";
import type { RelayMode } from "./relay-message.ts";

/** The keeper's half of what "exactly once" rests on; broken one at a time by the checks. */
export interface KeeperRules {
  /** RELAY-3: added to a lease before the keeper believes that it is over. */
  readonly marginMs: number;
  /** RELAY-11: while a term is being closed, only a site that has closed it is renewed. */
  renews(revocation: Revocation | null, peer: PeerId): boolean;
  /** RELAY-12: a new life of a page must close the term again. */
  keepsAcknowledgement(): boolean;
  /** RELAY-12: an acknowledgement counts for the life that gave it. */
  countsAcknowledgement(site: KeptSite | undefined, incarnation: string): boolean;
  /** RELAY-13: only two sites may commit between themselves. */
  modeFor(siteCount: number): RelayMode;
  /** RELAY-14: after a start, how long no term is minted. */
  sealMs(leaseMs: number): number;
  /** RELAY-14: below which no term is minted, whatever the disk remembers. */
  termFloor(bootEpochMs: number): number;
  /** RELAY-15: whether a site that has not closed its term can draw in it no more. */
  isOver(deadlineMs: number, nowMs: number): boolean;
}

export const keeperRules: KeeperRules = {
  marginMs: MARGIN_MS,
  renews: (revocation, peer) => !revocation || revocation.acknowledged.has(peer),
  keepsAcknowledgement: () => false,
  countsAcknowledgement: (site, incarnation) => site?.incarnation === incarnation,
  modeFor: (siteCount) => (siteCount === 2 ? "direct" : "keeper"),
  sealMs: (leaseMs) => leaseMs + MARGIN_MS,
  termFloor: (bootEpochMs) => bootEpochMs,
  isOver: (deadlineMs, nowMs) => nowMs >= deadlineMs,
};
