import { parsePeerId, type PeerId } from "@visavis/protocol";
import { encodeRelay, type KeeperRecord, parseRelay, type RelayMessage } from "@visavis/relay";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { KeeperStore } from "../records/keeper-records.ts";
import { KeeperHost, type KeeperPorts } from "./keeper-host.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");
const BOOT_MS = 1_800_000_000_000;

/** A disk in memory that can be made to refuse, and that says when it was written. */
class TestDisk implements KeeperStore {
  readonly #diary: string[];
  readonly kept = new Map<string, KeeperRecord>();
  isBroken = false;

  constructor(diary: string[]) {
    this.#diary = diary;
  }

  read(): KeeperRecord[] {
    return [...this.kept.values()];
  }

  write(records: readonly KeeperRecord[]): void {
    if (this.isBroken) throw new Error("no space left on device");
    for (const record of records) {
      this.kept.set(record.object, record);
      this.#diary.push(`write ${record.term}`);
    }
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function host(disk?: TestDisk, change: Partial<KeeperPorts> = {}) {
  const diary: string[] = [];
  const store = disk ?? new TestDisk(diary);
  const told: { to: string; message: RelayMessage }[] = [];
  const start = performance.now();
  const keeper = new KeeperHost({
    store,
    steadyMs: () => performance.now() - start,
    wallMs: () => BOOT_MS,
    leasesUntilMs: Number.NEGATIVE_INFINITY,
    send: (to, text) => {
      const message = parseRelay(text);
      told.push({ to, message });
      diary.push(message.type === "mint" ? `mint ${message.term}` : message.type);
    },
    changed: (_, now) => diary.push(`changed ${now.term}`),
    suspected: (peer, what) => diary.push(`${peer} ${what}`),
    stopped: () => diary.push("stopped"),
    ...change,
  });
  const say = (from: PeerId, message: RelayMessage): boolean =>
    keeper.receive(from, encodeRelay(message));
  const ping = (from: PeerId): boolean =>
    say(from, { type: "ping", incarnation: `${from}1`, sentAtMs: 0, holdings: [] });
  /** Closes whatever term is to be closed. */
  const close = (from: PeerId): void => {
    const asked = told.findLast(({ to, message }) => to === from && message.type === "revoke");
    if (asked?.message.type !== "revoke") return;
    const { object, term } = asked.message;
    say(from, { type: "revoked", object, term, incarnation: `${from}1` });
  };
  return { keeper, store, told, diary, say, ping, close };
}

function lit() {
  const all = host();
  all.ping(ann);
  all.ping(bob);
  all.keeper.step({ type: "created", object: "torch", heir: ann });
  all.close(ann);
  all.close(bob);
  return all;
}

describe("keeper host", () => {
  test("[RELAY-14] a term is on the disk before anybody hears of it", () => {
    const { diary, store, keeper } = lit();
    const term = BOOT_MS + 1;
    expect(diary.indexOf(`write ${term}`)).toBeGreaterThan(0);
    expect(diary.indexOf(`write ${term}`)).toBeLessThan(diary.indexOf(`mint ${term}`));
    expect(store.read()).toEqual(keeper.records);
    expect(keeper.records).toMatchObject([{ term, holder: ann, mode: "direct" }]);
  });

  test("[RELAY-27] a disk that refuses stops the torch, with one word of it, and nothing more is said", () => {
    const { keeper, store, told, diary, ping, close } = lit();
    store.isBroken = true;
    keeper.step({ type: "recalled", object: "torch", heir: bob });
    close(ann);
    close(bob);
    expect(diary.filter((entry) => entry === "stopped")).toHaveLength(1);
    expect(told.findLast(({ message }) => message.type === "mint")).toMatchObject({ to: ann });
    const count = told.length;
    ping(ann);
    keeper.step({ type: "recalled", object: "torch", heir: bob });
    vi.advanceTimersByTime(60_000);
    keeper.sweep();
    expect(told).toHaveLength(count);
    expect(diary.filter((entry) => entry === "stopped")).toHaveLength(1);
  });

  test("[RELAY-27] when the disk is well again it goes on, once every lease is over", () => {
    const { keeper, store, told, ping, close } = lit();
    store.isBroken = true;
    keeper.step({ type: "recalled", object: "torch", heir: bob });
    close(ann);
    close(bob);
    store.isBroken = false;
    vi.advanceTimersByTime(10_900);
    keeper.sweep();
    expect(keeper.records).toEqual([]);
    vi.advanceTimersByTime(200);
    keeper.sweep();
    expect(keeper.records).toMatchObject([{ term: BOOT_MS + 1, holder: ann }]);
    ping(ann);
    ping(bob);
    vi.advanceTimersByTime(600);
    close(ann);
    close(bob);
    vi.advanceTimersByTime(10_600);
    expect(told.findLast(({ message }) => message.type === "mint")?.message).toMatchObject({
      term: BOOT_MS + 2,
    });
  });

  test("[RELAY-14] with its database lost it mints above what an earlier keeper can have minted, and late", () => {
    const { store } = lit();
    const [{ term } = { term: 0 }] = store.read();
    const later = host(undefined, { wallMs: () => BOOT_MS + 5000, leasesUntilMs: 10_500 });
    later.ping(ann);
    later.keeper.step({ type: "created", object: "torch", heir: ann });
    later.close(ann);
    vi.advanceTimersByTime(10_400);
    expect(later.diary.some((entry) => entry.startsWith("mint"))).toBe(false);
    later.ping(ann);
    vi.advanceTimersByTime(200);
    expect(later.keeper.records[0]?.term).toBeGreaterThan(term);
    expect(later.diary).toContain(`mint ${BOOT_MS + 5001}`);
  });

  test("nothing ticks while nothing can happen", () => {
    const { keeper, ping } = host();
    expect(vi.getTimerCount()).toBe(0);
    ping(ann);
    expect(vi.getTimerCount()).toBe(0);
    keeper.step({ type: "created", object: "torch", heir: ann });
    expect(vi.getTimerCount()).toBe(1);
    keeper.step({ type: "left", peer: ann, isPolite: true });
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("[RELAY-20] text that cannot be read is counted against its sender", () => {
    const { keeper, diary } = host();
    for (const text of ["", "{}", "[1]", '{"type":"ping"}', "x".repeat(9000)]) {
      expect(keeper.receive(ann, text)).toBe(false);
    }
    expect(diary.filter((entry) => entry === `${ann} unreadable`)).toHaveLength(5);
  });

  test("it may be forgotten when no lease of its can last", () => {
    const { keeper, ping } = host();
    expect(keeper.isOver).toBe(true);
    ping(ann);
    vi.advanceTimersByTime(10_499);
    expect(keeper.isOver).toBe(false);
    vi.advanceTimersByTime(1);
    expect(keeper.isOver).toBe(true);
  });
});
