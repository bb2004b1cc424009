import type { PeerId, RelayRole } from "@visavis/protocol";
import type { Address, RelayMessage, RelayMode } from "./relay-message.ts";

/** A message that is repeated until something answers it. */
export interface Pending {
  readonly to: Address;
  readonly message: RelayMessage;
  readonly nextAtMs: number;
  readonly tries: number;
}

interface Asked {
  readonly from: PeerId;
  readonly term: number;
  readonly seq: number;
  readonly round: number;
}

/** What one site knows of one shared object. */
export interface Baton {
  readonly role: RelayRole;
  readonly term: number;
  readonly seq: number;
  /** Set by a revocation: nothing more happens in this term at this site. */
  readonly isClosed: boolean;
  readonly mode: RelayMode;
  /** The highest term in which this incarnation took a mint; a second copy does nothing. */
  readonly mintedTerm: number;
  readonly partner: PeerId | null;
  /** Of the offer this site made or accepted. */
  readonly offer: string | null;
  /** How many offers this holder has made. */
  readonly rounds: number;
  /** The newest offer that came: an earlier one, or a copy of one already answered, opens nothing. */
  readonly asked: Asked | null;
  /** Of the acceptance this site sent (`reserved`) or received (`offered`). */
  readonly acceptance: { readonly incarnation: string; readonly nonce: string } | null;
  /** The person has let go already: commit as soon as an acceptance is here. */
  readonly isLetGo: boolean;
  /** On this site's own clock, counted from when it sent the ping; -Infinity before the first. */
  readonly leaseUntilMs: number;
  readonly pending: Pending | null;
  /** What the keeper last said, for people to read; it decides nothing here. */
  readonly holder: PeerId | null;
}

export const NO_BATON: Baton = {
  role: "none",
  term: 0,
  seq: 0,
  isClosed: false,
  mode: "keeper",
  mintedTerm: 0,
  partner: null,
  offer: null,
  rounds: 0,
  asked: null,
  acceptance: null,
  isLetGo: false,
  leaseUntilMs: Number.NEGATIVE_INFINITY,
  pending: null,
  holder: null,
};
