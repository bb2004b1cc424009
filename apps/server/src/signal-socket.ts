import {
  type ClientMessage,
  encodeSignal,
  type ErrorCode,
  isVisavisError,
  parseClientMessage,
  type PeerId,
  type Refusal,
  type ServerMessage,
  SIGNAL_VERSION,
  VisavisError,
} from "@visavis/protocol";
import * as v from "valibot";
import type { WebSocket } from "ws";
import type { Gathering } from "./gathering.ts";
import { iceServersFor } from "./ice-servers.ts";
import { roomTag } from "./log.ts";
import type { Parts } from "./parts.ts";
import type { Link } from "./room.ts";
import { TokenBucket } from "./token-bucket.ts";
import { mintPeerId } from "./tokens.ts";

const HELLO_MS = 5000;
export const MAX_UNSENT_BYTES = 1024 * 1024;
const MAX_UNSENT_MS = 5000;
const PING_EVERY_MS = 10_000;
const PONG_MS = 5000;
const CLOSE_MS = 2000;
const MESSAGES = { perSecond: 50, burst: 100 };
/** What is handed around is said often; its own measure keeps it from starving calls. */
const RELAYS = { perSecond: 30, burst: 60 };
/** Beyond that it is dropped, so far; a page that goes on is no page of ours. */
const DROPPED_RELAYS = { perSecond: 30, burst: 300 };
/** Each may be a write to the disk. */
const CEREMONIES = { perSecond: 20, burst: 40 };
const RELAY_START = '{"type":"relay"';
/** A page of ours sends none; a few may come from one that is newer than this server. */
const FAULTS = { perSecond: 0.2, burst: 20 };

/** The close code that goes with each refusal, for what reads no text. */
export const CLOSE_CODES: Readonly<Record<Refusal, number>> = {
  "message-invalid": 4400,
  "ticket-invalid": 4401,
  "link-wrong": 4404,
  replaced: 4409,
  removed: 4410,
  "message-too-large": 4413,
  "version-unsupported": 4426,
  "rate-limited": 4429,
  "room-full": 4503,
};
export const GOING_AWAY = 1001;

type Wire = Pick<
  WebSocket,
  "bufferedAmount" | "close" | "ping" | "readyState" | "send" | "terminate"
>;
type Hello = Extract<ClientMessage, { readonly type: "hello" }>;

interface Presence {
  readonly gathering: Gathering;
  readonly peer: PeerId;
}

/** One page's WebSocket: lets it in once it has shown a ticket, and keeps it within its limits. */
export class SignalSocket implements Link {
  readonly #wire: Wire;
  readonly #parts: Parts;
  readonly #clock: () => number;
  readonly #openedAtMs: number;
  readonly #messages: TokenBucket;
  readonly #relays: TokenBucket;
  readonly #droppedRelays: TokenBucket;
  readonly #ceremonies: TokenBucket;
  readonly #faults: TokenBucket;
  /** When each message that the kernel has not yet taken was sent. */
  readonly #unsentSinceMs: number[] = [];
  #state: "new" | "greeting" | "present" | "closing" = "new";
  #presence: Presence | null = null;
  /** Messages that came up before the welcome went out. */
  #beforeWelcome: ServerMessage[] | null = [];
  #pingAtMs: number;
  #pongDueMs: number | null = null;
  #closingSinceMs = 0;

  constructor(wire: Wire, parts: Parts, clock: () => number = Date.now) {
    this.#wire = wire;
    this.#parts = parts;
    this.#clock = clock;
    const nowMs = clock();
    this.#openedAtMs = nowMs;
    this.#pingAtMs = nowMs + PING_EVERY_MS;
    this.#messages = new TokenBucket(MESSAGES, nowMs);
    this.#relays = new TokenBucket(RELAYS, nowMs);
    this.#droppedRelays = new TokenBucket(DROPPED_RELAYS, nowMs);
    this.#ceremonies = new TokenBucket(CEREMONIES, nowMs);
    this.#faults = new TokenBucket(FAULTS, nowMs);
  }

  send(message: ServerMessage): void {
    if (this.#beforeWelcome) this.#beforeWelcome.push(message);
    else this.#write(message);
  }

  refuse(code: Refusal): void {
    if (this.#state === "closing") return;
    this.#tell(code);
    this.close(CLOSE_CODES[code], code);
  }

  close(code: number, reason: string): void {
    if (this.#state === "closing") return;
    this.#state = "closing";
    this.#closingSinceMs = this.#clock();
    this.#parts.metrics.closed.inc({ reason });
    this.#wire.close(code, reason);
  }

  async receive(data: string | null): Promise<void> {
    if (this.#state === "closing") return;
    if (!this.#isWithinRate(data)) return;
    try {
      if (data === null) throw new VisavisError("message-invalid", "binary");
      const message = parseClientMessage(data);
      this.#parts.metrics.received.inc({ type: message.type });
      await this.#handle(message);
    } catch (error) {
      this.#fail(error, data);
    }
  }

  /** Asked before anything is read, so that a flood costs little. */
  #isWithinRate(data: string | null): boolean {
    const nowMs = this.#clock();
    const isRelay = data?.startsWith(RELAY_START) === true;
    if ((isRelay ? this.#relays : this.#messages).take(nowMs)) return true;
    if (isRelay) this.#presence?.gathering.flooded(this.#presence.peer);
    if (!isRelay || !this.#droppedRelays.take(nowMs)) this.refuse("rate-limited");
    return false;
  }

  pong(): void {
    this.#pongDueMs = null;
  }

  /** The connection is gone. `code` is the page's own if it closed, 1006 if it was lost. */
  gone(code: number): void {
    const how = code === GOING_AWAY && this.#state === "present" ? "ended" : "silent";
    this.#state = "closing";
    this.#presence?.gathering.room.lose(this.#presence.peer, this, this.#clock(), how);
    this.#presence = null;
  }

  /** Called about once a second: every deadline of this connection. */
  tick(): void {
    const nowMs = this.#clock();
    if (this.#state === "closing") {
      if (nowMs - this.#closingSinceMs > CLOSE_MS) this.#wire.terminate();
      return;
    }
    if (this.#state !== "present" && nowMs - this.#openedAtMs > HELLO_MS) {
      return this.refuse("ticket-invalid");
    }
    const oldest = this.#unsentSinceMs[0];
    if (oldest !== undefined && nowMs - oldest > MAX_UNSENT_MS) return this.#cut("unsent");
    if (this.#pongDueMs !== null && nowMs >= this.#pongDueMs) return this.#cut("silent");
    if (nowMs >= this.#pingAtMs) {
      this.#pingAtMs = nowMs + PING_EVERY_MS;
      this.#pongDueMs = nowMs + PONG_MS;
      this.#wire.ping();
    }
  }

  async #handle(message: ClientMessage): Promise<void> {
    if (message.type === "hello") {
      if (this.#state !== "new") throw new VisavisError("message-invalid", "a second hello");
      return this.#greet(message);
    }
    if (!this.#presence) throw new VisavisError("message-invalid", "before hello");
    const { gathering, peer } = this.#presence;
    switch (message.type) {
      case "site":
        return gathering.room.describeSite(peer, this, message.site);
      case "describe":
      case "candidate":
        return gathering.room.relay(peer, this, message);
      case "relay":
        return gathering.relay(peer, this, message.to, message.message);
      case "ceremony":
        if (!this.#ceremonies.take(this.#clock())) return this.#tell("rate-limited");
        return gathering.request(peer, this, message.message);
      case "ice-servers":
        return this.send({ type: "ice-servers", ...this.#ice(peer) });
      case "ping":
        return this.send({ type: "pong", sentAtMs: message.sentAtMs, serverAtMs: this.#clock() });
      case "leave":
        gathering.room.leave(peer, this);
        this.#presence = null;
        return this.close(1000, "left");
    }
  }

  async #greet(hello: Hello): Promise<void> {
    if (hello.version !== SIGNAL_VERSION) return this.refuse("version-unsupported");
    this.#state = "greeting";
    const { tokens, rooms } = this.#parts;
    const ticket = await tokens.redeemTicket(hello.ticket);
    const earlier = hello.seatToken ? await tokens.readSeat(hello.seatToken, ticket) : null;
    if (this.#state !== "greeting") return;
    const gathering = rooms.open(ticket.room);
    const peer = earlier?.peer ?? mintPeerId();
    const { seat, others } = gathering.room.enter({
      peer,
      page: hello.page,
      site: { ...hello.site, role: ticket.role },
      link: this,
      ...(earlier && { wishedSeat: earlier.seat }),
    });
    this.#presence = { gathering, peer };
    this.#state = "present";
    const { role } = ticket;
    this.#parts.log.info({ room: roomTag(ticket.room), role, seat }, "a page came in");
    const seatToken = await tokens.issueSeat({ ...ticket, peer, seat });
    this.#write({
      type: "welcome",
      version: SIGNAL_VERSION,
      self: peer,
      seat,
      seatToken,
      peers: others,
      ...this.#ice(peer),
    });
    this.#openGate(gathering.room.takeHeld(peer));
    gathering.entered(peer);
  }

  /** Lets out what waited for the welcome: first what was said while the page was away. */
  #openGate(held: readonly ServerMessage[]): void {
    const waiting = this.#beforeWelcome ?? [];
    this.#beforeWelcome = null;
    for (const message of [...held, ...waiting]) this.#write(message);
  }

  #ice(peer: PeerId): ReturnType<typeof iceServersFor> {
    return iceServersFor(peer, this.#parts.config, this.#clock());
  }

  #fail(error: unknown, data: string | null): void {
    const code = isVisavisError(error) && isRefusal(error.code) ? error.code : null;
    if (code === null) {
      this.#parts.log.error({ err: error }, "a message could not be handled");
      return this.#cut("fault");
    }
    if (this.#state === "present" && code === "message-invalid") {
      this.#tell(code);
      if (!this.#faults.take(this.#clock())) this.close(CLOSE_CODES[code], code);
      return;
    }
    const isOtherVersion = this.#state === "new" && hasOtherVersion(data);
    this.refuse(isOtherVersion ? "version-unsupported" : code);
  }

  #tell(code: Refusal): void {
    this.#parts.metrics.refused.inc({ code });
    this.#parts.log.info({ code }, "a page was refused");
    const detail = code === "version-unsupported" ? { detail: String(SIGNAL_VERSION) } : {};
    this.#write({ type: "refused", code, ...detail });
  }

  #write(message: ServerMessage): void {
    if (this.#wire.readyState !== 1) return;
    this.#unsentSinceMs.push(this.#clock());
    this.#wire.send(encodeSignal(message), () => void this.#unsentSinceMs.shift());
    if (this.#wire.bufferedAmount > MAX_UNSENT_BYTES) this.#cut("buffer");
  }

  #cut(reason: string): void {
    this.#parts.metrics.closed.inc({ reason });
    this.#parts.log.warn({ reason }, "a connection was cut");
    this.#wire.terminate();
  }
}

function isRefusal(code: ErrorCode): code is Refusal {
  return Object.hasOwn(CLOSE_CODES, code);
}

const anyHello = v.object({ type: v.literal("hello"), version: v.number() });

/** Another version's hello may look unlike ours in everything but these two fields. */
function hasOtherVersion(data: string | null): boolean {
  try {
    const { version } = v.parse(anyHello, JSON.parse(data ?? ""));
    return version !== SIGNAL_VERSION;
  } catch {
    return false;
  }
}
