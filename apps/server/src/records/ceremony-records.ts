import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { Coordinates, PeerId, RoomId } from "@visavis/protocol";
import * as v from "valibot";
import type { Ceremony } from "../ceremony/ceremony.ts";
import { decodeCeremony, encodeCeremony } from "../ceremony/ceremony-schema.ts";

export interface Party {
  readonly peer: PeerId;
  readonly name: string;
  readonly place: string;
  readonly coordinates: Coordinates | null;
}

export interface CurrentCeremony {
  readonly id: number;
  readonly certificate: string;
  readonly ceremony: Ceremony;
  readonly hasPicture: boolean;
}

export interface PassRecord {
  readonly object: string;
  readonly term: number;
  readonly seq: number;
  readonly atMs: number;
  readonly from: Party;
  readonly to: Party;
  readonly commitMs: number | null;
}

export interface KissRecord {
  readonly atMs: number;
  readonly lengthMs: number;
  readonly between: readonly [Party, Party];
}

export interface Picture {
  readonly mediaType: "image/jpeg" | "image/png";
  readonly bytes: Uint8Array;
}

/** Of one room; the oldest go. A visitor needs no account, so what he can fill has an end. */
const MOST_KEPT = 100;
const MOST_PASSES = 20_000;
const MOST_PICTURE_BYTES = 1024 ** 3;

const currentRow = v.object({
  id: v.number(),
  certificate: v.string(),
  state: v.string(),
  pictures: v.number(),
});

/** Writes ceremonies down as they happen. Throws when the disk refuses. */
export class CeremonyRecords {
  readonly #database: () => DatabaseSync;

  constructor(database: () => DatabaseSync) {
    this.#database = database;
  }

  /** The ceremony that goes on in this room, or was the last and is not cleared away. */
  current(room: RoomId): CurrentCeremony | null {
    const row = this.#database()
      .prepare(
        `SELECT id, certificate, state, (SELECT count(*) FROM pictures WHERE ceremony = id) AS pictures
         FROM ceremonies WHERE room = ? AND is_current = 1 ORDER BY id DESC LIMIT 1`,
      )
      .get(room);
    if (!row) return null;
    const { id, certificate, state, pictures } = v.parse(currentRow, row);
    return { id, certificate, ceremony: decodeCeremony(state), hasPicture: pictures > 0 };
  }

  begin(room: RoomId, ceremony: Ceremony): CurrentCeremony {
    const database = this.#database();
    const certificate = randomBytes(16).toString("base64url");
    const { lastInsertRowid } = database
      .prepare("INSERT INTO ceremonies (room, certificate, is_current, state) VALUES (?, ?, 1, ?)")
      .run(room, certificate, encodeCeremony(ceremony));
    database
      .prepare(
        `DELETE FROM ceremonies WHERE room = ?1 AND id NOT IN
           (SELECT id FROM ceremonies WHERE room = ?1 ORDER BY id DESC LIMIT ${MOST_KEPT})`,
      )
      .run(room);
    return { id: Number(lastInsertRowid), certificate, ceremony, hasPicture: false };
  }

  save(id: number, ceremony: Ceremony): void {
    this.#database()
      .prepare("UPDATE ceremonies SET state = ?, started_at_ms = ? WHERE id = ?")
      .run(encodeCeremony(ceremony), ceremony.startedAtMs, id);
  }

  /** Put away; one that never began leaves nothing behind. */
  close(id: number): void {
    const database = this.#database();
    database.prepare("UPDATE ceremonies SET is_current = 0 WHERE id = ?").run(id);
    database.prepare("DELETE FROM ceremonies WHERE id = ? AND started_at_ms IS NULL").run(id);
  }

  addPass(id: number, pass: PassRecord): void {
    const { object, term, seq, atMs, from, to, commitMs } = pass;
    this.#database()
      .prepare(
        `INSERT OR IGNORE INTO passes SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
         WHERE (SELECT count(*) FROM passes WHERE ceremony = ?1) < ${MOST_PASSES}`,
      )
      .run(
        id,
        object,
        term,
        seq,
        Math.round(atMs),
        from.peer,
        from.name,
        from.place,
        to.peer,
        to.name,
        to.place,
        commitMs,
      );
    this.addPlaces(id, [from, to]);
  }

  /** From the giver, who alone knows when he let go; said once. False when that pass is not known. */
  setCommit(
    id: number,
    giver: PeerId,
    of: Pick<PassRecord, "object" | "seq" | "term">,
    ms: number,
  ): boolean {
    const { changes } = this.#database()
      .prepare(
        `UPDATE passes SET commit_ms = ?1 WHERE ceremony = ?2 AND from_peer = ?3
           AND object = ?4 AND term = ?5 AND seq = ?6 AND commit_ms IS NULL`,
      )
      .run(ms, id, giver, of.object, of.term, of.seq);
    return changes > 0;
  }

  addKiss(id: number, { atMs, lengthMs, between: [one, other] }: KissRecord): void {
    this.#database()
      .prepare(
        `INSERT INTO kisses (ceremony, at_ms, length_ms, one_name, one_place, other_name, other_place)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(id, Math.round(atMs), lengthMs, one.name, one.place, other.name, other.place);
    this.addPlaces(id, [one, other]);
  }

  addPlaces(id: number, parties: readonly Party[]): void {
    const put = this.#database().prepare(
      `INSERT INTO places VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         name = excluded.name, place = excluded.place,
         latitude_deg = coalesce(excluded.latitude_deg, latitude_deg),
         longitude_deg = coalesce(excluded.longitude_deg, longitude_deg)`,
    );
    for (const { peer, name, place, coordinates } of parties) {
      const { latitudeDeg = null, longitudeDeg = null } = coordinates ?? {};
      put.run(id, peer, name, place, latitudeDeg, longitudeDeg);
    }
  }

  /** False when there is one already, or no room for another. */
  addPicture(id: number, { mediaType, bytes }: Picture): boolean {
    const { changes } = this.#database()
      .prepare(
        `INSERT OR IGNORE INTO pictures SELECT id, ?2, ?3 FROM ceremonies WHERE id = ?1
           AND (SELECT coalesce(sum(length(bytes)), 0) FROM pictures) < ${MOST_PICTURE_BYTES}`,
      )
      .run(id, mediaType, bytes);
    return changes > 0;
  }
}
