import { expect, test } from "vitest";
import { accountOf, type GlassTrace } from "./glass-account.ts";
import type { ClockCheck } from "./glass-log.ts";

const EXACT: ClockCheck = { offsetMs: 0.2, errorMs: 0.5 };

interface Look {
  readonly from: number;
  readonly to: number;
  readonly seq: number;
  readonly term?: number;
}

/** A glass drawn every 10 ms from 0 to 1000, solid in the given spans. */
function trace(looks: readonly Look[], phaseMs = 0): GlassTrace {
  const frames = Array.from({ length: 101 }, (_, i) => {
    const atMs = i * 10 + phaseMs;
    const look = looks.find(({ from, to }) => atMs >= from && atMs < to);
    return { atMs, isSolid: look !== undefined, term: look?.term ?? 1, seq: look?.seq ?? 0 };
  });
  return { lives: [{ frames, endedAtMs: null, clock: EXACT }], pauses: [] };
}

test("a pass that is drawn as it should be is counted, with its gap", () => {
  const account = accountOf([
    trace([{ from: 0, to: 500, seq: 0 }]),
    trace([{ from: 540, to: 1010, seq: 1 }]),
  ]);
  expect(account).toMatchObject({
    passes: 1,
    gapsMs: [40],
    overlapFrames: 0,
    backwardFrames: 0,
    sharedHoldings: 0,
    terms: 1,
    frames: 202,
  });
});

test("every frame drawn while another glass shows it is an overlap", () => {
  const account = accountOf([
    trace([{ from: 0, to: 500, seq: 0 }]),
    trace([{ from: 470, to: 1010, seq: 1 }], 5),
  ]);
  // 475 to 495 of one, 480 and 490 of the other; what stands on the glass counts until the next frame.
  expect(account.overlapFrames).toBe(5);
  expect(account.overlapFramesWithinClockError).toBe(0);
  expect(account.backwardFrames).toBeGreaterThan(0);
});

test("clocks that are known to differ are put right, and no further than they are known", () => {
  const late = trace([{ from: 470, to: 1010, seq: 1 }]);
  const [life] = late.lives;
  if (!life) throw new Error("one life");
  const clock = { offsetMs: 60, errorMs: 5 };
  const account = accountOf([
    trace([{ from: 0, to: 500, seq: 0 }]),
    { ...late, lives: [{ ...life, clock }] },
  ]);
  expect(account).toMatchObject({ overlapFrames: 0, gapsMs: [25], clockErrorMs: 5 });
});

test("what a stopped page's display keeps is told apart, and its first frame afterwards counts", () => {
  const frames = [0, 10, 900, 910].map((atMs) => ({
    atMs,
    isSolid: atMs < 905,
    term: 1,
    seq: 0,
  }));
  const stopped: GlassTrace = {
    lives: [{ frames, endedAtMs: null, clock: EXACT }],
    pauses: [{ fromMs: 12, toMs: 899 }],
  };
  const account = accountOf([stopped, trace([{ from: 500, to: 1010, seq: 0, term: 2 }], 5)]);
  // Woken, it drew it once more: that is a fault.
  expect(account.frozenMs).toBe(395);
  expect(account.overlapFrames).toBe(2);
});

test("a glass that was given up shows nothing, and its holding belongs to no other life", () => {
  const solid = { isSolid: true, term: 1, seq: 0 };
  const first = { frames: [{ atMs: 0, ...solid }], endedAtMs: 100, clock: EXACT };
  const again = { frames: [{ atMs: 300, ...solid }], endedAtMs: null, clock: EXACT };
  const other = trace([{ from: 150, to: 250, seq: 1 }]);
  const account = accountOf([{ lives: [first], pauses: [] }, other]);
  expect(account.overlapFrames).toBe(0);
  expect(accountOf([{ lives: [first, again], pauses: [] }]).sharedHoldings).toBe(1);
});
