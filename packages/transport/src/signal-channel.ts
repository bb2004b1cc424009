import {
  type ClientMessage,
  Emitter,
  encodeSignal,
  type ErrorCode,
  isVisavisError,
  type PageId,
  parseServerMessage,
  type ServerMessage,
  SIGNAL_VERSION,
  type Site,
  VisavisError,
} from "@visavis/protocol";
import { type Clock, every, systemClock } from "./clock.ts";
import { openWebSocket, type OpenSocket, type SignalSocket } from "./signal-socket.ts";

export type Welcome = Extract<ServerMessage, { type: "welcome" }>;

export interface SignalState {
  readonly state: "closed" | "connecting" | "open" | "waiting" | "refused";
  readonly code: ErrorCode | null;
}

export type SignalEvents = {
  /** Let in; fires again after each reconnect. */
  readonly welcomed: Welcome;
  readonly received: Exclude<ServerMessage, { type: "welcome" | "pong" | "refused" }>;
  readonly stateChanged: SignalState;
};

/** Where the token for our seat survives a reload; `sessionStorage` in a page. */
export interface SeatStore {
  read(): string | null;
  write(seatToken: string): void;
}

export interface SignalOptions {
  readonly url: string;
  /** Called before every connection: a ticket is short-lived and good for one. */
  readonly requestTicket: () => Promise<string>;
  readonly page: PageId;
  readonly site: Site;
  readonly seatStore: SeatStore;
  readonly openSocket?: OpenSocket;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Fires `online`; the window in a page. */
  readonly network?: EventTarget | null;
}

const RETRY_MS = [0, 300, 1_000, 2_000, 4_000, 7_000] as const;
const MAX_JITTER_MS = 1_000;
const CHECK_MS = 1_000;
const PING_MS = 5_000;
const SILENCE_MS = 10_000;
/** Refusals that no amount of waiting changes; see docs/protocol.md, SIG-4. */
const FINAL: ReadonlySet<ErrorCode> = new Set([
  "link-wrong",
  "removed",
  "replaced",
  "version-unsupported",
]);

/** Which wait comes before attempt `attempt` (0 is the first after a loss); see SIG-2. */
export function retryDelayMs(attempt: number, random: number): number {
  const delayMs = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0;
  return delayMs + random * Math.min(MAX_JITTER_MS, delayMs);
}

/** The connection to our server. It comes back by itself for as long as it is open. */
export class SignalChannel {
  readonly events = new Emitter<SignalEvents>();
  readonly page: PageId;
  readonly #options: SignalOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  #site: Site;
  /** As the server knows it: what is announced between hello and welcome must be told after both. */
  #toldSite: Site | null = null;
  #state: SignalState = { state: "closed", code: null };
  #socket: SignalSocket | null = null;
  #attempt = 0;
  /** Raised with each connection, so that a late word from an older one is not taken for this one's. */
  #life = 0;
  #heardAtMs = 0;
  #stopTimers: () => void = () => {};

  constructor(options: SignalOptions) {
    this.#options = options;
    this.page = options.page;
    this.#site = options.site;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
  }

  get state(): SignalState {
    return this.#state;
  }

  get site(): Site {
    return this.#site;
  }

  open(): void {
    if (this.#state.state !== "closed" && this.#state.state !== "refused") return;
    this.#attempt = 0;
    this.#network()?.addEventListener("online", this.#onOnline);
    void this.#connect();
  }

  close(): void {
    if (this.#state.state === "open") this.send({ type: "leave" });
    this.#network()?.removeEventListener("online", this.#onOnline);
    this.#drop();
    this.#become("closed", null);
  }

  /** False when there is no connection: the caller says it again after `welcomed`. */
  send(message: ClientMessage): boolean {
    if (this.#state.state !== "open" || !this.#socket) return false;
    this.#socket.send(encodeSignal(message));
    return true;
  }

  announce(site: Site): void {
    this.#site = site;
    this.#tellSite();
  }

  #tellSite(): void {
    if (JSON.stringify(this.#site) === JSON.stringify(this.#toldSite)) return;
    if (this.send({ type: "site", site: this.#site })) this.#toldSite = this.#site;
  }

  readonly #onOnline = (): void => {
    this.#attempt = 0;
    if (this.#state.state === "waiting") void this.#connect();
  };

  async #connect(): Promise<void> {
    this.#drop();
    const life = this.#life;
    this.#become("connecting", this.#state.code);
    this.#watchSilence();
    let ticket: string;
    try {
      ticket = await this.#options.requestTicket();
    } catch (error) {
      if (life === this.#life) this.#lose(isVisavisError(error) ? error.code : null);
      return;
    }
    if (life !== this.#life) return;
    const isCurrent = (): boolean => life === this.#life;
    this.#socket = (this.#options.openSocket ?? openWebSocket)(this.#options.url, {
      opened: () => isCurrent() && this.#sayHello(ticket),
      received: (text) => isCurrent() && this.#receive(text),
      closed: () => isCurrent() && this.#lose(null),
    });
  }

  #sayHello(ticket: string): void {
    const seatToken = this.#options.seatStore.read();
    const hello: ClientMessage = {
      type: "hello",
      version: SIGNAL_VERSION,
      ticket,
      page: this.page,
      site: this.#site,
      ...(seatToken ? { seatToken } : {}),
    };
    this.#socket?.send(encodeSignal(hello));
    this.#toldSite = this.#site;
  }

  #receive(text: string): void {
    this.#heardAtMs = this.#clock.nowMs();
    const message = parseOrNull(text);
    if (!message) return;
    switch (message.type) {
      case "pong":
        return;
      case "welcome":
        this.#options.seatStore.write(message.seatToken);
        this.#attempt = 0;
        this.#become("open", null);
        this.events.emit("welcomed", message);
        this.#tellSite();
        return;
      case "refused":
        // Once let in, a refusal is about one message; before, or for good, it ends the connection.
        if (this.#state.state !== "open" || FINAL.has(message.code)) this.#lose(message.code);
        return;
      default:
        this.events.emit("received", message);
    }
  }

  #lose(code: ErrorCode | null): void {
    this.#drop();
    if (code && FINAL.has(code)) {
      this.#become("refused", code);
      return;
    }
    // A full room or a tired server gains nothing from being asked again at once.
    if (code === "room-full" || code === "rate-limited") this.#attempt = RETRY_MS.length;
    const waitMs = retryDelayMs(this.#attempt++, this.#random());
    this.#stopTimers = this.#clock.after(waitMs, () => void this.#connect());
    this.#become("waiting", code);
  }

  /** Also counts the time that a ticket takes: a server that hangs is as good as none. */
  #watchSilence(): void {
    this.#heardAtMs = this.#clock.nowMs();
    let pingedAtMs = this.#heardAtMs;
    this.#stopTimers = every(this.#clock, CHECK_MS, () => {
      const nowMs = this.#clock.nowMs();
      if (nowMs - this.#heardAtMs >= SILENCE_MS) {
        this.#lose(null);
      } else if (nowMs - pingedAtMs >= PING_MS) {
        pingedAtMs = nowMs;
        this.send({ type: "ping", sentAtMs: nowMs });
      }
    });
  }

  #drop(): void {
    this.#life++;
    this.#stopTimers();
    this.#stopTimers = () => {};
    this.#socket?.close();
    this.#socket = null;
  }

  #become(state: SignalState["state"], code: ErrorCode | null): void {
    if (this.#state.state === state && this.#state.code === code) return;
    this.#state = { state, code };
    this.events.emit("stateChanged", this.#state);
  }

  #network(): EventTarget | null {
    const { network } = this.#options;
    return network === undefined ? globalThis : network;
  }
}

/** A message that this page cannot read is dropped; the connection stays (V-2). */
function parseOrNull(text: string): ServerMessage | null {
  try {
    return parseServerMessage(text);
  } catch (error) {
    if (error instanceof VisavisError) return null;
    throw error;
  }
}
