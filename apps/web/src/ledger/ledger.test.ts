import { type FrameFacts, wholePictureFacts } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { FreezeMeter } from "./freeze-meter.ts";
import { Ledger } from "./ledger.ts";
import { quantilesOf, RecentValues } from "./quantiles.ts";
import { frameTimes, type ShownFrame } from "./stage-times.ts";

const facts: FrameFacts = {
  ...wholePictureFacts({ width: 720, height: 1280 }),
  capturedAtMs: 1_000_500,
  waitMs: 2,
  matteMs: 20,
  packMs: 3,
  encodeMs: 10,
};

// The remote clock is 500 ms ahead, so the frame was captured at 1 000 000 of ours.
const shown: ShownFrame = {
  facts,
  receivedAtMs: 1_000_050,
  decodeMs: 4,
  presentedAtMs: 1_000_090,
  onGlassAtMs: 1_000_100,
  clockOffsetMs: 500,
};

describe("ledger", () => {
  test("every millisecond from camera to glass is in one stage", () => {
    const { totalMs, stages } = frameTimes(shown);
    expect(totalMs).toBe(100);
    expect(stages).toEqual({
      wait: 2,
      matte: 20,
      pack: 3,
      encode: 10,
      network: 15,
      jitter: 36,
      decode: 4,
      glass: 10,
    });
    expect(Object.values(stages).reduce((sum, value) => sum + value, 0)).toBe(totalMs);
  });

  test("leaves out what the browser does not tell", () => {
    const { stages } = frameTimes({ ...shown, receivedAtMs: null });
    expect(stages).not.toHaveProperty("network");
    expect(stages).toHaveProperty("matte", 20);
  });

  test("states the rate and the quantiles of what was shown", () => {
    const ledger = new Ledger();
    for (let i = 0; i <= 60; i++) ledger.frameShown(i * 40, shown);
    expect(ledger.recent.fps).toBeCloseTo(25);
    expect(ledger.whole.total).toEqual({ p50: 100, p95: 100 });
    expect(ledger.whole.stages.matte).toEqual({ p50: 20, p95: 20 });
  });
});

describe("freeze meter", () => {
  test("counts a gap of three intervals and 150 ms more than usual", () => {
    const meter = new FreezeMeter();
    let atMs = 0;
    for (let i = 0; i < 40; i++) meter.frameShown((atMs += 40));
    meter.frameShown((atMs += 185));
    expect(meter.freezes).toBe(0);
    meter.frameShown((atMs += 300));
    expect(meter).toMatchObject({ freezes: 1, frozenMs: 300, longestGapMs: 300 });
  });

  test("does not count a gap that was meant", () => {
    const meter = new FreezeMeter();
    let atMs = 0;
    for (let i = 0; i < 40; i++) meter.frameShown((atMs += 40));
    meter.pause();
    meter.frameShown((atMs += 5000));
    expect(meter.freezes).toBe(0);
  });
});

describe("quantiles", () => {
  test("of nothing are null", () => {
    expect(quantilesOf([])).toBeNull();
  });

  test("are of the newest values only", () => {
    const recent = new RecentValues(3);
    [9, 9, 1, 2, 3].forEach((value) => recent.add(value));
    expect(quantilesOf(recent.values)).toEqual({ p50: 2, p95: 3 });
  });
});
