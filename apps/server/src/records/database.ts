import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE kept_objects (
     room TEXT NOT NULL, object TEXT NOT NULL, term INTEGER NOT NULL, seq INTEGER NOT NULL,
     holder TEXT, mode TEXT NOT NULL, is_withdrawn INTEGER NOT NULL,
     PRIMARY KEY (room, object)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE ceremonies (
     id INTEGER PRIMARY KEY, room TEXT NOT NULL, certificate TEXT NOT NULL UNIQUE,
     is_current INTEGER NOT NULL, started_at_ms INTEGER, state TEXT NOT NULL
   ) STRICT;
   CREATE INDEX ceremonies_by_room ON ceremonies (room, id);
   CREATE TABLE passes (
     ceremony INTEGER NOT NULL REFERENCES ceremonies ON DELETE CASCADE,
     object TEXT NOT NULL, term INTEGER NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL,
     from_peer TEXT NOT NULL, from_name TEXT NOT NULL, from_place TEXT NOT NULL,
     to_peer TEXT NOT NULL, to_name TEXT NOT NULL, to_place TEXT NOT NULL, commit_ms REAL,
     PRIMARY KEY (ceremony, object, term, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE kisses (
     id INTEGER PRIMARY KEY, ceremony INTEGER NOT NULL REFERENCES ceremonies ON DELETE CASCADE,
     at_ms INTEGER NOT NULL, length_ms REAL NOT NULL,
     one_name TEXT NOT NULL, one_place TEXT NOT NULL,
     other_name TEXT NOT NULL, other_place TEXT NOT NULL
   ) STRICT;
   CREATE INDEX kisses_by_ceremony ON kisses (ceremony);
   CREATE TABLE places (
     ceremony INTEGER NOT NULL REFERENCES ceremonies ON DELETE CASCADE,
     peer TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
     latitude_deg REAL, longitude_deg REAL,
     PRIMARY KEY (ceremony, peer)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE pictures (
     ceremony INTEGER PRIMARY KEY REFERENCES ceremonies ON DELETE CASCADE,
     media_type TEXT NOT NULL, bytes BLOB NOT NULL
   ) STRICT;`,
];

/**
 * Opens the server's own database, for its owner's eyes only. Every commit is on the disk when it
 * returns: terms that were sent must never be forgotten. Throws when the disk refuses, and when
 * another server already runs on this folder.
 */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(folder);
  try {
    const file = path.join(folder, "visavis.db");
    closeSync(openSync(file, "a", 0o600));
    const database = new DatabaseSync(file, { timeout: 1000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    locks.set(database, lock);
    return migrated(database);
  } catch (error) {
    lock.close();
    throw error;
  }
}

export function closeDatabase(database: DatabaseSync): void {
  database.close();
  locks.get(database)?.close();
}

const locks = new WeakMap<DatabaseSync, DatabaseSync>();

/** Two keepers of one room would be two torches. The lock dies with the process that holds it. */
function lockFolder(folder: string): DatabaseSync {
  const lock = new DatabaseSync(path.join(folder, "keeper.lock"));
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock.close();
    throw new Error("another server runs on the same DATA_DIR", { cause });
  }
}

/** With everything in it that this server's release knows. */
export function migrated(database: DatabaseSync): DatabaseSync {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version > MIGRATIONS.length) {
    throw new Error(`visavis.db was written by a newer server (version ${version})`);
  }
  for (const [at, migration] of MIGRATIONS.entries()) {
    if (at < version) continue;
    inTransaction(database, () => {
      database.exec(migration);
      database.exec(`PRAGMA user_version = ${at + 1}`);
    });
  }
  database.exec("PRAGMA foreign_keys = ON");
  return database;
}

/** All of it or none. */
export function inTransaction(database: DatabaseSync, act: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    act();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
