import { DatabaseSync } from "node:sqlite";
import {
  type CeremonyRequest,
  isSite,
  parsePageId,
  parsePeerId,
  parseRoomId,
  type PeerId,
  type Role,
  type ServerMessage,
} from "@visavis/protocol";
import { encodeRelay, parseRelay, type RelayMessage } from "@visavis/relay";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Gathering, type GatheringParts } from "./gathering.ts";
import { gatheringParts } from "./testing/test-gathering.ts";
import { SITE } from "./testing/visiting-page.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");
const leader = parsePeerId("leaderleader");
const room = parseRoomId("blue-room");

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page that closes every term it is asked to close, takes what it is minted, and does no more. */
class Guest {
  readonly heard: ServerMessage[] = [];
  readonly minted = new Map<number, RelayMessage>();
  readonly #gathering: Gathering;
  readonly #peer: PeerId;

  constructor(gathering: Gathering, peer: PeerId, role: Role) {
    this.#gathering = gathering;
    this.#peer = peer;
    const page = parsePageId(`page${peer}`);
    gathering.room.enter({ peer, page, site: { ...SITE, role }, link: this });
    gathering.entered(peer);
    if (isSite(role)) this.ping();
  }

  send(message: ServerMessage): void {
    this.heard.push(message);
    if (message.type !== "relay") return;
    const said = parseRelay(message.message);
    if (said.type !== "revoke" && said.type !== "mint") return;
    const { object, term } = said;
    const about = { object, term, incarnation: this.life };
    const isMint = said.type === "mint";
    if (isMint) this.minted.set(term, said);
    queueMicrotask(() =>
      this.tell(isMint ? { type: "held", ...about, seq: 0 } : { type: "revoked", ...about }),
    );
  }

  refuse(): void {}

  get life(): string {
    return `${this.#peer}1`;
  }

  ping(): void {
    const [term] = [...this.minted.keys()].slice(-1);
    const holdings =
      term === undefined ? [] : [{ object: "torch", term, seq: 0, isHeld: true as const }];
    this.tell({ type: "ping", incarnation: this.life, sentAtMs: 0, holdings });
  }

  tell(message: RelayMessage): void {
    this.#gathering.relay(this.#peer, this, "keeper", encodeRelay(message));
  }

  ask(message: Parameters<Gathering["request"]>[2]): void {
    this.#gathering.request(this.#peer, this, message);
  }
}

function gather(change: Partial<GatheringParts> = {}, database = new DatabaseSync(":memory:")) {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line) => lines.push(line) });
  const startMs = 1_800_000_000_000 - performance.now();
  const nowMs = (): number => startMs + performance.now();
  const parts = { ...gatheringParts(nowMs, database), log, ...change };
  const gathering = new Gathering(room, parts);
  return { gathering, parts, lines };
}

function isHealth(message: ServerMessage): boolean {
  return message.type === "ceremony" && message.message.type === "health";
}

const prepare: Extract<CeremonyRequest, { type: "prepare" }> = {
  type: "prepare",
  title: "",
  objects: [{ object: "torch", kind: "torch", starter: ann }],
  order: [],
};

async function lit(all = gather()) {
  const guests = [new Guest(all.gathering, ann, "booth"), new Guest(all.gathering, bob, "guest")];
  const operator = new Guest(all.gathering, leader, "operator");
  operator.ask(prepare);
  operator.ask({ type: "start", inMs: 0 });
  await vi.advanceTimersByTimeAsync(100);
  const [first = operator, second = operator] = guests;
  return { ...all, first, second, operator };
}

describe("gathering", () => {
  test("[CER-1] a site may bring out a torch where nobody runs the show, and only there", async () => {
    const { gathering } = gather();
    const first = new Guest(gathering, ann, "booth");
    const view = new Guest(gathering, bob, "view");
    const { objects } = prepare;
    const light: CeremonyRequest = { type: "light", objects };
    expect(() => view.ask(light)).toThrow("not this role's");
    const operator = new Guest(gathering, leader, "operator");
    first.ask(light);
    await vi.advanceTimersByTimeAsync(100);
    expect(first.minted.size).toBe(0);
    gathering.room.leave(leader, operator);
    first.ask(light);
    first.ask(light);
    await vi.advanceTimersByTimeAsync(100);
    expect(first.minted.size).toBe(1);
  });

  test("[CER-10] operators alone hear how the sites are doing", () => {
    const { gathering } = gather();
    const [first, second] = [
      new Guest(gathering, ann, "booth"),
      new Guest(gathering, bob, "guest"),
    ];
    const view = new Guest(gathering, parsePeerId("viewview"), "view");
    const operator = new Guest(gathering, leader, "operator");
    const health = {
      views: [{ peer: bob, fps: 29.5, freezes: 1, delayMs: 140 }],
      faults: ["matte-failed"],
    };
    first.ask({ type: "health", health });
    expect(operator.heard.at(-1)).toEqual({
      type: "ceremony",
      message: { type: "health", peer: ann, health },
    });
    expect([...second.heard, ...view.heard].filter(isHealth)).toEqual([]);
    expect(() => view.ask({ type: "health", health })).toThrow("not this role's");
  });

  test("[CER-3] the figures tell passes, mints, re-mints and lies apart", async () => {
    const { first, second, operator, parts } = await lit();
    const [term = 0] = first.minted.keys();
    const torch = { object: "torch", term };
    second.tell({ type: "held", ...torch, seq: 1, incarnation: second.life });
    first.tell({ type: "held", ...torch, seq: 2, incarnation: first.life });
    second.tell({ type: "held", ...torch, seq: 1e8, incarnation: second.life });
    operator.ask({ type: "recall", object: "torch", heir: bob });
    await vi.advanceTimersByTimeAsync(100);
    expect(second.minted.size).toBe(1);
    const figures = await parts.metrics.registry.metrics();
    for (const line of ["pass", "mint", "remint", "suspicion"]) {
      const count = line === "pass" ? 2 : 1;
      expect(figures).toContain(`visavis_relay_total{what="${line}"} ${count}`);
    }
  });

  test("[RELAY-26] a liar is named in the log by his peer id, and not a thousand times", async () => {
    const { second, lines, operator } = await lit();
    for (let i = 0; i < 1000; i++) {
      second.tell({ type: "ack", object: "torch", term: 1, seq: 1 });
    }
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain(`"peer":"${bob}","what":"not-for-the-keeper"`);
    const last = operator.heard.findLast(({ type }) => type === "ceremony");
    expect(last).toMatchObject({ message: { suspects: [{ peer: bob, count: 1000 }] } });
    const seen = second.heard.findLast(({ type }) => type === "ceremony");
    expect(seen).toMatchObject({ message: { suspects: [] } });
  });

  test("[RELAY-27] a torch that a broken disk kept in is brought out when the disk is well", async () => {
    const database = new DatabaseSync(":memory:");
    const all = gather({}, database);
    database.exec("PRAGMA query_only = ON");
    const { first, lines } = await lit(all);
    expect(first.minted.size).toBe(0);
    expect(lines.filter((line) => line.includes("the torch stops"))).toHaveLength(1);
    database.exec("PRAGMA query_only = OFF");
    for (let i = 0; i < 30; i++) {
      all.gathering.sweep();
      first.ping();
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(first.minted.size).toBe(1);
  });

  test("[CER-6] a countdown goes on in the next life of the server, and begins once", async () => {
    const database = new DatabaseSync(":memory:");
    const before = gather({}, database);
    const operator = new Guest(before.gathering, leader, "operator");
    operator.ask(prepare);
    operator.ask({ type: "start", inMs: 5000 });
    before.gathering.close();
    const { gathering } = gather({}, database);
    const guest = new Guest(gathering, ann, "booth");
    await vi.advanceTimersByTimeAsync(4900);
    expect(guest.minted.size).toBe(0);
    await vi.advanceTimersByTimeAsync(300);
    expect(guest.minted.size).toBe(1);
    gathering.sweep();
    await vi.advanceTimersByTimeAsync(2000);
    expect(guest.minted.size).toBe(1);
  });

  test("it is over when nobody is there and no lease can last", async () => {
    const { gathering, first } = await lit();
    gathering.room.leave(ann, first);
    expect(gathering.isOver).toBe(false);
    gathering.room.remove(bob);
    gathering.room.remove(leader);
    expect(gathering.isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(11_000);
    gathering.sweep();
    expect(gathering.isOver).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
