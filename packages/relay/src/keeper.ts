import type { PeerId } from "@visavis/protocol";
import { type KeeperRules, keeperRules } from "./keeper-rules.ts";
import {
  KeeperDraft,
  type KeeperRecord,
  type KeeperState,
  type KeeperStep,
  type KeptObject,
} from "./keeper-state.ts";
import { receiveAtKeeper } from "./keeper-receive.ts";
import { mintIfPossible, presentSites, revoke, say } from "./keeper-terms.ts";
import type { RelayMessage } from "./relay-message.ts";
import { LEASE_MS } from "./site-state.ts";

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
    termFloor: bootEpochMs,
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
      revoke(draft, event.object, event.heir, rules);
      break;
    case "tick":
      tick(draft, rules);
      break;
  }
  return draft.finish();
}

function keptObject(record: KeeperRecord, nowMs: number): KeptObject {
  return {
    record,
    revocation: null,
    pending: null,
    nextSayMs: Number.NEGATIVE_INFINITY,
    tries: 0,
    seenHeldMs: nowMs,
  };
}

function create(draft: KeeperDraft, object: string, heir: PeerId | null, rules: KeeperRules): void {
  if (draft.object(object)) return;
  const { termFloor } = draft.state;
  const record: KeeperRecord = { object, term: termFloor, seq: 0, holder: null, mode: "keeper" };
  draft.setObject(keptObject(record, draft.nowMs));
  revoke(draft, object, heir, rules);
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
  const deadlineMs = site?.deadlinesMs.get(record.object) ?? state.sealedUntilMs;
  if (nowMs >= deadlineMs) return true;
  const isThere = site !== undefined && nowMs - site.seenMs < LOST_AFTER_MS;
  return isThere && nowMs - seenHeldMs >= LOST_AFTER_MS;
}

/** A third site has come: from now on every pass is committed here. */
function needsKeeper(draft: KeeperDraft, { record }: KeptObject, rules: KeeperRules): boolean {
  const count = presentSites(draft).length;
  return record.mode === "direct" && count > 2 && rules.modeFor(count) === "keeper";
}
