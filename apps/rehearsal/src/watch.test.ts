import { expect, test } from "vitest";
import type { PageReport } from "@visavis/protocol";
import { summaryOf } from "./watch.ts";

const report: PageReport = {
  camera: { width: 720, height: 1280, fps: 30 },
  sent: { width: 384, height: 1280, fps: 20, kbps: 1000, codec: "H264" },
  shown: { fps: 20, freezes: 0, frozenMs: 0 },
  latencyMs: null,
  audio: null,
  heightM: 1.75,
  errors: [],
};

test("rates are means and the height is a median over the watch, the rest is the last word", () => {
  const reports = [
    { ...report, heightM: 1.9 },
    { ...report, heightM: null, sent: { ...report.sent!, fps: 10, kbps: 400 } },
    { ...report, heightM: 1.74 },
    { ...report, shown: { fps: 25, freezes: 1, frozenMs: 300 } },
  ];
  const summary = summaryOf({ reports });
  expect(summary?.heightM).toBe(1.75);
  expect(summary?.sent).toMatchObject({ fps: 17.5, kbps: 850, codec: "H264" });
  expect(summary?.shown).toEqual({ fps: 25, freezes: 1, frozenMs: 300 });
});

test("nothing is made up where nothing was said", () => {
  expect(summaryOf({ reports: [] })).toBeNull();
  const silent = { ...report, sent: null, camera: null, heightM: null };
  expect(summaryOf({ reports: [silent] })).toEqual(silent);
});
