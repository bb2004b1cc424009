import type { CeremonyRequest, ObjectKind, PeerId } from "@visavis/protocol";
import { type Kiss, kissOf, type KissReports, withEnd, withStart } from "./kiss.ts";

interface CeremonyObject {
  readonly object: string;
  readonly kind: ObjectKind;
  readonly starter: PeerId | null;
  readonly isLit: boolean;
  readonly passes: number;
}

/** A run of show. Everything in it survives a restart of the server. */
export interface Ceremony {
  readonly phase: "idle" | "countdown" | "running" | "kiss" | "done";
  readonly title: string;
  readonly objects: readonly CeremonyObject[];
  readonly order: readonly PeerId[];
  readonly wantsPicture: boolean;
  readonly startsAtMs: number | null;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly lastPassAtMs: number | null;
  /** Of the last kiss. */
  readonly kissMs: number | null;
  readonly kissReports: KissReports;
}

export type CeremonyEvent =
  | Extract<CeremonyRequest, { type: "call-off" | "finish" | "prepare" | "start" }>
  | { readonly type: "object-passed"; readonly object: string; readonly count: number }
  | { readonly type: "kiss-started"; readonly peer: PeerId; readonly object: string }
  | { readonly type: "kiss-ended"; readonly peer: PeerId; readonly lengthMs: number }
  | { readonly type: "tick" };

export interface CeremonyStep {
  readonly ceremony: Ceremony;
  /** To be brought out now, each to its starter. */
  readonly begins: boolean;
  /** A kiss whose length is final, to be written down. */
  readonly kissed: (Kiss & { readonly lengthMs: number }) | null;
}

export const NO_CEREMONY: Ceremony = {
  phase: "idle",
  title: "",
  objects: [],
  order: [],
  wantsPicture: false,
  startsAtMs: null,
  startedAtMs: null,
  endedAtMs: null,
  lastPassAtMs: null,
  kissMs: null,
  kissReports: [],
};

/** The whole course of a ceremony. Pure; the same object comes back when nothing changed. */
export function nextCeremony(
  ceremony: Ceremony,
  event: CeremonyEvent,
  nowMs: number,
): CeremonyStep {
  const { phase } = ceremony;
  const isOn = phase === "running" || phase === "kiss";
  switch (event.type) {
    case "prepare":
      return isOn || phase === "countdown" ? same(ceremony) : to(prepared(event));
    case "start":
      if (phase !== "idle" || ceremony.objects.length === 0) return same(ceremony);
      return tick({ ...ceremony, phase: "countdown", startsAtMs: nowMs + event.inMs }, nowMs);
    case "call-off":
      return phase === "countdown"
        ? to({ ...ceremony, phase: "idle", startsAtMs: null })
        : same(ceremony);
    case "finish":
      return isOn
        ? to({ ...ceremony, phase: "done", endedAtMs: nowMs, kissReports: [] })
        : same(ceremony);
    case "object-passed":
      return isOn ? to(passed(ceremony, event.object, event.count, nowMs)) : same(ceremony);
    case "kiss-started":
      if (!isOn) return same(ceremony);
      return kiss(
        ceremony,
        withStart(ceremony.kissReports, event.peer, event.object, nowMs),
        nowMs,
      );
    case "kiss-ended":
      if (!isOn) return same(ceremony);
      return kiss(
        ceremony,
        withEnd(ceremony.kissReports, event.peer, event.lengthMs, nowMs),
        nowMs,
      );
    case "tick":
      return isOn ? kiss(ceremony, ceremony.kissReports, nowMs) : tick(ceremony, nowMs);
  }
}

function to(ceremony: Ceremony): CeremonyStep {
  return { ceremony, begins: false, kissed: null };
}
const same = to;

function prepared({
  title,
  objects,
  order,
  wantsPicture = false,
}: Extract<CeremonyRequest, { type: "prepare" }>): Ceremony {
  const names = new Set<string>();
  const distinct = objects.filter(({ object }) => !names.has(object) && names.add(object));
  // The first torch carries the flame; the others take it by a kiss.
  const first = distinct.find(({ kind }) => kind === "torch");
  return {
    ...NO_CEREMONY,
    title,
    order,
    wantsPicture,
    objects: distinct.map((one) => {
      const { object, kind, starter } = one;
      return { object, kind, starter, isLit: one === first, passes: 0 };
    }),
  };
}

function tick(ceremony: Ceremony, nowMs: number): CeremonyStep {
  const { phase, startsAtMs } = ceremony;
  if (phase !== "countdown" || startsAtMs === null || nowMs < startsAtMs) return same(ceremony);
  return {
    ceremony: { ...ceremony, phase: "running", startedAtMs: nowMs },
    begins: true,
    kissed: null,
  };
}

function passed(ceremony: Ceremony, object: string, count: number, nowMs: number): Ceremony {
  if (!ceremony.objects.some((one) => one.object === object)) return ceremony;
  return {
    ...ceremony,
    lastPassAtMs: nowMs,
    objects: ceremony.objects.map((one) =>
      one.object === object ? { ...one, passes: one.passes + count } : one,
    ),
  };
}

function kiss(ceremony: Ceremony, reports: KissReports, nowMs: number): CeremonyStep {
  const now = kissOf(reports, nowMs);
  if (!now) {
    const isSame = reports === ceremony.kissReports && ceremony.phase === "running";
    return isSame ? same(ceremony) : to({ ...ceremony, phase: "running", kissReports: reports });
  }
  const { lengthMs } = now;
  const isOver = lengthMs !== null || now.isFinal;
  const next: Ceremony = {
    ...ceremony,
    phase: isOver ? "running" : "kiss",
    kissMs: lengthMs ?? ceremony.kissMs,
    kissReports: now.isFinal ? [] : reports,
    objects: lit(ceremony.objects, now.objects),
  };
  const kissed = now.isFinal && lengthMs !== null ? { ...now, lengthMs } : null;
  return { ceremony: isAlike(ceremony, next) ? ceremony : next, begins: false, kissed };
}

/** A flame lights what it touches. */
function lit(
  objects: readonly CeremonyObject[],
  touching: readonly string[],
): readonly CeremonyObject[] {
  const both = objects.filter(({ object, kind }) => kind === "torch" && touching.includes(object));
  if (both.length < 2 || both.every(({ isLit }) => isLit) || !both.some(({ isLit }) => isLit)) {
    return objects;
  }
  return objects.map((one) => (both.includes(one) ? { ...one, isLit: true } : one));
}

function isAlike(a: Ceremony, b: Ceremony): boolean {
  return (
    a.phase === b.phase &&
    a.kissMs === b.kissMs &&
    a.kissReports === b.kissReports &&
    a.objects === b.objects
  );
}
