import type { DatabaseSync } from "node:sqlite";
import type { RoomId } from "@visavis/protocol";
import type { Logger } from "pino";
import { CeremonyRecords } from "./ceremony-records.ts";
import { Certificates } from "./certificates.ts";
import { closeDatabase } from "./database.ts";
import { type KeeperStore, keeperStore } from "./keeper-records.ts";

/** What the server remembers over restarts: who holds what, and the ceremonies. */
export class Records {
  readonly #openDatabase: () => DatabaseSync;
  readonly ceremonies = new CeremonyRecords(() => this.#open());
  readonly certificates = new Certificates(() => this.#open());
  #database: DatabaseSync | null = null;

  /** Meetings need none of this: a disk that refuses is said in one line, and tried again later. */
  constructor(open: () => DatabaseSync, log: Logger) {
    this.#openDatabase = open;
    try {
      this.#open();
    } catch (error) {
      log.error({ reason: String(error) }, "the records cannot be opened: there is no torch");
    }
  }

  keeperStore(room: RoomId): KeeperStore {
    return keeperStore(() => this.#open(), room);
  }

  close(): void {
    if (this.#database) closeDatabase(this.#database);
    this.#database = null;
  }

  #open(): DatabaseSync {
    this.#database ??= this.#openDatabase();
    return this.#database;
  }
}
