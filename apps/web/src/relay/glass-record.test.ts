import { expect, test } from "vitest";
import { GlassRecord } from "./glass-record.ts";

const frame = (atMs: number, isSolid: boolean) => ({ atMs, isSolid, term: 1, seq: 0 });

test("tells changes, solid frames, and what came since a follower last asked", () => {
  const record = new GlassRecord();
  record.frame(frame(1, false));
  record.frame(frame(2, true));
  const first = record.since(0);
  expect(first).toMatchObject({ count: 2, frames: [{ atMs: 1 }, { atMs: 2 }] });
  expect(record.since(first.count).frames).toEqual([]);
  record.frame(frame(3, true));
  record.frame(frame(4, false));
  expect(record.since(first.count).frames.map(({ atMs }) => atMs)).toEqual([3, 4]);
  expect(record.report).toEqual({
    drawn: [
      { atMs: 2, isSolid: true },
      { atMs: 4, isSolid: false },
    ],
    solidFrames: [2, 3],
    frames: 4,
  });
});

test("a follower who asks too late gets what is still kept, and no more than that", () => {
  const record = new GlassRecord();
  for (let atMs = 1; atMs <= 60_000; atMs++) record.frame(frame(atMs, true));
  const { count, frames } = record.since(0);
  expect(count).toBe(60_000);
  expect(frames.length).toBeLessThan(30_000);
  expect(frames.at(-1)?.atMs).toBe(60_000);
});
