import type { DatabaseSync } from "node:sqlite";
import { type Certificate, type Coordinates, distanceKm, type RoomId } from "@visavis/protocol";
import * as v from "valibot";
import { decodeCeremony } from "../ceremony/ceremony-schema.ts";
import type { Picture } from "./ceremony-records.ts";

const ceremonyRow = v.object({
  id: v.number(),
  certificate: v.string(),
  room: v.string(),
  state: v.string(),
  pictures: v.number(),
});
type CeremonyRow = v.InferOutput<typeof ceremonyRow>;
const passRow = v.object({
  object: v.string(),
  at_ms: v.number(),
  from_peer: v.string(),
  from_name: v.string(),
  from_place: v.string(),
  to_peer: v.string(),
  to_name: v.string(),
  to_place: v.string(),
  commit_ms: v.nullable(v.number()),
});
const kissRow = v.object({
  at_ms: v.number(),
  length_ms: v.number(),
  one_name: v.string(),
  one_place: v.string(),
  other_name: v.string(),
  other_place: v.string(),
});
const placeRow = v.object({
  peer: v.string(),
  name: v.string(),
  place: v.string(),
  latitude_deg: v.nullable(v.number()),
  longitude_deg: v.nullable(v.number()),
});
const pictureRow = v.object({
  media_type: v.picklist(["image/jpeg", "image/png"]),
  bytes: v.instance(Uint8Array),
});

const SELECT = `SELECT id, certificate, room, state,
  (SELECT count(*) FROM pictures WHERE ceremony = id) AS pictures FROM ceremonies
  WHERE started_at_ms IS NOT NULL`;
/** What a page shows; the rest is on the disk. */
const MOST_PASSES_SHOWN = 1000;
const MOST_LISTED = 50;

type CeremonySummary = Pick<Certificate, "certificate" | "startedAt" | "title">;

/** Reads what the certificate page shows. Only ceremonies that began have a certificate. */
export class Certificates {
  readonly #database: () => DatabaseSync;

  constructor(database: () => DatabaseSync) {
    this.#database = database;
  }

  /** Null when there is none, or it is another room's. */
  read(certificate: string, room?: RoomId): Certificate | null {
    const row = this.#find(certificate, room);
    return row && this.#certificate(row);
  }

  /** The newest first. */
  list(room: RoomId): CeremonySummary[] {
    const rows = this.#database()
      .prepare(`${SELECT} AND room = ? ORDER BY id DESC LIMIT ${MOST_LISTED}`)
      .all(room);
    return v.parse(v.array(ceremonyRow), rows).map(({ certificate, state }) => {
      const { title, startedAtMs } = decodeCeremony(state);
      return { certificate, title, startedAt: instant(startedAtMs ?? 0) };
    });
  }

  picture(certificate: string, room?: RoomId): Picture | null {
    const ceremony = this.#find(certificate, room);
    if (!ceremony) return null;
    const row = this.#database()
      .prepare("SELECT media_type, bytes FROM pictures WHERE ceremony = ?")
      .get(ceremony.id);
    if (!row) return null;
    const { media_type: mediaType, bytes } = v.parse(pictureRow, row);
    return { mediaType, bytes };
  }

  #find(certificate: string, room?: RoomId): CeremonyRow | null {
    const row = this.#database().prepare(`${SELECT} AND certificate = ?`).get(certificate);
    const found = row ? v.parse(ceremonyRow, row) : null;
    return room === undefined || found?.room === room ? found : null;
  }

  #certificate({ id, certificate, state, pictures }: CeremonyRow): Certificate {
    const { title, objects, startedAtMs, endedAtMs, order } = decodeCeremony(state);
    const passes = this.#passes(id);
    const starters = objects.flatMap(({ starter }) => starter ?? []);
    const places = this.#places(id, [...starters, ...passes.flatMap(peersOf), ...order]);
    return {
      certificate,
      title,
      startedAt: instant(startedAtMs ?? 0),
      endedAt: endedAtMs === null ? null : instant(endedAtMs),
      objects: objects.map(({ object, kind }) => ({ object, kind })),
      places,
      distanceKm: wayKm(places.map(({ coordinates }) => coordinates)),
      passes: passes.map((pass) => ({
        at: instant(pass.at_ms),
        object: pass.object,
        from: { name: pass.from_name, place: pass.from_place },
        to: { name: pass.to_name, place: pass.to_place },
        commitMs: pass.commit_ms,
      })),
      kisses: this.#kisses(id),
      picture: pictures > 0 ? `/api/v1/certificates/${certificate}/picture` : null,
    };
  }

  #passes(id: number): v.InferOutput<typeof passRow>[] {
    const rows = this.#database()
      .prepare(
        `SELECT * FROM passes WHERE ceremony = ? ORDER BY at_ms, seq LIMIT ${MOST_PASSES_SHOWN}`,
      )
      .all(id);
    return v.parse(v.array(passRow), rows);
  }

  #kisses(id: number): Certificate["kisses"] {
    const rows = this.#database()
      .prepare("SELECT * FROM kisses WHERE ceremony = ? ORDER BY id LIMIT 100")
      .all(id);
    return v.parse(v.array(kissRow), rows).map((row) => ({
      at: instant(row.at_ms),
      lengthS: Math.round(row.length_ms / 100) / 10,
      between: [
        { name: row.one_name, place: row.one_place },
        { name: row.other_name, place: row.other_place },
      ],
    }));
  }

  /** In the order in which the object came to them. */
  #places(id: number, peers: readonly string[]): Certificate["places"] {
    const rows = v.parse(
      v.array(placeRow),
      this.#database().prepare("SELECT * FROM places WHERE ceremony = ?").all(id),
    );
    const ranks = new Map([...new Set(peers)].map((peer, rank) => [peer, rank]));
    const rank = (peer: string): number => ranks.get(peer) ?? ranks.size;
    return rows
      .toSorted((a, b) => rank(a.peer) - rank(b.peer))
      .map(({ name, place, latitude_deg: latitudeDeg, longitude_deg: longitudeDeg }) => {
        const isKnown = latitudeDeg !== null && longitudeDeg !== null;
        return { name, place, coordinates: isKnown ? { latitudeDeg, longitudeDeg } : null };
      });
  }
}

function peersOf(pass: v.InferOutput<typeof passRow>): string[] {
  return [pass.from_peer, pass.to_peer];
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** From place to place; null while one of them is nowhere, or there is only one. */
function wayKm(places: readonly (Coordinates | null)[]): number | null {
  if (places.length < 2) return null;
  let sumKm = 0;
  for (const [at, to] of places.entries()) {
    const from = places[at - 1];
    if (!to) return null;
    if (from) sumKm += distanceKm(from, to);
  }
  return Math.round(sumKm * 10) / 10;
}
