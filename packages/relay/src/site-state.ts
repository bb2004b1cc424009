import type { PeerId } from "@visavis/protocol";
import { type Baton, NO_BATON, type Pending } from "./baton.ts";
import type { Address, RelayMessage } from "./relay-message.ts";

/** How long a site may draw after the ping that the keeper answered. */
export const LEASE_MS = 10_000;
export const FAST_RESEND_MS = 50;
export const FAST_TRIES = 20;
export const SLOW_RESEND_MS = 500;

export interface SiteState {
  readonly self: PeerId;
  /** New at each load of the page. */
  readonly incarnation: string;
  readonly batons: ReadonlyMap<string, Baton>;
  readonly nextPingMs: number;
}

export interface Outgoing {
  readonly to: Address;
  readonly message: RelayMessage;
  /** Send only once a frame without the object has been drawn: the giver stops drawing first. */
  readonly isAfterDraw: boolean;
}

export interface SiteStep {
  readonly state: SiteState;
  readonly send: readonly Outgoing[];
}

export interface BatonStep {
  readonly baton: Baton;
  readonly send?: readonly Outgoing[];
}

export function newSite(self: PeerId, incarnation: string): SiteState {
  return { self, incarnation, batons: new Map(), nextPingMs: Number.NEGATIVE_INFINITY };
}

export function batonOf(state: SiteState, object: string): Baton {
  return state.batons.get(object) ?? NO_BATON;
}

/** Applies a change to one object; the same state comes back when nothing changed. */
export function withBaton(
  state: SiteState,
  object: string,
  change: (baton: Baton) => BatonStep,
): SiteStep {
  const before = batonOf(state, object);
  const { baton, send = [] } = change(before);
  if (baton === before) return { state, send };
  return { state: { ...state, batons: new Map(state.batons).set(object, baton) }, send };
}

/** Says a message now and again until it is answered. */
export function insist(
  baton: Baton,
  to: Address,
  message: RelayMessage,
  nowMs: number,
  isAfterDraw = false,
): BatonStep {
  const pending: Pending = { to, message, nextAtMs: nowMs + FAST_RESEND_MS, tries: 1 };
  return { baton: { ...baton, pending }, send: [{ to, message, isAfterDraw }] };
}

/** RELAY-5: the giver stops drawing here, before anything is sent. */
export function commitIfReady(
  self: PeerId,
  baton: Baton,
  object: string,
  nowMs: number,
): BatonStep {
  const { term, seq, partner, acceptance, offer, leaseUntilMs } = baton;
  const isReady = baton.role === "offered" && baton.isLetGo && nowMs < leaseUntilMs;
  if (!isReady || !partner || !acceptance || !offer) return { baton };
  const passed: Baton = { ...baton, role: "passed", seq: seq + 1, rounds: 0 };
  if (baton.mode === "keeper") {
    const transfer = { type: "transfer", object, term, seq, to: partner, offer } as const;
    return insist(passed, "keeper", { ...transfer, ...acceptance }, nowMs, true);
  }
  const commit = { type: "commit", object, term, seq: seq + 1, giver: self } as const;
  return insist(passed, partner, { ...commit, ...acceptance }, nowMs, true);
}
