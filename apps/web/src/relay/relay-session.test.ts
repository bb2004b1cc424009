import { parsePeerId, type PeerId } from "@visavis/protocol";
import {
  encodeRelay,
  type KeeperState,
  newKeeper,
  parseRelay,
  type RelayMessage,
  stepKeeper,
} from "@visavis/relay";
import { beforeEach, expect, test } from "vitest";
import { RelaySession } from "./relay-session.ts";

const ANN = parsePeerId("ann00000");
const BOB = parsePeerId("bob00000");
const OBJECT = "torch";

/** A room in one process: a real keeper, sites whose glass is drawn by hand, and nothing is lost. */
class Room {
  readonly sites = new Map<PeerId, RelaySession>();
  readonly said: { readonly from: PeerId; readonly message: RelayMessage; readonly way: string }[] =
    [];
  readonly #queue: (() => void)[] = [];
  keeper: KeeperState = newKeeper({ records: [], bootEpochMs: 1, nowMs: 0, isFirstStart: true });
  nowMs = 1000;

  enter(self: PeerId): RelaySession {
    const post = (way: string) => (text: string, to: PeerId | "keeper") => {
      const message = parseRelay(text);
      this.said.push({ from: self, message, way });
      this.#queue.push(() => {
        if (to === "keeper") this.atKeeper({ type: "received", from: self, message });
        else this.sites.get(to)?.receive(self, text, this.nowMs);
      });
    };
    const wire = { send: post("datagram"), tell: post("server") };
    const incarnation = `life${self}`;
    const session = new RelaySession({ self, incarnation, wire, onChange: () => undefined });
    this.sites.set(self, session);
    return session;
  }

  atKeeper(event: Parameters<typeof stepKeeper>[1]): void {
    const step = stepKeeper(this.keeper, event, this.nowMs);
    this.keeper = step.state;
    for (const { to, message } of step.send) {
      for (const [peer, site] of this.sites) {
        if (to !== "everyone" && to !== peer) continue;
        this.#queue.push(() => site.receive("keeper", encodeRelay(message), this.nowMs));
      }
    }
  }

  /** Everything that is on its way arrives, and frames are drawn as long as `draws` says so. */
  run(frames: number, draws = true): void {
    for (let i = 0; i < frames; i++) {
      this.nowMs += 16;
      this.atKeeper({ type: "tick" });
      for (const site of this.sites.values()) {
        site.frame(this.nowMs);
        if (draws) site.drawn(OBJECT, site.isSolid(OBJECT, this.nowMs));
      }
      for (const deliver of this.#queue.splice(0)) deliver();
    }
  }

  commits(): number {
    return this.said.filter(({ message }) => message.type === "commit").length;
  }
}

let room: Room;
let ann: RelaySession;
let bob: RelaySession;
beforeEach(() => {
  room = new Room();
  ann = room.enter(ANN);
  bob = room.enter(BOB);
  room.run(3);
  room.atKeeper({ type: "created", object: OBJECT, heir: ANN });
  room.run(20);
});

function offerAndAccept(): void {
  ann.do({ type: "offer", object: OBJECT, to: BOB, nonce: "a1" }, room.nowMs);
  room.run(1);
  bob.do({ type: "accept", object: OBJECT, nonce: "b1" }, room.nowMs);
  room.run(1);
}

test("[RELAY-5] nothing is given before the glass has been drawn without it", () => {
  expect(ann.isSolid(OBJECT, room.nowMs)).toBe(true);
  offerAndAccept();
  expect(bob.isGhost(OBJECT)).toBe(true);
  ann.do({ type: "let-go", object: OBJECT }, room.nowMs);
  expect(ann.isSolid(OBJECT, room.nowMs)).toBe(false);
  // The glass hangs for a second, and the commit waits, with all its repetitions.
  room.run(60, false);
  expect(room.commits()).toBe(0);
  expect(bob.isSolid(OBJECT, room.nowMs)).toBe(false);
  ann.drawn(OBJECT, false);
  expect(room.commits()).toBeGreaterThan(0);
  room.run(2);
  expect(bob.isSolid(OBJECT, room.nowMs)).toBe(true);
  expect(ann.isSolid(OBJECT, room.nowMs)).toBe(false);
});

test("each word to another site goes both ways, and the second copy changes nothing", () => {
  offerAndAccept();
  ann.do({ type: "let-go", object: OBJECT }, room.nowMs);
  room.run(10);
  const ways = room.said.filter(({ message }) => message.type === "commit").map(({ way }) => way);
  expect(new Set(ways)).toEqual(new Set(["datagram", "server"]));
  expect(bob.baton(OBJECT)).toMatchObject({ role: "held", seq: 1 });
  expect(ann.baton(OBJECT).role).toBe("none");
});

test("[RELAY-1] a page that draws nothing asks for no lease, and its right runs out", () => {
  const untilMs = ann.baton(OBJECT).leaseUntilMs;
  const pings = room.said.length;
  room.nowMs += 11_000;
  expect(room.said).toHaveLength(pings);
  expect(ann.isSolid(OBJECT, untilMs - 1)).toBe(true);
  expect(ann.isSolid(OBJECT, room.nowMs)).toBe(false);
});

test("what is no message of ours is counted and changes nothing", () => {
  const before = ann.baton(OBJECT);
  ann.receive(BOB, "{", room.nowMs);
  ann.receive(BOB, JSON.stringify({ type: "offer", object: "../../x" }), room.nowMs);
  expect(ann.unreadable).toBe(2);
  expect(ann.baton(OBJECT)).toBe(before);
});
