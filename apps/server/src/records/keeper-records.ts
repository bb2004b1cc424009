import type { DatabaseSync } from "node:sqlite";
import { peerIdSchema, type RoomId } from "@visavis/protocol";
import type { KeeperRecord } from "@visavis/relay";
import * as v from "valibot";
import { inTransaction } from "./database.ts";

/** What a keeper must not forget; both throw when the disk refuses. */
export interface KeeperStore {
  read(): KeeperRecord[];
  /** All on the disk when this returns. */
  write(records: readonly KeeperRecord[]): void;
}

const row = v.pipe(
  v.object({
    object: v.string(),
    term: v.number(),
    seq: v.number(),
    holder: v.nullable(peerIdSchema),
    mode: v.picklist(["direct", "keeper"]),
    is_withdrawn: v.number(),
  }),
  v.transform(({ is_withdrawn: isWithdrawn, ...kept }): KeeperRecord => ({
    ...kept,
    isWithdrawn: isWithdrawn === 1,
  })),
);

/** Terms only go up, whatever the program above believes: a record that would lower one is refused. */
const WRITE = `
  INSERT INTO kept_objects (room, object, term, seq, holder, mode, is_withdrawn)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET term = excluded.term, seq = excluded.seq, holder = excluded.holder,
    mode = excluded.mode, is_withdrawn = excluded.is_withdrawn
  WHERE (excluded.term, excluded.seq) >= (term, seq)`;

export function keeperStore(database: () => DatabaseSync, room: RoomId): KeeperStore {
  return {
    read: () => {
      const rows = database()
        .prepare("SELECT * FROM kept_objects WHERE room = ? ORDER BY object")
        .all(room);
      return v.parse(v.array(row), rows);
    },
    write: (records) => {
      const db = database();
      inTransaction(db, () => {
        const statement = db.prepare(WRITE);
        for (const { object, term, seq, holder, mode, isWithdrawn } of records) {
          const put = [room, object, term, seq, holder, mode, isWithdrawn ? 1 : 0] as const;
          if (statement.run(...put).changes === 0) throw new Error("a term would go back");
        }
      });
    },
  };
}
