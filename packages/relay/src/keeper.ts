import type { PeerId } from "@visavis/protocol";
import { type KeeperRules, keeperRules } from "./keeper-rules.ts";
import {
  KeeperDraft,
  type KeeperRecord,
  type KeeperState,
  type KeeperStep,
  type KeptObject,
  type Revocation,
} from "./keeper-state.ts";
import { receiveAtKeeper } from "./keeper-receive.ts";
import { announce, mintIfPossible, modeOf, presentSites, revoke, say } from "./keeper-terms.ts";
import type { RelayMessage } from "./relay-message.ts";
import { FAST_RESEND_MS, LEASE_MS } from "./site-state.ts";

/** The others close the term while a silent holder's lease runs out, so that the mint need not wait. */
const EARLY_MS = 1000;
const IDLE_TICK_MS = 500;
/** A holder that pings but no longer says that it holds has lost the object on the way. */
const LOST_AFTER_MS = 4000;

export type KeeperEvent =
  | { readonly type: "received"; readonly from: PeerId; readonly message: RelayMessage }
  /** A thing to be kept; on the stand until there is a site. */
  | { readonly type: "created"; readonly object: string; readonly heir: PeerId | null }
  /** The page said goodbye (it draws no more), or was removed (it may: its leases run out). */
  | { readonly type: "left"; readonly peer: PeerId; readonly isPolite: boolean }
  /** An operator takes it back and gives it to `heir`, or to whoever is there. */
  | { readonly type: "recalled"; readonly object: string; readonly heir: PeerId | null }
  /** Put away until it is created again; nobody draws it any more. */
  | { readonly type: "withdrawn"; readonly object: string }
  | { readonly type: "tick" };

export interface KeeperStart {
  /** What an earlier keeper wrote; empty for a new room or after a lost disk. */
  readonly records: readonly KeeperRecord[];
  /** Wall clock at start, in ms: with a lost disk, terms still go up. */
  readonly bootEpochMs: number;
  readonly nowMs: number;
  readonly isFirstStart?: boolean;
}

/** A keeper after a start. It goes on with the terms it finds and mints nothing until old leases are over. */
export function newKeeper(start: KeeperStart, rules: KeeperRules = keeperRules): KeeperState {
  const { records, bootEpochMs, nowMs, isFirstStart = false } = start;
  const objects = records.map((record): [string, KeptObject] => [
    record.object,
    keptObject(record, nowMs),
  ]);
  return {
    objects: new Map(objects),
    sites: new Map(),
    sealedUntilMs: isFirstStart ? nowMs : nowMs + rules.sealMs(LEASE_MS),
    termFloor: rules.termFloor(bootEpochMs),
  };
}

/** The whole behaviour of a room's keeper. Pure; `persist` must be on disk before `send` goes out. */
export function stepKeeper(
  state: KeeperState,
  event: KeeperEvent,
  nowMs: number,
  rules: KeeperRules = keeperRules,
): KeeperStep {
  const draft = new KeeperDraft(state, nowMs);
  switch (event.type) {
    case "received":
      receiveAtKeeper(draft, event.from, event.message, rules);
      break;
    case "created":
      create(draft, event.object, event.heir, rules);
      break;
    case "left":
      leave(draft, event.peer, event.isPolite, rules);
      break;
    case "recalled":
      recall(draft, event.object, event.heir, rules);
      break;
    case "withdrawn":
      withdraw(draft, event.object, rules);
      break;
    case "tick":
      tick(draft, rules);
      break;
  }
  return draft.finish();
}

/** How soon the next `tick` is worth its while; null while nothing can happen by itself. */
export function keeperPaceMs({ objects, sites }: KeeperState): number | null {
  if (sites.size === 0) return null;
  let paceMs: number | null = null;
  for (const { record, revocation, pending } of objects.values()) {
    const isIdle = record.isWithdrawn && [...sites.keys()].every((s) => hasClosed(revocation, s));
    if (isIdle) continue;
    if (!record.isWithdrawn && (revocation || pending)) return FAST_RESEND_MS;
    paceMs = IDLE_TICK_MS;
  }
  return paceMs;
}

function hasClosed(revocation: Revocation | null, peer: PeerId): boolean {
  return revocation?.acknowledged.has(peer) === true;
}

function keptObject(record: KeeperRecord, nowMs: number): KeptObject {
  return {
    record,
    revocation: record.isWithdrawn ? { acknowledged: new Set(), heir: null, sinceMs: nowMs } : null,
    pending: null,
    nextSayMs: Number.NEGATIVE_INFINITY,
    tries: 0,
    seenHeldMs: nowMs,
    transferred: null,
    contest: null,
    isDistrusted: false,
  };
}

/** On disk before it is minted, so that a keeper that stops in between brings it out all the same. */
function create(draft: KeeperDraft, name: string, heir: PeerId | null, rules: KeeperRules): void {
  const known = draft.object(name);
  if (known && !known.record.isWithdrawn) return;
  const fresh = { object: name, term: draft.state.termFloor, seq: 0, holder: null } as const;
  const record: KeeperRecord = {
    ...(known?.record ?? { ...fresh, mode: "keeper" }),
    isWithdrawn: false,
  };
  draft.persist.push(record);
  draft.setObject(known ? { ...known, record } : keptObject(record, draft.nowMs));
  revoke(draft, name, heir, rules);
}

function recall(draft: KeeperDraft, object: string, heir: PeerId | null, rules: KeeperRules): void {
  if (!draft.object(object)?.record.isWithdrawn) revoke(draft, object, heir, rules);
}

/** RELAY-21. */
function withdraw(draft: KeeperDraft, name: string, rules: KeeperRules): void {
  const object = draft.object(name);
  if (!object || object.record.isWithdrawn) return;
  const record: KeeperRecord = { ...object.record, holder: null, isWithdrawn: true };
  draft.persist.push(record);
  draft.setObject({ ...object, record });
  revoke(draft, name, null, rules);
  announce(draft, record);
}

function leave(draft: KeeperDraft, peer: PeerId, isPolite: boolean, rules: KeeperRules): void {
  const site = draft.state.sites.get(peer);
  if (!site) return;
  if (isPolite) draft.setSite(peer, null);
  else draft.setSite(peer, { ...site, seenMs: Number.NEGATIVE_INFINITY });
  for (const [object, { record }] of draft.state.objects) {
    if (record.holder === peer) revoke(draft, object, null, rules);
  }
}

function tick(draft: KeeperDraft, rules: KeeperRules): void {
  for (const [name, object] of draft.state.objects) {
    if (!object.revocation && isLost(draft, object))
      revoke(draft, name, object.record.holder, rules);
    else if (!object.revocation && needsKeeper(draft, object, rules)) {
      revoke(draft, name, object.record.holder, rules);
    }
    say(draft, name);
    mintIfPossible(draft, name, rules);
  }
}

function isLost(draft: KeeperDraft, { record, seenHeldMs }: KeptObject): boolean {
  const { nowMs, state } = draft;
  if (record.holder === null) return state.sites.size > 0;
  const site = state.sites.get(record.holder);
  if (!site) return nowMs >= state.sealedUntilMs - EARLY_MS;
  // Whom it was just minted for has no lease yet, or an old one that is over.
  const heardMs = seenHeldMs + LOST_AFTER_MS;
  const untilMs = Math.max(heardMs, site.deadlinesMs.get(record.object) ?? heardMs);
  if (nowMs >= untilMs - EARLY_MS) return true;
  const isThere = nowMs - site.seenMs < LOST_AFTER_MS;
  return isThere && nowMs >= heardMs;
}

/** A third site has come: from now on every pass is committed here. */
function needsKeeper(draft: KeeperDraft, object: KeptObject, rules: KeeperRules): boolean {
  const isMany = presentSites(draft).length > 2;
  return object.record.mode === "direct" && isMany && modeOf(draft, object, rules) === "keeper";
}
