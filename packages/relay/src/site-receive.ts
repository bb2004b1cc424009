import type { PeerId } from "@visavis/protocol";
import type { Baton } from "./baton.ts";
import type { RelayMessage } from "./relay-message.ts";
import type { SiteRules } from "./site-rules.ts";
import {
  type BatonStep,
  commitIfReady,
  insist,
  LEASE_MS,
  type Outgoing,
  type SiteState,
  type SiteStep,
  withBaton,
} from "./site-state.ts";

type Of<Type extends RelayMessage["type"]> = Extract<RelayMessage, { type: Type }>;

const NOBODY = { partner: null, offer: null, acceptance: null } as const;

/** What a message does to a site. A message that fits nothing changes nothing: RELAY-10. */
export function receive(
  state: SiteState,
  from: PeerId | "keeper",
  message: RelayMessage,
  nowMs: number,
  rules: SiteRules,
): SiteStep {
  const change = (step: (baton: Baton) => BatonStep): SiteStep =>
    "object" in message ? withBaton(state, message.object, step) : { state, send: [] };
  if (from === "keeper") {
    switch (message.type) {
      case "pong":
        return renew(state, message, nowMs, rules);
      case "mint":
        return askForLease(
          change((baton) => mint(state, baton, message, nowMs, rules)),
          state,
        );
      case "revoke":
        return askForLease(
          change((baton) => revoke(state, baton, message, rules)),
          state,
        );
      case "holder":
        return change((baton) => learnHolder(baton, message));
      case "commit":
        return change((baton) =>
          baton.mode === "keeper" && baton.partner === message.giver
            ? take(state, baton, message, nowMs, rules)
            : { baton },
        );
      default:
        return { state, send: [] };
    }
  }
  switch (message.type) {
    case "offer":
      return change((baton) => consider(baton, from, message, rules));
    case "cancel":
      return change((baton) => withdraw(baton, from, message));
    case "refuse":
      return change((baton) => refused(baton, from, message));
    case "accept":
      return change((baton) => accepted(state.self, baton, from, message, nowMs));
    case "commit":
      return change((baton) => commitFrom(state, baton, from, message, nowMs, rules));
    case "ack":
      return change((baton) => acknowledged(baton, from, message));
    default:
      return { state, send: [] };
  }
}

/** A minted object shows only with a lease, so the next tick asks for one at once, best before the mint. */
function askForLease(step: SiteStep, before: SiteState): SiteStep {
  if (step.state === before) return step;
  return { ...step, state: { ...step.state, nextPingMs: Number.NEGATIVE_INFINITY } };
}

/** RELAY-2 and RELAY-7. */
function renew(
  state: SiteState,
  { incarnation, sentAtMs, leases }: Of<"pong">,
  nowMs: number,
  rules: SiteRules,
): SiteStep {
  // A pong for a ping of the future was not sent by our keeper.
  if (incarnation !== state.incarnation || sentAtMs > nowMs) return { state, send: [] };
  let next = state;
  const leaseUntilMs = rules.leaseStartMs(sentAtMs, nowMs) + LEASE_MS;
  for (const { object, term, mode } of leases) {
    ({ state: next } = withBaton(next, object, (baton) => {
      if (term < baton.term) return { baton };
      const current = rules.endsWithTerm(baton, term) ? enterTerm(baton, term) : baton;
      const until = Math.max(current.leaseUntilMs, leaseUntilMs);
      const isSame = current === baton && until === baton.leaseUntilMs && mode === baton.mode;
      return { baton: isSame ? baton : { ...current, mode, leaseUntilMs: until } };
    }));
  }
  return { state: next, send: [] };
}

function enterTerm(baton: Baton, term: number): Baton {
  return {
    ...baton,
    role: "none",
    term,
    seq: 0,
    isClosed: false,
    partner: null,
    offer: null,
    rounds: 0,
    asked: null,
    acceptance: null,
    isLetGo: false,
    pending: null,
  };
}

function mint(
  state: SiteState,
  baton: Baton,
  message: Of<"mint">,
  nowMs: number,
  rules: SiteRules,
): BatonStep {
  const { object, term, mode, incarnation } = message;
  if (!rules.takesMint(baton, message, state.incarnation)) return { baton };
  const fresh = term > baton.term ? enterTerm(baton, term) : baton;
  const held: Baton = { ...fresh, role: "held", mode, mintedTerm: term };
  return insist(held, "keeper", { type: "held", object, term, seq: 0, incarnation }, nowMs);
}

function revoke(
  state: SiteState,
  baton: Baton,
  { object, term }: Of<"revoke">,
  rules: SiteRules,
): BatonStep {
  if (baton.term > term) return { baton };
  const { incarnation } = state;
  const message: RelayMessage = { type: "revoked", object, term, incarnation };
  const role = rules.roleAfterRevoke(baton.role);
  const closed: Baton =
    baton.term === term && baton.isClosed
      ? baton
      : { ...enterTerm(baton, term), role, isClosed: true };
  return { baton: closed, send: [{ to: "keeper", message, isAfterDraw: true }] };
}

function learnHolder(baton: Baton, { term, seq, holder }: Of<"holder">): BatonStep {
  if (term < baton.term) return { baton };
  const { message } = baton.pending ?? {};
  // The keeper has heard: a report of holding, or a transfer, need not be said again.
  const isHeard =
    (message?.type === "held" && term >= message.term && seq >= message.seq) ||
    (message?.type === "commit" && term >= message.term && seq >= message.seq) ||
    (message?.type === "transfer" && term === message.term && seq > message.seq);
  if (!isHeard && holder === baton.holder) return { baton };
  if (!isHeard) return { baton: { ...baton, holder } };
  const gone = { role: "none", ...NOBODY } as const;
  return { baton: { ...baton, ...(baton.role === "passed" && gone), holder, pending: null } };
}

/** An offer is kept until the person answers; an acceptance that was lost is said again by itself. */
function consider(baton: Baton, from: PeerId, message: Of<"offer">, rules: SiteRules): BatonStep {
  const isHere = baton.role === "held" || baton.role === "offered";
  if (isHere || !rules.mayAccept(baton, message)) return { baton };
  const { object, term, seq, offer, round } = message;
  const { asked } = baton;
  const isSameHolding = asked?.from === from && asked.term === term && asked.seq === seq;
  if (isSameHolding && round <= asked.round) {
    const isOpen = baton.partner === from && baton.offer === offer;
    if (isOpen || round < asked.round) return { baton };
    return { baton, send: [refusal(from, { object, term, seq, offer })] };
  }
  // Whom the keeper calls the holder is not talked over by others.
  const isBound = baton.role === "reserved" && baton.partner === baton.holder;
  if (isBound && baton.partner !== from) return { baton };
  return {
    baton: {
      ...baton,
      role: "none",
      term,
      seq,
      partner: from,
      offer,
      asked: { from, term, seq, round },
      acceptance: null,
      isLetGo: false,
      pending: baton.pending?.message.type === "held" ? baton.pending : null,
    },
  };
}

/** What was answered before, or taken back, is answered with a refusal: the first may have been lost. */
function refusal(
  to: PeerId,
  of: Pick<Of<"refuse">, "object" | "offer" | "seq" | "term">,
): Outgoing {
  return { to, message: { type: "refuse", ...of }, isAfterDraw: false };
}

function withdraw(baton: Baton, from: PeerId, { term, offer }: Of<"cancel">): BatonStep {
  const isTaker = baton.role === "none" || baton.role === "reserved";
  if (!isTaker || baton.partner !== from || baton.offer !== offer || baton.term !== term) {
    return { baton };
  }
  return {
    baton: { ...baton, role: "none", ...NOBODY, pending: null },
  };
}

function refused(baton: Baton, from: PeerId, { offer, term }: Of<"refuse">): BatonStep {
  if (baton.role !== "offered" || baton.partner !== from) return { baton };
  if (baton.offer !== offer || baton.term !== term) return { baton };
  return {
    baton: { ...baton, role: "held", ...NOBODY, isLetGo: false, pending: null },
  };
}

function accepted(
  self: PeerId,
  baton: Baton,
  from: PeerId,
  message: Of<"accept">,
  nowMs: number,
): BatonStep {
  const { object, term, seq, offer, incarnation, nonce } = message;
  const isMine = baton.role === "offered" && baton.partner === from && baton.offer === offer;
  if (!isMine || baton.term !== term || baton.seq !== seq) return { baton };
  // The newest acceptance wins: a taker who reloaded has a new life and a new nonce.
  const ready: Baton = { ...baton, acceptance: { incarnation, nonce }, pending: null };
  return commitIfReady(self, ready, object, nowMs);
}

/** A second copy of a commit that was already taken is answered again, because the answer was lost. */
function commitFrom(
  state: SiteState,
  baton: Baton,
  from: PeerId,
  message: Of<"commit">,
  nowMs: number,
  rules: SiteRules,
): BatonStep {
  const { object, term, seq } = message;
  const ack = {
    to: from,
    message: { type: "ack", object, term, seq },
    isAfterDraw: false,
  } as const;
  if (baton.term === term && baton.seq >= seq && baton.role !== "reserved") {
    return { baton, send: [ack] };
  }
  if (baton.mode !== "direct" || baton.partner !== from || message.giver !== from) {
    return { baton };
  }
  const step = take(state, baton, message, nowMs, rules);
  return step.baton === baton ? step : { ...step, send: [...(step.send ?? []), ack] };
}

/** RELAY-6: the only way, besides a mint, in which an object comes to a site. */
function take(
  state: SiteState,
  baton: Baton,
  message: Of<"commit">,
  nowMs: number,
  rules: SiteRules,
): BatonStep {
  if (!rules.answersAcceptance(baton, message)) return { baton };
  const { object, term, seq } = message;
  const held: Baton = { ...baton, role: "held", seq, rounds: 0, ...NOBODY };
  const { incarnation } = state;
  return insist(held, "keeper", { type: "held", object, term, seq, incarnation }, nowMs);
}

function acknowledged(baton: Baton, from: PeerId, { term, seq }: Of<"ack">): BatonStep {
  const isMine = baton.role === "passed" && baton.partner === from;
  if (!isMine || baton.term !== term || baton.seq !== seq) return { baton };
  return { baton: { ...baton, role: "none", partner: null, offer: null, pending: null } };
}
