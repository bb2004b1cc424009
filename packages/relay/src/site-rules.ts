import type { RelayRole } from "@visavis/protocol";
import type { Baton } from "./baton.ts";
import type { RelayMessage } from "./relay-message.ts";

type Of<Type extends RelayMessage["type"]> = Extract<RelayMessage, { type: Type }>;

/**
 * The decisions on which "exactly once" rests, apart from the bookkeeping around them. The checks break
 * them one at a time and must notice each; nothing else has a reason to pass other rules than these.
 */
export interface SiteRules {
  /** RELAY-1: which roles show a solid object. */
  isDrawn(role: RelayRole): boolean;
  /** RELAY-2: from when a lease counts. */
  leaseStartMs(sentAtMs: number, nowMs: number): number;
  /** RELAY-4: a site that the keeper has not told a term accepts nothing; others only in that term. */
  mayAccept(baton: Baton, offer: Of<"offer">): boolean;
  /** RELAY-5: a giver never takes back. */
  mayCancel(role: RelayRole): boolean;
  /** RELAY-6: a commit counts only as the answer to this life's own acceptance. */
  answersAcceptance(baton: Baton, commit: Of<"commit">): boolean;
  /** RELAY-7: a lease brings the keeper's term, and an older role ends with its term. */
  endsWithTerm(baton: Baton, term: number): boolean;
  /** RELAY-8: what is left of a role after a revocation. */
  roleAfterRevoke(role: RelayRole): RelayRole;
  /** RELAY-9: a mint counts once, for this life of the page, in a term not yet used or closed. */
  takesMint(baton: Baton, mint: Of<"mint">, incarnation: string): boolean;
}

export const siteRules: SiteRules = {
  isDrawn: (role) => role === "held" || role === "offered",
  leaseStartMs: (sentAtMs) => sentAtMs,
  mayAccept: (baton, { term, seq }) =>
    baton.term > 0 && !baton.isClosed && term === baton.term && seq >= baton.seq,
  mayCancel: (role) => role === "offered",
  answersAcceptance: (baton, { term, seq, incarnation, nonce }) =>
    baton.role === "reserved" &&
    term === baton.term &&
    seq === baton.seq + 1 &&
    baton.acceptance?.incarnation === incarnation &&
    baton.acceptance.nonce === nonce,
  endsWithTerm: (baton, term) => term > baton.term,
  roleAfterRevoke: () => "none",
  takesMint: (baton, { term, incarnation }, own) =>
    incarnation === own &&
    term > baton.mintedTerm &&
    (term > baton.term || (term === baton.term && !baton.isClosed && baton.role === "none")) &&
    (term > baton.term || baton.seq === 0),
};
