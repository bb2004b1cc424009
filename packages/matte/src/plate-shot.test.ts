import { expect, test } from "vitest";
import { pictureGrid } from "./picture-grid.ts";
import { PlateShot, type ShotState } from "./plate-shot.ts";

const SIZE = { widthPx: 160, heightPx: 160 };
const FRAME_MS = 33;

/** Levels that change by one from frame to frame, with a bright square at `squareX`. */
function picture(index: number, squareX = -100): Uint8Array {
  const bytes = new Uint8Array((SIZE.widthPx * SIZE.heightPx * 3) / 2).fill(100 + (index % 2));
  for (let y = 40; y < 90; y++) {
    for (let x = Math.max(0, squareX); x < squareX + 40; x++) bytes[y * SIZE.widthPx + x] = 220;
  }
  return bytes;
}

interface Film {
  readonly isSurelyEmpty?: boolean;
  readonly squareX?: (index: number) => number;
  readonly personShare?: (index: number) => number;
}

function shoot({ isSurelyEmpty = false, squareX, personShare = () => 0 }: Film): ShotState {
  const shot = new PlateShot(0, isSurelyEmpty);
  let progress = 0;
  for (let i = 0; i < 100; i++) {
    const i420 = picture(i, squareX?.(i));
    const atMs = i * FRAME_MS;
    shot.addPicture(i420, atMs);
    const state = shot.next({ grid: pictureGrid(i420, SIZE), personShare: personShare(i), atMs });
    if (state.state !== "taking") return state;
    expect(state.progress).toBeGreaterThanOrEqual(progress);
    progress = state.progress;
  }
  throw new Error("never over");
}

const personShare = (): number => 0.02;
const walksOut = (index: number): number => (index < 8 ? 0.1 : 0);

test("the plate is the mean of two seconds of the empty room", () => {
  const state = shoot({});
  if (state.state !== "taken") throw new Error(state.state);
  const { sums, frames } = state.plate;
  expect(frames).toBeGreaterThan(45);
  expect((sums[0] ?? 0) / frames).toBeCloseTo(100.5, 1);
});

test("somebody in the room stops it, unless it is said that nobody is there", () => {
  expect(shoot({ personShare })).toEqual({ state: "refused", code: "plate-not-empty" });
  expect(shoot({ personShare, isSurelyEmpty: true }).state).toBe("taken");
});

test("a wrong guess of the net in one frame is forgiven", () => {
  expect(shoot({ personShare: (i) => (i === 30 ? 0.02 : 0) }).state).toBe("taken");
});

test("something that moves stops it", () => {
  const state = shoot({ squareX: (i) => i });
  expect(state).toEqual({ state: "refused", code: "plate-moving" });
});

test("what happened before it began to count is no harm", () => {
  expect(shoot({ personShare: walksOut }).state).toBe("taken");
});
