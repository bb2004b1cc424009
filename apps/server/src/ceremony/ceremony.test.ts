import { parsePeerId } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { type Ceremony, type CeremonyEvent, nextCeremony, NO_CEREMONY } from "./ceremony.ts";
import { decodeCeremony, encodeCeremony } from "./ceremony-schema.ts";

const ann = parsePeerId("annannann");
const bob = parsePeerId("bobbobbob");
const prepare: CeremonyEvent = {
  type: "prepare",
  title: "Opening",
  objects: [
    { object: "torch", kind: "torch", starter: ann },
    { object: "second", kind: "torch", starter: bob },
  ],
  order: [bob],
};

/** What comes of events at their times. */
function after(...events: [number, CeremonyEvent][]) {
  let ceremony: Ceremony = NO_CEREMONY;
  let begins = 0;
  const kisses: { atMs: number; lengthMs: number }[] = [];
  for (const [nowMs, event] of events) {
    const step = nextCeremony(ceremony, event, nowMs);
    ({ ceremony } = step);
    if (step.begins) begins++;
    if (step.kissed) {
      kisses.push({ atMs: step.kissed.startedAtMs, lengthMs: step.kissed.lengthMs });
    }
  }
  return { ceremony, begins, kisses };
}

const started: [number, CeremonyEvent][] = [
  [0, prepare],
  [0, { type: "start", inMs: 0 }],
];
const annStarts: CeremonyEvent = { type: "kiss-started", peer: ann, object: "torch" };
const bobStarts: CeremonyEvent = { type: "kiss-started", peer: bob, object: "second" };
const ends = (peer: typeof ann, lengthMs: number): CeremonyEvent => ({
  type: "kiss-ended",
  peer,
  lengthMs,
});

function passed(object: string, count: number): CeremonyEvent {
  return { type: "object-passed", object, count };
}

function kiss(annMs: number, bobMs: number) {
  return after(
    ...started,
    [1000, annStarts],
    [1040, bobStarts],
    [5000, ends(ann, annMs)],
    [5050, ends(bob, bobMs)],
  );
}

describe("ceremony", () => {
  test("[CER-2] prepared, counted down, begun once, finished", () => {
    expect(after([0, { type: "start", inMs: 5 }]).ceremony).toBe(NO_CEREMONY);
    const counting = after([0, prepare], [100, { type: "start", inMs: 3000 }]);
    expect(counting.ceremony).toMatchObject({ phase: "countdown", startsAtMs: 3100 });
    const tick: CeremonyEvent = { type: "tick" };
    const begun = after(
      [0, prepare],
      [100, { type: "start", inMs: 3000 }],
      [3099, tick],
      [3100, tick],
      [3101, tick],
    );
    expect(begun.begins).toBe(1);
    expect(begun.ceremony).toMatchObject({ phase: "running", startedAtMs: 3100 });
    const done = after(...started, [50, { type: "finish" }], [60, annStarts], [61, prepare]);
    expect(done.ceremony).toMatchObject({ phase: "idle", startedAtMs: null });
    expect(after(...started, [50, { type: "finish" }]).ceremony).toMatchObject({
      phase: "done",
      endedAtMs: 50,
    });
  });

  test("[CER-2] a countdown can be called off; what goes on cannot be prepared anew", () => {
    const off = after([0, prepare], [0, { type: "start", inMs: 3000 }], [10, { type: "call-off" }]);
    expect(off.ceremony).toMatchObject({ phase: "idle", startsAtMs: null, title: "Opening" });
    const { ceremony } = after(...started);
    expect(nextCeremony(ceremony, prepare, 5).ceremony).toBe(ceremony);
    expect(nextCeremony(ceremony, { type: "call-off" }, 5).ceremony).toBe(ceremony);
  });

  test("[CER-3] passes are counted for each object", () => {
    const { ceremony } = after(
      ...started,
      [70, passed("torch", 1)],
      [80, passed("torch", 2)],
      [90, passed("nothing", 1)],
    );
    expect(ceremony.objects.map(({ passes }) => passes)).toEqual([3, 0]);
    expect(ceremony.lastPassAtMs).toBe(80);
  });

  test("[CER-4] a kiss is one when both sites say so, and lights the second torch from the first", () => {
    expect(after(...started).ceremony.objects.map(({ isLit }) => isLit)).toEqual([true, false]);
    const one = after(...started, [1000, annStarts], [5000, ends(ann, 4000)]);
    expect(one.ceremony).toMatchObject({ phase: "running", kissMs: null });
    const both = after(...started, [1000, annStarts], [1040, bobStarts]);
    expect(both.ceremony.phase).toBe("kiss");
    expect(both.ceremony.objects.map(({ isLit }) => isLit)).toEqual([true, true]);
    const late = after(...started, [1000, annStarts], [3000, bobStarts]);
    expect(late.ceremony.phase).toBe("running");
    const same = after(...started, [1000, annStarts], [1040, { ...bobStarts, object: "torch" }]);
    expect(same.ceremony.phase).toBe("running");
  });

  test("[CER-5] of two lengths within 300 ms the mean counts, else the shorter", () => {
    expect(kiss(4400, 4600).kisses).toEqual([{ atMs: 1040, lengthMs: 4500 }]);
    expect(kiss(4400, 2600).kisses).toEqual([{ atMs: 1040, lengthMs: 2600 }]);
    expect(kiss(4400, 4600).ceremony).toMatchObject({ phase: "running", kissMs: 4500 });
  });

  test("[CER-5] nobody's kiss lasts longer than he was there, and one whose partner is gone ends", () => {
    const boast = after(
      ...started,
      [1000, annStarts],
      [1000, bobStarts],
      [2000, ends(ann, 600_000)],
      [2000, ends(bob, 600_000)],
    );
    expect(boast.kisses).toEqual([{ atMs: 1000, lengthMs: 2500 }]);
    const tick: CeremonyEvent = { type: "tick" };
    const alone = after(
      ...started,
      [1000, annStarts],
      [1000, bobStarts],
      [3000, ends(ann, 2500)],
      [3500, tick],
      [4000, tick],
      [5000, ends(bob, 9000)],
    );
    expect(alone.kisses).toEqual([{ atMs: 1000, lengthMs: 2500 }]);
    const dead = after(...started, [1000, annStarts], [1000, bobStarts], [121_000, tick]);
    expect(dead.ceremony).toMatchObject({ phase: "running", kissMs: null });
  });

  test("[CER-6] on disk it is whole, but for a kiss that was cut short", () => {
    const { ceremony } = after(...started, [1000, annStarts], [1040, bobStarts]);
    expect(decodeCeremony(encodeCeremony(ceremony))).toEqual({
      ...ceremony,
      phase: "running",
      kissReports: [],
    });
  });
});
