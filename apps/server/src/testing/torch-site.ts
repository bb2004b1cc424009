import {
  parseServerMessage,
  type PeerId,
  type RelayRole,
  type ServerMessage,
} from "@visavis/protocol";
import {
  batonOf,
  encodeRelay,
  isSolid,
  newSite,
  parseRelay,
  type SiteEvent,
  type SiteState,
  stepSite,
} from "@visavis/relay";
import { type Visit, VisitingPage } from "./visiting-page.ts";

const FRAME_MS = 10;
let lives = 0;

/** A site as the browser runs it, without a picture: the real reducer, over the WebSocket alone. */
export class TorchSite implements AsyncDisposable {
  page: VisitingPage;
  seatToken: string;
  readonly #all: Set<TorchSite>;
  readonly self: PeerId;
  readonly #timer: NodeJS.Timeout;
  #state: SiteState;
  /** How often two sites of a test showed it at once. */
  overlaps = 0;
  isRendering = true;
  #isKnown = false;

  private constructor(page: VisitingPage, welcome: Welcome, all: Set<TorchSite>) {
    this.page = page;
    this.self = welcome.self;
    this.seatToken = welcome.seatToken;
    this.#all = all;
    this.#state = newSite(this.self, `life${String(lives++).padStart(8, "0")}`);
    this.#listen();
    this.#timer = setInterval(() => this.#frame(), FRAME_MS);
    all.add(this);
  }

  /** `all` are the sites of one test: each looks at every frame whether another shows it too. */
  static async enter(visit: Visit, all = new Set<TorchSite>()): Promise<TorchSite> {
    const page = await VisitingPage.enter(visit);
    const site = new TorchSite(page, page.welcome, all);
    await until("the keeper knows this page", () => site.#isKnown);
    return site;
  }

  /** The same page over a new connection, as after a cut or a restart of the server. */
  async reconnect(visit: Visit): Promise<void> {
    const { seatToken } = this;
    const page = await VisitingPage.enter({ ...visit, seatToken, page: this.page.page });
    this.page = page;
    this.seatToken = page.welcome.seatToken;
    this.#listen();
  }

  isSolid(object = "torch"): boolean {
    return isSolid(this.#state, object, performance.now());
  }

  role(object = "torch"): RelayRole {
    return batonOf(this.#state, object).role;
  }

  term(object = "torch"): number {
    return batonOf(this.#state, object).term;
  }

  get mode(): string {
    return batonOf(this.#state, "torch").mode;
  }

  get holder(): PeerId | null {
    return batonOf(this.#state, "torch").holder;
  }

  do(event: SiteEvent): void {
    const { state, send } = stepSite(this.#state, event, performance.now());
    this.#state = state;
    for (const { to, message } of send) {
      if (to === "everyone" || this.page.socket.readyState !== 1) continue;
      this.page.send({ type: "relay", to, message: encodeRelay(message) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#all.delete(this);
    await this.page[Symbol.asyncDispose]();
  }

  #frame(): void {
    this.do({ type: "tick", isRendering: this.isRendering });
    if ([...this.#all].filter((site) => site.isSolid()).length > 1) this.overlaps++;
  }

  #listen(): void {
    const { page } = this;
    for (const message of page.told) this.#hear(message);
    page.socket.on("message", (data: Buffer) => {
      if (page === this.page) this.#hear(parseServerMessage(data.toString("utf8")));
    });
  }

  #hear(received: ServerMessage): void {
    if (received.type !== "relay") return;
    const message = parseRelay(received.message);
    this.#isKnown ||= message.type === "pong";
    this.do({ type: "received", from: received.from, message });
  }
}

type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/** Waits for it, and says what it waited for when it does not come. */
export async function until(what: string, isSo: () => boolean, forMs = 5000): Promise<void> {
  const endMs = performance.now() + forMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Hands it over as people do; resolves with the time from letting go to solid at the taker. */
export async function pass(from: TorchSite, to: TorchSite, object = "torch"): Promise<number> {
  const nonce = `n${lives++}`;
  from.do({ type: "offer", object, to: to.self, nonce });
  // The person there takes it as soon as it is offered.
  await until("the taker reserves it", () => {
    to.do({ type: "accept", object, nonce });
    return to.role(object) === "reserved" || to.role(object) === "held";
  });
  const startMs = performance.now();
  from.do({ type: "let-go", object });
  await until("the taker has it", () => to.isSolid(object));
  return performance.now() - startMs;
}
