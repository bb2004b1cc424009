import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { PicturePermits } from "../ceremony/picture-permits.ts";
import type { GatheringParts } from "../gathering.ts";
import { Metrics } from "../metrics.ts";
import { migrated } from "../records/database.ts";
import { Records } from "../records/records.ts";

const NOBODY = { away: 0, rooms: 0, sites: 0, sockets: 0 };

/** What a gathering needs, in memory; its clocks stand still unless the test moves them. */
export function gatheringParts(nowMs: () => number, database = new DatabaseSync(":memory:")) {
  const log = pino({ level: "silent" });
  const parts: GatheringParts = {
    caps: { sites: 4, viewers: 4 },
    records: new Records(() => migrated(database), log),
    permits: new PicturePermits(nowMs),
    metrics: new Metrics(() => NOBODY),
    log,
    leasesUntilMs: Number.NEGATIVE_INFINITY,
    steadyMs: nowMs,
    wallMs: nowMs,
  };
  return parts;
}
