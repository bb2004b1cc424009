import type { PeerId } from "@visavis/protocol";
import type { Baton, Pending } from "./baton.ts";
import type { RelayMessage } from "./relay-message.ts";
import { receive } from "./site-receive.ts";
import { type SiteRules, siteRules } from "./site-rules.ts";
import {
  batonOf,
  type BatonStep,
  commitIfReady,
  FAST_RESEND_MS,
  FAST_TRIES,
  insist,
  type Outgoing,
  SLOW_RESEND_MS,
  type SiteState,
  type SiteStep,
  withBaton,
} from "./site-state.ts";

const PING_EVERY_MS = 2000;

export type SiteEvent =
  | {
      readonly type: "received";
      readonly from: PeerId | "keeper";
      readonly message: RelayMessage;
    }
  /** Early, when the object comes near the pane: the other side can then answer before release. */
  | { readonly type: "offer"; readonly object: string; readonly to: PeerId; readonly nonce: string }
  | { readonly type: "cancel"; readonly object: string }
  /** The local person takes what is offered. */
  | { readonly type: "accept"; readonly object: string; readonly nonce: string }
  | { readonly type: "refuse"; readonly object: string }
  /** The giver lets go: from here it never comes back by itself. */
  | { readonly type: "let-go"; readonly object: string }
  /** Once a frame. `isRendering` is false while the page draws nothing: it then asks for no lease. */
  | { readonly type: "tick"; readonly isRendering: boolean };

/** RELAY-1: to be asked at every drawn frame. */
export function isSolid(
  state: SiteState,
  object: string,
  nowMs: number,
  rules: SiteRules = siteRules,
): boolean {
  const baton = batonOf(state, object);
  return rules.isDrawn(baton.role) && nowMs < baton.leaseUntilMs;
}

/** Accepted, not yet here: drawn so that nobody takes it for the object itself. */
export function isGhost(state: SiteState, object: string): boolean {
  return batonOf(state, object).role === "reserved";
}

/** The whole behaviour of a site. Pure: the same state, event and time give the same step. */
export function stepSite(
  state: SiteState,
  event: SiteEvent,
  nowMs: number,
  rules: SiteRules = siteRules,
): SiteStep {
  switch (event.type) {
    case "received":
      return receive(state, event.from, event.message, nowMs, rules);
    case "offer":
      return offer(state, event, nowMs, rules);
    case "cancel":
      return withBaton(state, event.object, (baton) => cancel(baton, event.object, nowMs, rules));
    case "accept":
      return withBaton(state, event.object, (baton) => accept(state, baton, event, nowMs));
    case "refuse":
      return withBaton(state, event.object, (baton) => refuse(baton, event.object));
    case "let-go":
      return withBaton(state, event.object, (baton) =>
        letGo(state.self, baton, event.object, nowMs),
      );
    case "tick":
      return tick(state, event.isRendering, nowMs);
  }
}

function offer(
  state: SiteState,
  event: Extract<SiteEvent, { type: "offer" }>,
  nowMs: number,
  rules: SiteRules,
): SiteStep {
  const { object, to, nonce } = event;
  if (!isSolid(state, object, nowMs, rules) || to === state.self) return { state, send: [] };
  return withBaton(state, object, (baton) => {
    if (baton.role !== "held") return { baton };
    const { term, seq } = baton;
    const round = baton.rounds + 1;
    const offered: Baton = {
      ...baton,
      rounds: round,
      role: "offered",
      partner: to,
      offer: nonce,
      acceptance: null,
      isLetGo: false,
    };
    return insist(offered, to, { type: "offer", object, term, seq, offer: nonce, round }, nowMs);
  });
}

function cancel(baton: Baton, object: string, nowMs: number, rules: SiteRules): BatonStep {
  const { term, seq, offer: nonce, partner } = baton;
  if (!rules.mayCancel(baton.role) || !nonce || !partner) return { baton };
  const held: Baton = { ...baton, role: "held", partner: null, offer: null, acceptance: null };
  const message: RelayMessage = { type: "cancel", object, term, seq, offer: nonce };
  return insist({ ...held, isLetGo: false }, partner, message, nowMs);
}

function accept(
  state: SiteState,
  baton: Baton,
  event: Extract<SiteEvent, { type: "accept" }>,
  nowMs: number,
): BatonStep {
  const { partner, offer: nonce } = baton;
  if (baton.role !== "none" || baton.isClosed || !partner || !nonce) return { baton };
  const acceptance = { incarnation: state.incarnation, nonce: event.nonce };
  const reserved: Baton = { ...baton, role: "reserved", acceptance };
  const { term, seq } = baton;
  const message: RelayMessage = {
    type: "accept",
    object: event.object,
    term,
    seq,
    offer: nonce,
    ...acceptance,
  };
  return insist(reserved, partner, message, nowMs);
}

function refuse(baton: Baton, object: string): BatonStep {
  const { term, seq, partner, offer: nonce } = baton;
  if (baton.role !== "none" || !partner || !nonce) return { baton };
  const message: RelayMessage = { type: "refuse", object, term, seq, offer: nonce };
  return {
    baton: { ...baton, partner: null, offer: null },
    send: [{ to: partner, message, isAfterDraw: false }],
  };
}

function letGo(self: PeerId, baton: Baton, object: string, nowMs: number): BatonStep {
  if (baton.role !== "offered") return { baton };
  return commitIfReady(self, { ...baton, isLetGo: true }, object, nowMs);
}

function tick(state: SiteState, isRendering: boolean, nowMs: number): SiteStep {
  const send: Outgoing[] = [];
  let batons: Map<string, Baton> | null = null;
  for (const [object, baton] of state.batons) {
    const { pending } = baton;
    if (!pending || nowMs < pending.nextAtMs) continue;
    send.push({ to: pending.to, message: pending.message, isAfterDraw: false });
    batons ??= new Map(state.batons);
    batons.set(object, { ...baton, pending: later(pending, nowMs) });
  }
  let next = batons ? { ...state, batons } : state;
  if (isRendering && nowMs >= state.nextPingMs) {
    send.push({ to: "keeper", message: pingOf(next, nowMs), isAfterDraw: false });
    next = { ...next, nextPingMs: nowMs + PING_EVERY_MS };
  }
  return { state: next, send };
}

/** A cancelled offer stops being said after the fast tries: its offer's number is dead anyway. */
function later(pending: Pending, nowMs: number): Pending | null {
  const tries = pending.tries + 1;
  if (pending.message.type === "cancel" && tries > FAST_TRIES) return null;
  return {
    ...pending,
    tries,
    nextAtMs: nowMs + (tries <= FAST_TRIES ? FAST_RESEND_MS : SLOW_RESEND_MS),
  };
}

function pingOf(state: SiteState, nowMs: number): RelayMessage {
  const holdings = [...state.batons].map(([object, { term, seq, role }]) => ({
    object,
    term,
    seq,
    isHeld: role === "held" || role === "offered",
  }));
  return { type: "ping", incarnation: state.incarnation, sentAtMs: nowMs, holdings };
}
