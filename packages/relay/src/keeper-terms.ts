import type { PeerId } from "@visavis/protocol";
import type { KeeperRules } from "./keeper-rules.ts";
import type { KeeperDraft, KeeperRecord, KeptObject } from "./keeper-state.ts";
import type { RelayMode } from "./relay-message.ts";
import { FAST_RESEND_MS, FAST_TRIES, LEASE_MS, SLOW_RESEND_MS } from "./site-state.ts";

/** The wished heir's answer is waited for so long, when everybody else's is here. */
const HEIR_MS = 1000;
/** A site that has been silent for a whole lease is not one to give the object to. */
const PRESENT_MS = LEASE_MS;

export function presentSites(draft: KeeperDraft): PeerId[] {
  const { nowMs, state } = draft;
  return [...state.sites]
    .filter(([, { seenMs }]) => nowMs - seenMs < PRESENT_MS)
    .map(([peer]) => peer);
}

/** Once two sites have contradicted each other, they no longer commit between themselves. */
export function modeOf(draft: KeeperDraft, object: KeptObject, rules: KeeperRules): RelayMode {
  return object.isDistrusted ? "keeper" : rules.modeFor(presentSites(draft).length);
}

/** Begins to close a term. A second call only changes who inherits. */
export function revoke(
  draft: KeeperDraft,
  name: string,
  heir: PeerId | null,
  rules: KeeperRules,
): void {
  const object = draft.object(name);
  if (!object) return;
  const acknowledged = object.revocation?.acknowledged ?? new Set<PeerId>();
  const revocation = { acknowledged, heir, sinceMs: draft.nowMs };
  const isNew = object.revocation === null;
  draft.setObject({
    ...object,
    revocation,
    ...(isNew ? { pending: null, tries: 0, nextSayMs: draft.nowMs } : {}),
  });
  say(draft, name);
  mintIfPossible(draft, name, rules);
}

/** RELAY-15: term t + 1 exists only when no site can still draw in t. */
export function mintIfPossible(draft: KeeperDraft, name: string, rules: KeeperRules): void {
  const object = draft.object(name);
  if (!object?.revocation || object.record.isWithdrawn || !canMint(draft, object, rules)) return;
  const { acknowledged, heir: wanted, sinceMs } = object.revocation;
  const present = presentSites(draft);
  const candidates = present.filter((peer) => acknowledged.has(peer));
  const isAwaited = wanted && present.includes(wanted) && !candidates.includes(wanted);
  if (isAwaited && draft.nowMs - sinceMs < HEIR_MS) return;
  const heir = [wanted, object.record.holder, ...candidates].find(
    (peer): peer is PeerId => peer !== null && candidates.includes(peer),
  );
  const incarnation = heir ? draft.state.sites.get(heir)?.incarnation : undefined;
  if (!heir || incarnation === undefined) return;
  const record: KeeperRecord = {
    object: name,
    term: Math.max(object.record.term, draft.state.termFloor) + 1,
    seq: 0,
    holder: heir,
    mode: modeOf(draft, object, rules),
    isWithdrawn: false,
  };
  const { term, mode } = record;
  const message = { type: "mint", object: name, term, incarnation, mode } as const;
  draft.persist.push(record);
  draft.setObject({
    ...object,
    record,
    revocation: null,
    pending: { to: heir, message },
    tries: 0,
    nextSayMs: draft.nowMs,
    seenHeldMs: draft.nowMs,
    transferred: null,
    contest: null,
  });
  say(draft, name);
  announce(draft, record);
}

function canMint(
  draft: KeeperDraft,
  { record, revocation }: KeptObject,
  rules: KeeperRules,
): boolean {
  if (draft.nowMs < draft.state.sealedUntilMs) return false;
  return [...draft.state.sites].every(
    ([peer, { deadlinesMs }]) =>
      revocation?.acknowledged.has(peer) === true ||
      rules.isOver(deadlinesMs.get(record.object) ?? Number.NEGATIVE_INFINITY, draft.nowMs),
  );
}

/** Tells everyone who holds it, for people to see; decides nothing. */
export function announce(draft: KeeperDraft, { object, term, seq, holder }: KeeperRecord): void {
  draft.send.push({ to: "everyone", message: { type: "holder", object, term, seq, holder } });
}

/** Repeats whatever of this object has not been answered, when it is time. */
export function say(draft: KeeperDraft, name: string): void {
  const object = draft.object(name);
  if (!object || draft.nowMs < object.nextSayMs) return;
  const { revocation, pending, record } = object;
  if (!revocation && !pending) return;
  if (revocation) {
    const message = { type: "revoke", object: name, term: record.term } as const;
    for (const peer of draft.state.sites.keys()) {
      if (!revocation.acknowledged.has(peer)) draft.send.push({ to: peer, message });
    }
  } else if (pending) draft.send.push(pending);
  const tries = object.tries + 1;
  const delayMs = tries < FAST_TRIES ? FAST_RESEND_MS : SLOW_RESEND_MS;
  draft.setObject({ ...object, tries, nextSayMs: draft.nowMs + delayMs });
}
