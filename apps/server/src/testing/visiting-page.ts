import { createHash } from "node:crypto";
import {
  type ClientMessage,
  encodeSignal,
  type PageId,
  parsePageId,
  parseServerMessage,
  type Role,
  type ServerMessage,
  type Site,
  SIGNAL_VERSION,
} from "@visavis/protocol";
import * as v from "valibot";
import { WebSocket } from "ws";

export const SITE: Site = {
  role: "booth",
  name: "Ann",
  place: "Rome",
  isMuted: false,
  isCameraOff: false,
  readsTrailer: true,
};

export function proofOf(room: string, secret = "secret"): string {
  return createHash("sha256").update(`${room}\n${secret}`).digest("base64url");
}

export interface Visit {
  readonly origin: string;
  readonly room?: string;
  readonly role?: Role;
  readonly seatToken?: string;
  readonly page?: PageId;
  readonly site?: Partial<Site>;
}

let pages = 0;
export function newPageId(): PageId {
  return parsePageId(`page${String(pages++).padStart(6, "0")}`);
}

export async function ask(
  { origin, room = "blue-room", role = "booth" }: Visit,
  proof = proofOf(room),
  operatorProof: string | undefined = proofOf(room, "the operator's"),
): Promise<Response> {
  return fetch(`${origin}/api/v1/rooms/${room}/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ proof, role, ...(role === "operator" && { operatorProof }) }),
  });
}

export async function ticketFor(visit: Visit): Promise<string> {
  const reply: unknown = await (await ask(visit)).json();
  return v.parse(v.object({ ticket: v.string() }), reply).ticket;
}

function isOf<Type extends ServerMessage["type"]>(
  message: ServerMessage,
  type: Type,
): message is Extract<ServerMessage, { type: Type }> {
  return message.type === type;
}

type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/** A page as the server sees it: a WebSocket that keeps what it is told. */
export class VisitingPage implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly page: PageId;
  readonly told: ServerMessage[] = [];
  readonly closed: Promise<{ readonly code: number }>;
  #wake: (() => void)[] = [];

  constructor(origin: string, { page = newPageId(), headers = {} } = {}) {
    this.page = page;
    const url = `${origin.replace("http", "ws")}/signal`;
    this.socket = new WebSocket(url, { headers: { origin, ...headers } });
    this.socket.on("message", (data: Buffer) => {
      this.told.push(parseServerMessage(data.toString("utf8")));
      for (const wake of this.#wake.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code) => resolve({ code }));
    });
    this.socket.on("error", () => undefined);
  }

  /** Comes in by ticket and waits for the welcome. */
  static async enter(visit: Visit): Promise<VisitingPage & { readonly welcome: Welcome }> {
    const page = await VisitingPage.say(visit);
    const welcome = await page.hear("welcome");
    return Object.assign(page, { welcome });
  }

  /** Comes in by ticket and waits for nothing. */
  static async say(visit: Visit): Promise<VisitingPage> {
    const ticket = await ticketFor(visit);
    const page = new VisitingPage(visit.origin, visit.page ? { page: visit.page } : {});
    await page.opened();
    page.send({
      type: "hello",
      version: SIGNAL_VERSION,
      ticket,
      page: page.page,
      site: { ...SITE, role: visit.role ?? "booth", ...visit.site },
      ...(visit.seatToken !== undefined && { seatToken: visit.seatToken }),
    });
    return page;
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) return;
    await new Promise((resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("unexpected-response", (_, { statusCode }) =>
        reject(new Error(`${statusCode}`)),
      );
      this.socket.once("error", reject);
    });
  }

  send(message: ClientMessage): void {
    this.socket.send(encodeSignal(message));
  }

  /** The next message of this kind, also one that came already; it is taken out. */
  async hear<Type extends ServerMessage["type"]>(
    type: Type,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    for (;;) {
      for (const [at, message] of this.told.entries()) {
        if (!isOf(message, type)) continue;
        this.told.splice(at, 1);
        return message;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Everything sent before is handled when this resolves. */
  async settled(): Promise<void> {
    this.send({ type: "ping", sentAtMs: 1 });
    await this.hear("pong");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}
