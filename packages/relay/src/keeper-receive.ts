import type { PeerId } from "@visavis/protocol";
import type { KeeperRules } from "./keeper-rules.ts";
import type { KeeperDraft, KeeperRecord, KeptObject, KeptSite } from "./keeper-state.ts";
import { announce, mintIfPossible, revoke, say } from "./keeper-terms.ts";
import type { RelayMessage } from "./relay-message.ts";
import { LEASE_MS } from "./site-state.ts";

type Of<Type extends RelayMessage["type"]> = Extract<RelayMessage, { type: Type }>;
const RETIRED_KEPT = 64;

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
  }
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
  const retired = known ? [...known.retired, known.incarnation].slice(-RETIRED_KEPT) : [];
  const deadlinesMs = known?.deadlinesMs ?? new Map<string, number>();
  const site: KeptSite = { incarnation, retired, deadlinesMs, seenMs: draft.nowMs };
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
  for (const holding of holdings) hear(draft, from, holding);
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
function hear(draft: KeeperDraft, from: PeerId, holding: Of<"ping">["holdings"][number]): void {
  const object = draft.object(holding.object);
  if (!object || object.revocation || !holding.isHeld || holding.term !== object.record.term)
    return;
  const { record } = object;
  const isNewHolder = record.holder !== from;
  if (record.mode === "keeper" && isNewHolder) return;
  if (holding.seq < record.seq) return;
  const next: KeeperRecord = { ...record, holder: from, seq: holding.seq };
  draft.setObject({ ...object, record: next, seenHeldMs: draft.nowMs });
  if (!isNewHolder) return;
  draft.persist.push(next);
  announce(draft, next);
}

function revoked(
  draft: KeeperDraft,
  from: PeerId,
  { object: name, term, incarnation }: Of<"revoked">,
  rules: KeeperRules,
): void {
  const site = meet(draft, from, incarnation, rules) ?? undefined;
  const object = draft.object(name);
  if (!object?.revocation || term !== object.record.term) return;
  if (!rules.countsAcknowledgement(site, incarnation)) return;
  const acknowledged = new Set(object.revocation.acknowledged).add(from);
  draft.setObject({ ...object, revocation: { ...object.revocation, acknowledged } });
  mintIfPossible(draft, name, rules);
}

/** RELAY-13: compares and sets once; a repeated transfer is answered with the same commit. */
function transfer(draft: KeeperDraft, from: PeerId, message: Of<"transfer">): void {
  const { object: name, term, seq, to, incarnation, nonce } = message;
  const object = draft.object(name);
  if (!object || object.revocation || object.record.mode !== "keeper") return;
  const { record } = object;
  if (term !== record.term || seq !== record.seq) return;
  if (record.holder !== from) {
    draft.suspicions.push({ peer: from, what: "transfer-without-holding" });
    return;
  }
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
  });
  say(draft, name);
  announce(draft, next);
}

function held(draft: KeeperDraft, from: PeerId, message: Of<"held">, rules: KeeperRules): void {
  const { object: name, term, seq, incarnation } = message;
  if (!meet(draft, from, incarnation, rules)) return;
  const object = draft.object(name);
  if (!object || object.revocation || term !== object.record.term) return;
  const { record } = object;
  if (seq < record.seq) return announce(draft, record);
  if (record.mode === "keeper" && (record.holder !== from || seq !== record.seq)) {
    draft.suspicions.push({ peer: from, what: "holding-without-commit" });
    return;
  }
  const next: KeeperRecord = { ...record, holder: from, seq };
  if (record.holder !== from || record.seq !== seq) draft.persist.push(next);
  draft.setObject({ ...object, record: next, pending: null, seenHeldMs: draft.nowMs });
  announce(draft, next);
}
