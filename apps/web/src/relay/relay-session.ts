import type { PeerId } from "@visavis/protocol";
import {
  type Baton,
  batonOf,
  encodeRelay,
  isGhost,
  isSolid,
  newSite,
  type Outgoing,
  parseRelay,
  type RelayMessage,
  type SiteEvent,
  type SiteState,
  stepSite,
} from "@visavis/relay";

/** Two ways to the other sites, both of which may lose what they carry; one to the keeper. */
export interface RelayWire {
  /** Straight to another site: unordered, and often the quicker. */
  send(text: string, to: PeerId): void;
  /** By way of the server. */
  tell(text: string, to: PeerId | "keeper"): void;
}

export interface RelaySessionOptions {
  readonly self: PeerId;
  /** New at each load of the page. */
  readonly incarnation: string;
  readonly wire: RelayWire;
  /** What changed with one object, after every step. */
  readonly onChange: (change: BatonChange) => void;
}

export interface BatonChange {
  readonly object: string;
  readonly before: Baton;
  readonly after: Baton;
}

/** What a site says only once its glass shows the object no more. */
const AFTER_DRAW: ReadonlySet<string> = new Set(["commit", "revoked", "transfer"]);

/** Runs one site's half of the relay: gives the reducer time, messages and wishes, and sends what it says. */
export class RelaySession {
  readonly self: PeerId;
  readonly #wire: RelayWire;
  readonly #onChange: RelaySessionOptions["onChange"];
  readonly #shown = new Set<string>();
  readonly #waiting = new Map<string, Outgoing>();
  #state: SiteState;
  #unreadable = 0;

  constructor({ self, incarnation, wire, onChange }: RelaySessionOptions) {
    this.self = self;
    this.#wire = wire;
    this.#onChange = onChange;
    this.#state = newSite(self, incarnation);
  }

  /** Texts that were no messages of ours. */
  get unreadable(): number {
    return this.#unreadable;
  }

  baton(object: string): Baton {
    return batonOf(this.#state, object);
  }

  /** To be asked at every drawn frame. */
  isSolid(object: string, nowMs: number): boolean {
    return isSolid(this.#state, object, nowMs);
  }

  isGhost(object: string): boolean {
    return isGhost(this.#state, object);
  }

  do(event: Exclude<SiteEvent, { type: "received" | "tick" }>, nowMs: number): void {
    this.#step(event, nowMs);
  }

  receive(from: PeerId | "keeper", text: string, nowMs: number): void {
    const message = messageOrNull(text);
    if (message) this.#step({ type: "received", from, message }, nowMs);
    else this.#unreadable += 1;
  }

  /** Once an animation frame, and from nothing that would go on while the glass stands still. */
  frame(nowMs: number): void {
    this.#step({ type: "tick", isRendering: true }, nowMs);
  }

  /** What the glass shows from now on. Whatever had to wait for a frame without the object goes out. */
  drawn(object: string, showsSolid: boolean): void {
    if (showsSolid) {
      this.#shown.add(object);
      return;
    }
    this.#shown.delete(object);
    for (const [key, outgoing] of this.#waiting) {
      if (!key.startsWith(`${object} `)) continue;
      this.#waiting.delete(key);
      this.#say(outgoing);
    }
  }

  #step(event: SiteEvent, nowMs: number): void {
    const before = this.#state;
    const { state, send } = stepSite(before, event, nowMs);
    this.#state = state;
    // Before sending: the glass hears that it must not show the object before anybody else does.
    if (state !== before) this.#tellChanges(before, state);
    for (const outgoing of send) this.#post(outgoing);
  }

  #tellChanges(before: SiteState, after: SiteState): void {
    for (const [object, baton] of after.batons) {
      const earlier = batonOf(before, object);
      if (earlier !== baton) this.#onChange({ object, before: earlier, after: baton });
    }
  }

  #post(outgoing: Outgoing): void {
    const { message } = outgoing;
    const object = "object" in message ? message.object : "";
    // A repetition waits as the first copy does.
    if (AFTER_DRAW.has(message.type) && this.#shown.has(object)) {
      this.#waiting.set(`${object} ${message.type}`, outgoing);
    } else this.#say(outgoing);
  }

  #say({ to, message }: Outgoing): void {
    if (to === "everyone") return;
    const text = encodeRelay(message);
    if (to !== "keeper") this.#wire.send(text, to);
    this.#wire.tell(text, to);
  }
}

function messageOrNull(text: string): RelayMessage | null {
  try {
    return parseRelay(text);
  } catch {
    return null;
  }
}
