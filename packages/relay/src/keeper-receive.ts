import type { PeerId } from "@visavis/protocol";
import type { KeeperRules } from "./keeper-rules.ts";
import type { KeeperDraft, KeeperRecord, KeptObject, KeptSite } from "./keeper-state.ts";
import { announce, mintIfPossible, revoke, say } from "./keeper-terms.ts";
import type { RelayMessage } from "./relay-message.ts";
import { LEASE_MS } from "./site-state.ts";

type Of<Type extends RelayMessage["type"]> = Extract<RelayMessage, { type: Type }>;
const RETIRED_KEPT = 64;
/** Nobody loads a page more often than this: so many lives, in so long. */
const MOST_LIVES = 5;
const LIVES_MS = 10_000;
/** Passes that two sites can have made between themselves while nobody could tell the keeper. */
const MOST_UNHEARD_PASSES = 1000;
/** Longer than a ping that was held up by the network lags behind the next one. */
const CONTEST_MS = 3000;

/** What a site's message does to the room. `from` is the socket's, never the message's. */
export function receiveAtKeeper(
  draft: KeeperDraft,
  from: PeerId,
  message: RelayMessage,
  rules: KeeperRules,
): void {
  switch (message.type) {
    case "ping":
      return ping(draft, from, message, rules);
    case "revoked":
      return revoked(draft, from, message, rules);
    case "transfer":
      return transfer(draft, from, message);
    case "held":
      return held(draft, from, message, rules);
    default:
      draft.suspect(from, "not-for-the-keeper");
  }
}

/** Terms come from here alone, so nobody can know a later one. */
function isKnownTerm(
  draft: KeeperDraft,
  from: PeerId,
  term: number,
  record: KeeperRecord,
): boolean {
  if (term > Math.max(record.term, draft.state.termFloor)) draft.suspect(from, "unknown-term");
  return term === record.term;
}

/** Notes which life of the page speaks; false when it is an earlier one. */
function meet(
  draft: KeeperDraft,
  from: PeerId,
  incarnation: string,
  rules: KeeperRules,
): KeptSite | null {
  const known = draft.state.sites.get(from);
  if (known?.retired.includes(incarnation)) return null;
  if (known?.incarnation === incarnation) {
    const site = { ...known, seenMs: draft.nowMs };
    draft.setSite(from, site);
    return site;
  }
  const { nowMs } = draft;
  const births = (known?.births ?? []).filter((bornMs) => nowMs - bornMs < LIVES_MS);
  if (births.length >= MOST_LIVES) {
    draft.suspect(from, "too-many-lives");
    return null;
  }
  const retired = known ? [...known.retired, known.incarnation].slice(-RETIRED_KEPT) : [];
  const deadlinesMs = known?.deadlinesMs ?? new Map<string, number>();
  const site: KeptSite = {
    incarnation,
    births: [...births, nowMs],
    retired,
    deadlinesMs,
    seenMs: nowMs,
  };
  draft.setSite(from, site);
  for (const [name, object] of draft.state.objects) forget(draft, name, object, from, rules);
  return site;
}

/** A page that was loaded anew holds nothing: what it held is minted again, and it must close the term. */
function forget(
  draft: KeeperDraft,
  name: string,
  { record, revocation }: KeptObject,
  from: PeerId,
  rules: KeeperRules,
): void {
  if (!revocation) {
    const isResumed = draft.nowMs < draft.state.sealedUntilMs;
    if (record.holder === from && !isResumed) revoke(draft, name, from, rules);
    return;
  }
  if (!revocation.acknowledged.has(from) || rules.keepsAcknowledgement()) return;
  const acknowledged = new Set(revocation.acknowledged);
  acknowledged.delete(from);
  const object = draft.object(name);
  if (object) draft.setObject({ ...object, revocation: { ...revocation, acknowledged } });
}

function ping(draft: KeeperDraft, from: PeerId, message: Of<"ping">, rules: KeeperRules): void {
  const { incarnation, sentAtMs, holdings } = message;
  const site = meet(draft, from, incarnation, rules);
  if (!site) return;
  for (const holding of holdings) hear(draft, from, holding, rules);
  const deadlinesMs = new Map(site.deadlinesMs);
  const leases: { object: string; term: number; mode: KeeperRecord["mode"] }[] = [];
  for (const [object, { record, revocation }] of draft.state.objects) {
    if (!rules.renews(revocation, from)) {
      draft.send.push({ to: from, message: { type: "revoke", object, term: record.term } });
      continue;
    }
    const untilMs = draft.nowMs + LEASE_MS + rules.marginMs;
    deadlinesMs.set(object, Math.max(untilMs, deadlinesMs.get(object) ?? untilMs));
    leases.push({ object, term: record.term, mode: record.mode });
  }
  draft.setSite(from, { ...site, deadlinesMs });
  draft.send.push({ to: from, message: { type: "pong", incarnation, sentAtMs, leases } });
}

/** A report of holding decides who inherits and what people are told; never who may draw. */
function hear(
  draft: KeeperDraft,
  from: PeerId,
  holding: Of<"ping">["holdings"][number],
  rules: KeeperRules,
): void {
  const object = draft.object(holding.object);
  if (!object || !isKnownTerm(draft, from, holding.term, object.record)) return;
  if (object.revocation || !holding.isHeld) return;
  const { record } = object;
  const isNewHolder = record.holder !== from;
  if (isNewHolder && (record.mode === "keeper" || holding.seq < record.seq)) {
    return contest(draft, from, object, rules);
  }
  if (holding.seq < record.seq || !isCredible(draft, from, holding.seq, record)) return;
  const next: KeeperRecord = { ...record, holder: from, seq: holding.seq };
  const { nowMs } = draft;
  const isContestOver = isNewHolder || object.contest?.peer === from;
  const contested = isContestOver ? null : object.contest;
  draft.setObject({ ...object, record: next, seenHeldMs: nowMs, contest: contested });
  if (!isNewHolder) return;
  draft.persist.push(next);
  announce(draft, next);
}

function isCredible(draft: KeeperDraft, from: PeerId, seq: number, record: KeeperRecord): boolean {
  if (seq <= record.seq + MOST_UNHEARD_PASSES) return true;
  draft.suspect(from, "absurd-count");
  return false;
}

/**
 * RELAY-22: two sites say that they hold it. One of them lies, and between two words nobody can tell
 * which; both are named, and the keeper commits every pass from now on.
 */
function contest(draft: KeeperDraft, from: PeerId, object: KeptObject, rules: KeeperRules): void {
  const { record, contest: earlier } = object;
  const isSame = earlier?.peer === from;
  if (!isSame) {
    return draft.setObject({ ...object, contest: { peer: from, sinceMs: draft.nowMs } });
  }
  if (draft.nowMs - earlier.sinceMs < CONTEST_MS) return;
  draft.suspect(from, "contested-holding");
  draft.setObject({ ...object, contest: null, isDistrusted: true });
  if (record.mode === "keeper") return;
  if (record.holder) draft.suspect(record.holder, "contested-holding");
  revoke(draft, record.object, from, rules);
}

function revoked(
  draft: KeeperDraft,
  from: PeerId,
  { object: name, term, incarnation }: Of<"revoked">,
  rules: KeeperRules,
): void {
  const site = meet(draft, from, incarnation, rules) ?? undefined;
  const object = draft.object(name);
  if (!object || !isKnownTerm(draft, from, term, object.record) || !object.revocation) return;
  if (!rules.countsAcknowledgement(site, incarnation)) return;
  const acknowledged = new Set(object.revocation.acknowledged).add(from);
  draft.setObject({ ...object, revocation: { ...object.revocation, acknowledged } });
  mintIfPossible(draft, name, rules);
}

/** RELAY-13: compares and sets once; a repeated transfer is answered with the same commit. */
function transfer(draft: KeeperDraft, from: PeerId, message: Of<"transfer">): void {
  const { object: name, term, seq, to, incarnation, nonce } = message;
  const object = draft.object(name);
  if (!object || !isKnownTerm(draft, from, term, object.record)) return;
  const { record, transferred } = object;
  if (object.revocation || record.mode !== "keeper") return;
  if (seq !== record.seq) {
    const isAgain = transferred?.giver === from && transferred.seq === seq;
    if (isAgain && (transferred.to !== to || transferred.nonce !== nonce)) {
      draft.suspect(from, "two-timing");
    }
    return;
  }
  if (record.holder !== from) return draft.suspect(from, "transfer-without-holding");
  if (to === from || draft.state.sites.get(to)?.incarnation !== incarnation) return;
  const next: KeeperRecord = { ...record, seq: seq + 1, holder: to };
  const commit = { type: "commit", object: name, term, seq: seq + 1, giver: from } as const;
  draft.persist.push(next);
  draft.setObject({
    ...object,
    record: next,
    pending: { to, message: { ...commit, incarnation, nonce } },
    tries: 0,
    nextSayMs: draft.nowMs,
    seenHeldMs: draft.nowMs,
    transferred: { giver: from, seq, to, nonce },
  });
  say(draft, name);
  announce(draft, next);
}

function held(draft: KeeperDraft, from: PeerId, message: Of<"held">, rules: KeeperRules): void {
  const { object: name, term, seq, incarnation } = message;
  if (!meet(draft, from, incarnation, rules)) return;
  const object = draft.object(name);
  if (!object || !isKnownTerm(draft, from, term, object.record) || object.revocation) return;
  const { record } = object;
  if (seq < record.seq) return announce(draft, record);
  if (record.mode === "keeper" && (record.holder !== from || seq !== record.seq)) {
    return draft.suspect(from, "holding-without-commit");
  }
  if (!isCredible(draft, from, seq, record)) return;
  const next: KeeperRecord = { ...record, holder: from, seq };
  if (record.holder !== from || record.seq !== seq) draft.persist.push(next);
  const { nowMs } = draft;
  draft.setObject({ ...object, record: next, pending: null, seenHeldMs: nowMs, contest: null });
  announce(draft, next);
}
