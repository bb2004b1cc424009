import type { PeerId } from "@visavis/protocol";
import {
  encodeRelay,
  keeperPaceMs,
  type KeeperEvent,
  type KeeperRecord,
  type KeeperState,
  LEASE_MS,
  newKeeper,
  parseRelay,
  type RelayMessage,
  stepKeeper,
  type Suspicion,
} from "@visavis/relay";
import type { KeeperStore } from "../records/keeper-records.ts";

/** Leases that an earlier keeper gave are over after this, with the margin that RELAY-3 asks for. */
export const FORGET_MS = LEASE_MS + 500;
/** A disk that refused is asked again after this, when every lease is over anyway. */
const RETRY_MS = FORGET_MS + 500;

export interface KeeperPorts {
  readonly store: KeeperStore;
  /** Never set, never slewed: leases are measured with it. */
  readonly steadyMs: () => number;
  readonly wallMs: () => number;
  /** Until when leases of an earlier server may last, by the steady clock. */
  readonly leasesUntilMs: number;
  send(to: PeerId | "everyone", text: string): void;
  /** After it is on disk and was sent: who had the object before, and who has it now. */
  changed(before: KeeperRecord | undefined, now: KeeperRecord): void;
  suspected(peer: PeerId, what: Suspicion["what"] | "unreadable"): void;
  /** The disk refused: the torch stops. */
  stopped(error: unknown): void;
}

/** Runs one room's keeper: gives it time and messages, writes what it decides, then says it. */
export class KeeperHost {
  readonly #ports: KeeperPorts;
  #state: KeeperState | null = null;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #timerPaceMs = Number.POSITIVE_INFINITY;
  #lastLeaseMs: number;

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#lastLeaseMs = ports.leasesUntilMs - FORGET_MS;
    this.#open();
  }

  get records(): KeeperRecord[] {
    return this.#state ? [...this.#state.objects.values()].map(({ record }) => record) : [];
  }

  /** Whether nobody can still draw by a lease from here: then this keeper may be forgotten. */
  get isOver(): boolean {
    return this.#ports.steadyMs() - this.#lastLeaseMs >= FORGET_MS;
  }

  /** Text from a site. False when it could not be read. */
  receive(from: PeerId, text: string): boolean {
    const message = parsed(text);
    if (!message) {
      this.#ports.suspected(from, "unreadable");
      return false;
    }
    this.step({ type: "received", from, message });
    return true;
  }

  step(event: KeeperEvent): void {
    this.#step(event);
    // What a message made possible (a third site, a lease that ran out meanwhile) happens now.
    if (event.type === "received" && this.#paceMs() !== null) this.#step({ type: "tick" });
    this.#schedule();
  }

  /** Tells a page that has just come what everybody else knows. */
  greet(peer: PeerId): void {
    for (const { object, term, seq, holder } of this.records) {
      this.#ports.send(peer, encodeRelay({ type: "holder", object, term, seq, holder }));
    }
  }

  /** About once a second: brings a stopped keeper back when the disk is well again. */
  sweep(): void {
    if (!this.#state && this.#ports.steadyMs() >= this.#retryAtMs) this.#open();
  }

  close(): void {
    this.#state = null;
    this.#retryAtMs = Number.POSITIVE_INFINITY;
    this.#stopTimer();
  }

  #open(): void {
    const { store, steadyMs, wallMs } = this.#ports;
    const nowMs = steadyMs();
    try {
      const records = store.read();
      // A disk that reads but does not write would stop it again at the first pass.
      store.write(records);
      const start = { records, bootEpochMs: wallMs(), nowMs, isFirstStart: this.isOver };
      this.#state = newKeeper(start);
    } catch (error) {
      this.#stop(error);
    }
  }

  #step(event: KeeperEvent): void {
    if (!this.#state) return;
    const ports = this.#ports;
    const nowMs = ports.steadyMs();
    const before = this.#state.objects;
    const { state, persist, send, suspicions } = stepKeeper(this.#state, event, nowMs);
    if (persist.length > 0) {
      try {
        ports.store.write(persist);
      } catch (error) {
        // Nothing of this step was said, so nobody acts on it; what was said before runs out.
        return this.#stop(error);
      }
    }
    this.#state = state;
    for (const { to, message } of send) {
      if (message.type === "pong") this.#lastLeaseMs = nowMs;
      ports.send(to, encodeRelay(message));
    }
    for (const { peer, what } of suspicions) ports.suspected(peer, what);
    for (const record of persist) ports.changed(before.get(record.object)?.record, record);
  }

  #stop(error: unknown): void {
    const isNews = this.#state !== null || this.#retryAtMs === Number.NEGATIVE_INFINITY;
    this.#state = null;
    this.#retryAtMs = this.#ports.steadyMs() + RETRY_MS;
    if (isNews) this.#ports.stopped(error);
  }

  #paceMs(): number | null {
    return this.#state && keeperPaceMs(this.#state);
  }

  /** Nothing ticks while nothing can happen by itself. */
  #schedule(): void {
    const paceMs = this.#paceMs();
    if (paceMs === null || (this.#timer && this.#timerPaceMs <= paceMs)) return;
    this.#stopTimer();
    this.#timerPaceMs = paceMs;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#step({ type: "tick" });
      this.#schedule();
    }, paceMs).unref();
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function parsed(text: string): RelayMessage | null {
  try {
    return parseRelay(text);
  } catch {
    return null;
  }
}
