import type { PeerId } from "@visavis/protocol";

/** Sites that measured the same kiss differ by less than this; beyond it the shorter is believed. */
const AGREEMENT_MS = 300;
/** Two reports are of one kiss if they begin this close together. */
const MEETING_MS = 1500;
/** What a report may claim beyond the time between its own two messages. */
const HEADSTART_MS = 1500;
/** How long the second site's measure is waited for. */
const SECOND_MS = 1000;
/** A page that died while it kissed must not kiss for ever. */
const LONGEST_MS = 120_000;

interface Report {
  readonly peer: PeerId;
  readonly object: string;
  readonly startedAtMs: number;
  readonly lengthMs: number | null;
  readonly endedAtMs: number | null;
}

/** What the sites have said of the kiss that goes on, or has just ended. */
export type KissReports = readonly Report[];

export interface Kiss {
  readonly startedAtMs: number;
  readonly between: readonly [PeerId, PeerId];
  readonly objects: readonly [string, string];
  /** Null while it lasts. */
  readonly lengthMs: number | null;
  /** Nothing that is still to come changes the length. */
  readonly isFinal: boolean;
}

export function withStart(
  reports: KissReports,
  peer: PeerId,
  object: string,
  nowMs: number,
): KissReports {
  const open = reports.find((report) => report.peer === peer && report.lengthMs === null);
  if (open?.object === object) return reports;
  const others = reports.filter(
    (report) =>
      report.peer !== peer && report.lengthMs === null && nowMs - report.startedAtMs < LONGEST_MS,
  );
  return [...others, { peer, object, startedAtMs: nowMs, lengthMs: null, endedAtMs: null }];
}

export function withEnd(
  reports: KissReports,
  peer: PeerId,
  lengthMs: number,
  nowMs: number,
): KissReports {
  return reports.map((report) =>
    report.peer === peer && report.lengthMs === null
      ? {
          ...report,
          endedAtMs: nowMs,
          lengthMs: Math.min(lengthMs, nowMs - report.startedAtMs + HEADSTART_MS),
        }
      : report,
  );
}

/** The kiss on which two sites agree; null while only one speaks of it. */
export function kissOf(reports: KissReports, nowMs: number): Kiss | null {
  const [first, ...rest] = reports;
  const second = rest.find(
    ({ object, startedAtMs }) =>
      first !== undefined &&
      object !== first.object &&
      Math.abs(startedAtMs - first.startedAtMs) < MEETING_MS,
  );
  if (!first || !second) return null;
  const startedAtMs = Math.max(first.startedAtMs, second.startedAtMs);
  const endedAtMs = Math.min(first.endedAtMs ?? Infinity, second.endedAtMs ?? Infinity);
  const lengths = [first.lengthMs, second.lengthMs].filter((lengthMs) => lengthMs !== null);
  const isLate = nowMs - endedAtMs >= SECOND_MS || nowMs - startedAtMs >= LONGEST_MS;
  return {
    startedAtMs,
    between: [first.peer, second.peer],
    objects: [first.object, second.object],
    lengthMs: lengthOf(lengths),
    isFinal: lengths.length === 2 || isLate,
  };
}

/** CER-5. */
function lengthOf(lengthsMs: readonly number[]): number | null {
  const [one, other] = lengthsMs;
  if (one === undefined) return null;
  if (other === undefined) return one;
  return Math.abs(one - other) <= AGREEMENT_MS ? (one + other) / 2 : Math.min(one, other);
}
