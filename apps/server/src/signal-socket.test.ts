import { parseRoomId, SIGNAL_VERSION } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { Gathering } from "./gathering.ts";
import type { Parts } from "./parts.ts";
import { RoomModels } from "./models/room-models.ts";
import { RoomClaims } from "./room-claims.ts";
import { Rooms } from "./rooms.ts";
import { MAX_UNSENT_BYTES, SignalSocket } from "./signal-socket.ts";
import { SignalSockets } from "./signal-sockets.ts";
import { gatheringParts } from "./testing/test-gathering.ts";
import { newPageId, SITE } from "./testing/visiting-page.ts";
import { Tokens } from "./tokens.ts";

const room = parseRoomId("blue-room");

/** A connection whose other end may stop reading or answering. */
class FakeWire {
  readonly readyState = 1;
  bufferedAmount = 0;
  pings = 0;
  closedWith: number | null = null;
  isCut = false;
  isStalled = false;

  send(text: string, onTaken?: unknown): void {
    if (this.isStalled) this.bufferedAmount += text.length;
    else if (typeof onTaken === "function") onTaken();
  }

  ping(): void {
    this.pings++;
  }

  close(code?: number): void {
    this.closedWith = code ?? null;
  }

  terminate(): void {
    this.isCut = true;
  }
}

async function present() {
  let nowMs = 1_800_000_000_000;
  const clock = (): number => nowMs;
  const shared = gatheringParts(clock);
  const rooms = new Rooms((id) => new Gathering(id, shared));
  const tokens = new Tokens("q5Zb0pXvC8eRk2mT7yWn4sJd9gLh3fUaQ6oVxIzKtEw", clock);
  const parts: Parts = {
    ...shared,
    config: readConfig({}),
    version: "0.0.0",
    rooms,
    claims: await RoomClaims.open("/nowhere/rooms.json"),
    models: new RoomModels("/nowhere/models"),
    tokens,
    sockets: new SignalSockets(),
    tls: () => null,
    httpsPort: () => null,
    links: () => ({ local: "", lan: [], trust: null }),
    isDraining: () => false,
  };
  const wire = new FakeWire();
  const socket = new SignalSocket(wire, parts, clock);
  const ticket = await tokens.issueTicket({ room, role: "booth" });
  const hello = { type: "hello", version: SIGNAL_VERSION, ticket, page: newPageId(), site: SITE };
  await socket.receive(JSON.stringify(hello));
  const wait = (ms: number): void => {
    nowMs += ms;
    socket.tick();
  };
  return { wire, socket, rooms, wait };
}

const ping = JSON.stringify({ type: "ping", sentAtMs: 1 });

describe("signal socket", () => {
  test("[W5] a page that reads nothing is cut after five seconds", async () => {
    const { wire, socket, wait } = await present();
    wire.isStalled = true;
    await socket.receive(ping);
    wait(5000);
    expect(wire.isCut).toBe(false);
    wait(1);
    expect(wire.isCut).toBe(true);
  });

  test("[W5] a page that reads too little is cut at one mebibyte unsent", async () => {
    const { wire, socket } = await present();
    wire.isStalled = true;
    wire.bufferedAmount = MAX_UNSENT_BYTES - 10;
    await socket.receive(ping);
    expect(wire.isCut).toBe(true);
  });

  test("[W5] a page that does not answer a ping within five seconds is cut", async () => {
    const { wire, socket, wait } = await present();
    wait(10_000);
    expect(wire.pings).toBe(1);
    socket.pong();
    wait(10_000);
    expect(wire.pings).toBe(2);
    wait(4999);
    expect(wire.isCut).toBe(false);
    wait(1);
    expect(wire.isCut).toBe(true);
  });

  test("[ROOM-4] a connection that broke leaves its page away, and one that left nothing", async () => {
    const { socket, rooms } = await present();
    expect(rooms.census()).toEqual({ rooms: 1, sites: 1, away: 0 });
    socket.gone(1006);
    expect(rooms.census()).toEqual({ rooms: 1, sites: 1, away: 1 });
    const other = await present();
    await other.socket.receive(JSON.stringify({ type: "leave" }));
    other.rooms.sweep();
    expect(other.rooms.census()).toEqual({ rooms: 0, sites: 0, away: 0 });
  });

  test("a page that does not go when it is shown out is cut", async () => {
    const { wire, socket, wait } = await present();
    socket.refuse("replaced");
    expect(wire.closedWith).toBe(4409);
    wait(2001);
    expect(wire.isCut).toBe(true);
  });
});
