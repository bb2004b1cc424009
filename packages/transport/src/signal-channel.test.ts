import {
  type ClientMessage,
  encodeSignal,
  parseClientMessage,
  parsePageId,
  parsePeerId,
  type ServerMessage,
  type Site,
  VisavisError,
} from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { HandClock } from "./hand-clock.ts";
import { retryDelayMs, SignalChannel, type SignalState, type Welcome } from "./signal-channel.ts";
import type { SocketHandlers } from "./signal-socket.ts";

const page = parsePageId("page0001");
const site: Site = {
  role: "booth",
  name: "ann",
  place: "",
  isMuted: false,
  isCameraOff: false,
  readsTrailer: false,
};
const welcome: Welcome = {
  type: "welcome",
  version: 1,
  self: parsePeerId("annann00"),
  seat: 0,
  seatToken: "seat-token",
  peers: [],
  iceServers: [],
  iceRefreshMs: 60_000,
};

class FakeSocket {
  readonly sent: ClientMessage[] = [];
  readonly handlers: SocketHandlers;
  isClosed = false;

  constructor(handlers: SocketHandlers) {
    this.handlers = handlers;
  }

  send(text: string): void {
    this.sent.push(parseClientMessage(text));
  }

  close(): void {
    this.isClosed = true;
  }

  say(message: ServerMessage): void {
    this.handlers.received(encodeSignal(message));
  }
}

class Bench {
  readonly clock = new HandClock();
  readonly network = new EventTarget();
  readonly sockets: FakeSocket[] = [];
  readonly states: SignalState[] = [];
  readonly connectedAtMs: number[] = [];
  seatToken: string | null = null;
  tickets = 0;
  requestTicket = (): Promise<string> => Promise.resolve(`ticket-${++this.tickets}`);
  readonly channel = new SignalChannel({
    url: "wss://example.test/signal",
    requestTicket: () => this.requestTicket(),
    page,
    site,
    seatStore: { read: () => this.seatToken, write: (token) => (this.seatToken = token) },
    openSocket: (_, handlers) => {
      const socket = new FakeSocket(handlers);
      this.sockets.push(socket);
      this.connectedAtMs.push(this.clock.nowMs());
      return socket;
    },
    clock: this.clock,
    random: () => 0,
    network: this.network,
  });

  constructor() {
    this.channel.events.on("stateChanged", (state) => this.states.push(state));
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  async open(): Promise<void> {
    this.channel.open();
    await this.clock.turn(0);
    this.socket.handlers.opened();
    this.socket.say(welcome);
  }
}

describe("signal channel", () => {
  test("[SIG-1] says hello with a fresh ticket, its page and the token for its seat", async () => {
    const bench = new Bench();
    await bench.open();
    expect(bench.socket.sent).toEqual([
      { type: "hello", version: 1, ticket: "ticket-1", page, site },
    ]);
    bench.socket.handlers.closed();
    await bench.clock.turn(0);
    bench.socket.handlers.opened();
    const [hello] = bench.socket.sent;
    expect(hello).toMatchObject({ ticket: "ticket-2", page, seatToken: "seat-token" });
  });

  test("tells what changed while it waited to be let in, once, and says it in the next hello", async () => {
    const bench = new Bench();
    bench.channel.open();
    await bench.clock.turn(0);
    bench.socket.handlers.opened();
    const changed = { ...site, isCameraOff: true };
    bench.channel.announce(changed);
    bench.socket.say(welcome);
    bench.channel.announce({ ...changed });
    expect(bench.socket.sent.slice(1)).toEqual([{ type: "site", site: changed }]);
    bench.socket.handlers.closed();
    await bench.clock.turn(0);
    bench.socket.handlers.opened();
    bench.socket.say(welcome);
    expect(bench.socket.sent).toEqual([expect.objectContaining({ type: "hello", site: changed })]);
  });

  test("[SIG-2] comes back after 0, 0.3, 1, 2, 4 and then every 7 s, for ever", async () => {
    const bench = new Bench();
    await bench.open();
    bench.connectedAtMs.length = 0;
    const lostAtMs = bench.clock.nowMs();
    for (let attempt = 0; attempt < 9; attempt++) {
      bench.socket.handlers.closed();
      await bench.clock.turn(7_000);
      expect(bench.channel.state.state).toBe("connecting");
    }
    const waits = bench.connectedAtMs.map((atMs, i) => atMs - lostAtMs - i * 7_000);
    expect(waits).toEqual([0, 300, 1_000, 2_000, 4_000, 7_000, 7_000, 7_000, 7_000]);
  });

  test("[SIG-2] spreads the waits by at most a second", () => {
    expect([0, 1, 2, 5, 99].map((attempt) => retryDelayMs(attempt, 1))).toEqual([
      0, 600, 2_000, 8_000, 8_000,
    ]);
  });

  test("[SIG-2] tries at once when the network is back, and begins the waits anew", async () => {
    const bench = new Bench();
    bench.requestTicket = () => Promise.reject(new TypeError("network"));
    bench.channel.open();
    await bench.clock.turn(60_000);
    expect(bench.channel.state.state).toBe("waiting");
    bench.requestTicket = () => Promise.resolve("ticket");
    bench.network.dispatchEvent(new Event("online"));
    await bench.clock.turn(0);
    expect(bench.sockets).toHaveLength(1);
  });

  test("[SIG-3] pings every 5 s and gives a connection up after 10 s of silence", async () => {
    const bench = new Bench();
    await bench.open();
    const first = bench.socket;
    await bench.clock.turn(5_000);
    expect(first.sent.at(-1)).toEqual({ type: "ping", sentAtMs: 5_000 });
    first.say({ type: "pong", sentAtMs: 5_000, serverAtMs: 0 });
    await bench.clock.turn(9_000);
    expect(first.isClosed).toBe(false);
    await bench.clock.turn(1_000);
    expect(first.isClosed).toBe(true);
    expect(bench.sockets).toHaveLength(2);
  });

  test("[SIG-3] does not wait for ever for a ticket either", async () => {
    const bench = new Bench();
    let asked = 0;
    bench.requestTicket = () => {
      asked++;
      return new Promise(() => {});
    };
    bench.channel.open();
    await bench.clock.turn(10_500);
    expect(asked).toBe(2);
  });

  test.each(["link-wrong", "replaced", "version-unsupported"] as const)(
    "[SIG-4] stops when the server says %s",
    async (code) => {
      const bench = new Bench();
      await bench.open();
      bench.socket.say({ type: "refused", code });
      await bench.clock.turn(60_000);
      expect(bench.channel.state).toEqual({ state: "refused", code });
      expect(bench.sockets).toHaveLength(1);
    },
  );

  test("[SIG-4] says that the room is full and asks again every 7 s", async () => {
    const bench = new Bench();
    bench.channel.open();
    await bench.clock.turn(0);
    bench.socket.handlers.opened();
    bench.socket.say({ type: "refused", code: "room-full" });
    expect(bench.channel.state).toEqual({ state: "waiting", code: "room-full" });
    await bench.clock.turn(6_900);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.turn(200);
    expect(bench.sockets).toHaveLength(2);
    bench.socket.say(welcome);
    expect(bench.channel.state).toEqual({ state: "open", code: null });
  });

  test("[SIG-4] a link that is refused with its ticket is refused for good", async () => {
    const bench = new Bench();
    bench.requestTicket = () => Promise.reject(new VisavisError("link-wrong", "no such room"));
    bench.channel.open();
    await bench.clock.turn(60_000);
    expect(bench.channel.state).toEqual({ state: "refused", code: "link-wrong" });
  });

  test("[SIG-4] a refusal of one message later on keeps the connection", async () => {
    const bench = new Bench();
    await bench.open();
    bench.socket.say({ type: "refused", code: "message-invalid" });
    expect(bench.channel.state.state).toBe("open");
  });

  test("[SIG-5] drops what it cannot read and goes on", async () => {
    const bench = new Bench();
    const received: string[] = [];
    bench.channel.events.on("received", ({ type }) => received.push(type));
    await bench.open();
    for (const text of ["", "{", '{"type":"from-the-future"}', "x".repeat(70_000)]) {
      bench.socket.handlers.received(text);
    }
    bench.socket.say({ type: "peer-left", peer: parsePeerId("bobbob00") });
    expect(received).toEqual(["peer-left"]);
    expect(bench.channel.state.state).toBe("open");
  });

  test("[SIG-5] hears nothing of a connection that it has given up", async () => {
    const bench = new Bench();
    const welcomes: Welcome[] = [];
    bench.channel.events.on("welcomed", (each) => welcomes.push(each));
    await bench.open();
    const old = bench.socket;
    old.handlers.closed();
    await bench.clock.turn(0);
    old.say(welcome);
    old.handlers.closed();
    expect(welcomes).toHaveLength(1);
    expect(bench.sockets).toHaveLength(2);
  });

  test("[SIG-7] says goodbye when it is closed, and stays closed", async () => {
    const bench = new Bench();
    await bench.open();
    bench.channel.close();
    expect(bench.socket.sent.at(-1)).toEqual({ type: "leave" });
    await bench.clock.turn(60_000);
    bench.network.dispatchEvent(new Event("online"));
    await bench.clock.turn(0);
    expect(bench.sockets).toHaveLength(1);
    expect(bench.channel.send({ type: "ice-servers" })).toBe(false);
  });
});
