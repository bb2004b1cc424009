import { mkdtempDisposable, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parsePeerId, parseRoomId } from "@visavis/protocol";
import type { KeeperRecord } from "@visavis/relay";
import { describe, expect, test } from "vitest";
import { closeDatabase, inTransaction, migrated, openDatabase } from "./database.ts";
import { keeperStore } from "./keeper-records.ts";

const room = parseRoomId("blue-room");
const folder = async () => mkdtempDisposable(path.join(tmpdir(), "visavis-records-"));

const record: KeeperRecord = {
  object: "torch",
  term: 7,
  seq: 3,
  holder: parsePeerId("annannann"),
  mode: "direct",
  isWithdrawn: false,
};

describe("records", () => {
  test("[RELAY-14] are for their owner's eyes, and written through to the disk", async () => {
    await using place = await folder();
    const database = openDatabase(path.join(place.path, "data"));
    const value = (pragma: string): unknown =>
      Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
    expect([value("journal_mode"), value("synchronous")]).toEqual(["wal", 2]);
    keeperStore(() => database, room).write([record]);
    for (const name of ["visavis.db", "visavis.db-wal"]) {
      expect((await stat(path.join(place.path, "data", name))).mode & 0o077, name).toBe(0);
    }
    closeDatabase(database);
    const again = openDatabase(path.join(place.path, "data"));
    expect(keeperStore(() => again, room).read()).toEqual([record]);
    expect(keeperStore(() => again, parseRoomId("red-room")).read()).toEqual([]);
    closeDatabase(again);
  });

  test("[RELAY-14] no term and no count of passes ever goes back, and then nothing else is written", () => {
    const database = migrated(new DatabaseSync(":memory:"));
    const store = keeperStore(() => database, room);
    store.write([record]);
    for (const lower of [
      { ...record, term: 6, seq: 9 },
      { ...record, seq: 2 },
    ]) {
      const other = { ...record, object: "scroll" };
      expect(() => store.write([other, lower])).toThrow("back");
      expect(store.read()).toEqual([record]);
    }
    store.write([{ ...record, holder: null, isWithdrawn: true }]);
    store.write([{ ...record, term: 8, seq: 0 }]);
    expect(store.read()).toMatchObject([{ term: 8, seq: 0, isWithdrawn: false }]);
  });

  test("[RELAY-27] one folder has one keeper; the lock goes with its holder", async () => {
    await using place = await folder();
    const first = openDatabase(place.path);
    expect(() => openDatabase(place.path)).toThrow("another server");
    closeDatabase(first);
    closeDatabase(openDatabase(place.path));
  });

  test("a database of a later release, or none at all, is refused and left alone", async () => {
    await using place = await folder();
    const later = new DatabaseSync(path.join(place.path, "visavis.db"));
    later.exec("PRAGMA user_version = 99");
    later.close();
    expect(() => openDatabase(place.path)).toThrow("newer");
    await using other = await folder();
    await writeFile(
      path.join(other.path, "visavis.db"),
      "no database at all, but some text".repeat(99),
    );
    expect(() => openDatabase(other.path)).toThrow(/not a database/);
  });

  test("a transaction is whole or not at all", () => {
    const database = migrated(new DatabaseSync(":memory:"));
    expect(() =>
      inTransaction(database, () => {
        keeperRow(database);
        throw new Error("in between");
      }),
    ).toThrow("in between");
    expect(database.prepare("SELECT count(*) AS count FROM kept_objects").get()).toEqual({
      count: 0,
    });
  });
});

function keeperRow(database: DatabaseSync): void {
  database.exec("INSERT INTO kept_objects VALUES ('r', 'torch', 1, 0, NULL, 'keeper', 0)");
}
