import type { PeerId } from "@visavis/protocol";
import type { RelayMessage, RelayMode } from "./relay-message.ts";

/** More than clocks of honest machines drift apart in a lease (1000 ppm of 10 s), plus a frame. */
export const MARGIN_MS = 500;

/** What must survive the keeper: written to disk before anything is sent that rests on it. */
export interface KeeperRecord {
  readonly object: string;
  readonly term: number;
  readonly seq: number;
  readonly holder: PeerId | null;
  readonly mode: RelayMode;
  /** Put away: its term is closed and no other is minted until it is brought out again. */
  readonly isWithdrawn: boolean;
}

export interface Revocation {
  /** Sites that have closed the term in their present life. */
  readonly acknowledged: ReadonlySet<PeerId>;
  readonly heir: PeerId | null;
  /** When the heir was named. */
  readonly sinceMs: number;
}

/** The last pass committed here: a giver may say it again, but not differently. */
interface Transferred {
  readonly giver: PeerId;
  readonly seq: number;
  readonly to: PeerId;
  readonly nonce: string;
}

/** A site that goes on saying it holds what, by the record, has gone to another. */
interface Contest {
  readonly peer: PeerId;
  readonly sinceMs: number;
}

/** A message that the keeper repeats until it is answered. */
interface KeeperPending {
  readonly to: PeerId;
  readonly message: RelayMessage;
}

export interface KeptObject {
  readonly record: KeeperRecord;
  readonly revocation: Revocation | null;
  readonly pending: KeeperPending | null;
  readonly nextSayMs: number;
  readonly tries: number;
  /** When a site last said that it holds the object in this term. */
  readonly seenHeldMs: number;
  readonly transferred: Transferred | null;
  readonly contest: Contest | null;
  /** Two sites contradicted each other: from then on every pass is committed here. */
  readonly isDistrusted: boolean;
}

export interface KeptSite {
  readonly incarnation: string;
  /** When this and earlier lives of the page were first heard of, of late. */
  readonly births: readonly number[];
  /** Earlier lives: what they still say is ignored. */
  readonly retired: readonly string[];
  /** For each object, until when this site may still draw it, by the keeper's clock with margin. */
  readonly deadlinesMs: ReadonlyMap<string, number>;
  readonly seenMs: number;
}

export interface KeeperState {
  readonly objects: ReadonlyMap<string, KeptObject>;
  readonly sites: ReadonlyMap<PeerId, KeptSite>;
  /** No mint before this: a keeper that ran earlier may have given leases that this one forgot. */
  readonly sealedUntilMs: number;
  /** Never below what an earlier keeper could have minted, even with its disk lost. */
  readonly termFloor: number;
}

export interface KeeperOutgoing {
  readonly to: PeerId | "everyone";
  readonly message: RelayMessage;
}

/** What a page of ours never does; see RELAY-20. */
export interface Suspicion {
  readonly peer: PeerId;
  readonly what:
    | "absurd-count"
    | "contested-holding"
    | "holding-without-commit"
    | "not-for-the-keeper"
    | "too-many-lives"
    | "transfer-without-holding"
    | "two-timing"
    | "unknown-term";
}

export interface KeeperStep {
  readonly state: KeeperState;
  /** Write these first. */
  readonly persist: readonly KeeperRecord[];
  readonly send: readonly KeeperOutgoing[];
  readonly suspicions: readonly Suspicion[];
}

/** Collects what one event changes, so that each rule reads as a sentence. */
export class KeeperDraft {
  state: KeeperState;
  readonly persist: KeeperRecord[] = [];
  readonly send: KeeperOutgoing[] = [];
  readonly suspicions: Suspicion[] = [];
  readonly nowMs: number;

  constructor(state: KeeperState, nowMs: number) {
    this.state = state;
    this.nowMs = nowMs;
  }

  object(name: string): KeptObject | undefined {
    return this.state.objects.get(name);
  }

  setObject(object: KeptObject): void {
    const objects = new Map(this.state.objects).set(object.record.object, object);
    this.state = { ...this.state, objects };
  }

  setSite(peer: PeerId, site: KeptSite | null): void {
    const sites = new Map(this.state.sites);
    if (site) sites.set(peer, site);
    else sites.delete(peer);
    this.state = { ...this.state, sites };
  }

  suspect(peer: PeerId, what: Suspicion["what"]): void {
    this.suspicions.push({ peer, what });
  }

  finish(): KeeperStep {
    const { state, persist, send, suspicions } = this;
    return { state, persist, send, suspicions };
  }
}
