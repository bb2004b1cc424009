import { expect, test } from "vitest";
import type { PictureGrid } from "@visavis/matte";
import { plateChange } from "./plate-difference.ts";

const COLUMNS = 90;
const ROWS = 120;
const FREE = new Uint8Array(COLUMNS * ROWS);

interface View {
  readonly shiftX?: number;
  readonly zoom?: number;
  readonly gain?: number;
  readonly detail?: number;
  readonly seed?: number;
}

/** A room with shelves of many brightnesses, as a camera sees it. */
function room({ shiftX = 0, zoom = 1, gain = 1, detail = 10, seed = 1 }: View = {}): PictureGrid {
  const cells = COLUMNS * ROWS;
  const grid = {
    columns: COLUMNS,
    rows: ROWS,
    y: new Float32Array(cells),
    u: new Float32Array(cells).fill(128),
    v: new Float32Array(cells).fill(128),
    detail: new Float32Array(cells).fill(detail),
    pixels: new Uint8Array(cells),
  };
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const x = Math.floor(((column - COLUMNS / 2) * zoom + COLUMNS / 2 + shiftX) / 6);
      const y = Math.floor(((row - ROWS / 2) * zoom + ROWS / 2) / 8);
      const shelf =
        Math.abs(Math.imul((x + 50) * 7919 + (y + 50) * 104_729, seed * 2_654_435)) % 140;
      grid.y[row * COLUMNS + column] = 12 + gain * (20 + shelf);
    }
  }
  return grid;
}

test("the same room is known again, brighter or darker and behind a person", () => {
  const plate = room();
  expect(plateChange({ plate, now: room(), hidden: FREE })).toBeNull();
  expect(plateChange({ plate, now: room({ gain: 1.25 }), hidden: FREE })).toBeNull();
  const now = room();
  const hidden = new Uint8Array(COLUMNS * ROWS);
  hidden.fill(255, 0, 60 * COLUMNS);
  now.y.fill(200, 0, 60 * COLUMNS);
  expect(plateChange({ plate, now, hidden })).toBeNull();
});

test.each([
  ["moved", { shiftX: 5 }],
  ["zoomed", { zoom: 1.15 }],
  ["light", { gain: 0.4 }],
  ["refocused", { detail: 3 }],
  ["changed", { seed: 5 }],
] as const)("a room that was %s is told apart", (change, view) => {
  expect(plateChange({ plate: room(), now: room(view), hidden: FREE })).toBe(change);
});

test("where hardly any of the room is seen nothing is said", () => {
  const hidden = new Uint8Array(COLUMNS * ROWS).fill(255);
  expect(plateChange({ plate: room(), now: room({ seed: 3 }), hidden })).toBe("unknown");
});
