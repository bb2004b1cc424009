import {
  type CeremonyState,
  encodeSignal,
  parsePageId,
  parsePeerId,
  type Peer,
  type ServerMessage,
} from "@visavis/protocol";
import { SignalChannel, type SocketHandlers } from "@visavis/transport";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { someCeremony } from "../ceremony/testing/some-ceremony.ts";
import { OperatorRoom } from "./operator-room.ts";
import { healthOf } from "./site-view.ts";

const ann = peer("annannann", 1);
const bob = peer("bobbobbob", 0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function peer(id: string, seat: number): Peer {
  const site = { role: "booth" as const, name: id, place: "", isMuted: false, isCameraOff: false };
  return {
    peer: parsePeerId(id),
    page: parsePageId("page0001"),
    seat,
    isAway: false,
    site: { ...site, readsTrailer: true },
  };
}

function state(change: Partial<CeremonyState> = {}): ServerMessage {
  const message = someCeremony({ saidAtMs: 1_800_000_000_000, ...change });
  return { type: "ceremony", message };
}

/** An operator's room that a server has let in, with what it says and what is said to it. */
async function entered() {
  const sockets: SocketHandlers[] = [];
  const sent: string[] = [];
  const channel = new SignalChannel({
    url: "",
    requestTicket: () => Promise.resolve("ticket"),
    page: parsePageId("page0009"),
    site: { ...ann.site, role: "operator" },
    seatStore: { read: () => null, write: () => {} },
    openSocket: (_, handlers) => {
      sockets.push(handlers);
      return { send: (text) => sent.push(text), close: () => {} };
    },
    network: null,
  });
  const room = new OperatorRoom(channel);
  room.open();
  await vi.advanceTimersByTimeAsync(0);
  const say = (message: ServerMessage): void => sockets.at(-1)?.received(encodeSignal(message));
  const welcome = (): void =>
    say({
      type: "welcome",
      version: 1,
      self: parsePeerId("leaderleader"),
      seat: 32,
      seatToken: "seat",
      peers: [ann, bob],
      iceServers: [],
      iceRefreshMs: 60_000,
    });
  sockets.at(-1)?.opened();
  welcome();
  return { room, say, welcome, sent };
}

test("knows who is there, in the order of their seats", async () => {
  const { room, say } = await entered();
  expect(room.peers.value.map(({ seat }) => seat)).toEqual([0, 1]);
  say({ type: "peer-left", peer: bob.peer });
  say({ type: "peer-changed", peer: { ...ann, isAway: true } });
  expect(room.peers.value).toMatchObject([{ peer: ann.peer, isAway: true }]);
});

test("what was asked for counts as done when the server says something new, and else as not", async () => {
  const { room, say, sent } = await entered();
  const done = room.ask({ type: "finish" });
  expect(sent.at(-1)).toContain('"finish"');
  say(state({ phase: "done" }));
  expect(await done).toBe(true);
  const ignored = room.ask({ type: "finish" });
  await vi.advanceTimersByTimeAsync(4000);
  expect(await ignored).toBe(false);
});

test("[CER-1] a welcome without a state after it ends what was known of a ceremony", async () => {
  const { room, say, welcome } = await entered();
  say(state({ phase: "running" }));
  welcome();
  say(state({ phase: "running" }));
  await vi.advanceTimersByTimeAsync(2000);
  expect(room.ceremony.value?.phase).toBe("running");
  welcome();
  await vi.advanceTimersByTimeAsync(2000);
  expect(room.ceremony.value).toBeNull();
});

test("[CER-10] a site is as well as the others see it, as long as they say so", async () => {
  const { room, say } = await entered();
  const view = { peer: bob.peer, fps: 24, freezes: 0, delayMs: 90 };
  const about = { type: "health" as const, peer: ann.peer };
  const told = { ...about, health: { views: [view], faults: [] } };
  say({ type: "ceremony", message: told });
  const nowMs = performance.now();
  const heard = room.health.value;
  expect(healthOf(bob, heard, nowMs)).toMatchObject({ tone: "good", seenBy: [{ fps: 24 }] });
  expect(healthOf(ann, heard, nowMs)).toMatchObject({ tone: "plain", seenBy: [] });
  expect(healthOf({ ...bob, isAway: true }, heard, nowMs).tone).toBe("danger");
  expect(healthOf(bob, heard, nowMs + 20_000).tone).toBe("plain");
  const poor = { ...about, health: { views: [{ ...view, fps: 4 }], faults: ["matte-failed"] } };
  say({ type: "ceremony", message: poor });
  expect(healthOf(bob, room.health.value, nowMs).tone).toBe("warning");
  expect(healthOf(ann, room.health.value, nowMs).faults).toEqual(["matte-failed"]);
});
