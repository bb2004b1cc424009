// What was never seen of the room, guessed from what was seen around it: a plain wall goes on behind
// the person. Only where the room around is even; what is guessed gives way to the first sighting.
import { boxMean } from "./box";
import { brightnessOf, uOf, vOf } from "./camera-colour";
import { all, at, put, smoothOne, toDisplay } from "./lanes";
import { LEVEL } from "./plate";
import {
  cells,
  columns,
  plateB,
  plateCount,
  plateG,
  plateR,
  plateU,
  plateV,
  plateY,
  rows,
  scratchPlane,
  stride,
  trust,
  width,
} from "./planes";
import { spreadFrom } from "./spread-colour";

/** Never so sure as what was seen: light, shadow and movement of the camera are measured elsewhere. */
const MOST_TRUST: f32 = 0.85;
/**
 * Standard deviation of what a guess stands on as a share of its mean, square roots of light: even,
 * and not. A lamp's light falls off across a wall; in the dark everything looks alike.
 */
const EVEN: f32 = 0.045;
const UNEVEN: f32 = 0.09;
/** Cells around a known one that say how even the room is there. */
const AROUND: i32 = 4;
/** Sightings of a cell that others are guessed from: what was learnt in doubt has fewer. */
const SURELY_SEEN: u8 = 3;

const SEEN = 0;
const MEAN_R = 1;
const MEAN_G = 2;
const MEAN_B = 3;
const SQUARE = 4;
const NEAR = 5;
const BETWEEN = 6;
const OWN_R = 7;
const OWN_G = 8;
const OWN_B = 9;

export function guessPlate(): void {
  if (!findSeen()) return;
  measureEvenness();
  spread(OWN_R, OWN_G, OWN_B);
  spread(SQUARE, NEAR, NEAR);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      if (load<u8>(plateCount + <usize>i) == 0) guessCell(x, y, i);
    }
  }
}

/** @returns whether some of the room was seen and some not */
function findSeen(): bool {
  let seen = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      const isSeen = load<u8>(plateCount + <usize>i) >= SURELY_SEEN;
      put(scratchPlane(SEEN), i, isSeen ? 1 : 0);
      put(scratchPlane(OWN_R), i, isSeen ? sqrt<f32>(at(plateR, i)) : 0);
      put(scratchPlane(OWN_G), i, isSeen ? sqrt<f32>(at(plateG, i)) : 0);
      put(scratchPlane(OWN_B), i, isSeen ? sqrt<f32>(at(plateB, i)) : 0);
      put(scratchPlane(SQUARE), i, isSeen ? at(plateR, i) + at(plateG, i) + at(plateB, i) : 0);
      if (isSeen) seen++;
    }
  }
  return seen > 0 && seen < rows * columns;
}

/** Squares as they would be if each seen cell were as uneven in itself as the cells around it. */
function measureEvenness(): void {
  mean(SEEN, NEAR);
  mean(OWN_R, MEAN_R);
  mean(OWN_G, MEAN_G);
  mean(OWN_B, MEAN_B);
  mean(SQUARE, SQUARE);
  for (let i = 0; i < cells; i++) {
    const share: f32 = <f32>1 / max<f32>(1e-3, at(scratchPlane(NEAR), i));
    const r = at(scratchPlane(MEAN_R), i) * share;
    const g = at(scratchPlane(MEAN_G), i) * share;
    const b = at(scratchPlane(MEAN_B), i) * share;
    const variance = at(scratchPlane(SQUARE), i) * share - r * r - g * g - b * b;
    put(
      scratchPlane(SQUARE),
      i,
      max<f32>(0, variance) + at(plateR, i) + at(plateG, i) + at(plateB, i),
    );
  }
}

/** Carries three planes from the cells that were seen to all others. */
function spread(a: i32, b: i32, c: i32): void {
  const first = scratchPlane(a);
  const second = scratchPlane(b);
  const third = scratchPlane(c);
  spreadFrom(scratchPlane(SEEN), first, second, third, first, second, third);
}

function mean(source: i32, target: i32): void {
  const from = scratchPlane(source);
  boxMean(from, scratchPlane(target), columns, rows, stride, AROUND, scratchPlane(BETWEEN));
}

function guessCell(x: i32, y: i32, i: i32): void {
  const rootR = at(scratchPlane(OWN_R), i);
  const rootG = at(scratchPlane(OWN_G), i);
  const rootB = at(scratchPlane(OWN_B), i);
  const r = rootR * rootR;
  const g = rootG * rootG;
  const b = rootB * rootB;
  const light = r + g + b + 1e-4;
  const uneven = sqrt<f32>(max<f32>(0, at(scratchPlane(SQUARE), i) / light - 1));
  const known = MOST_TRUST * (1 - smoothOne(EVEN, UNEVEN, uneven));
  put(trust, i, known);
  if (known == 0) return;
  put(plateR, i, r);
  put(plateG, i, g);
  put(plateB, i, b);
  fillLevels(x, y, r, g, b);
}

/** The cell's levels in the plate at full size. */
function fillLevels(x: i32, y: i32, r: f32, g: f32, b: f32): void {
  const red = toDisplay(all(r));
  const blue = toDisplay(all(b));
  const bright = brightnessOf(red, toDisplay(all(g)), blue);
  const luma = i16x8.splat(levelOf(f32x4.extract_lane(bright, 0) * 219 + 16));
  const u = <u32>levelOf(f32x4.extract_lane(uOf(bright, blue), 0) + 128);
  const v = <u32>levelOf(f32x4.extract_lane(vOf(bright, red), 0) + 128);
  for (let k = 0; k < 4; k++) {
    v128.store64_lane(plateY + ((<usize>((4 * y + k) * width + 4 * x)) << 1), luma, 0);
  }
  for (let k = 0; k < 2; k++) {
    const chroma = (<usize>((2 * y + k) * (width >> 1) + 2 * x)) << 1;
    store<u32>(plateU + chroma, u | (u << 16));
    store<u32>(plateV + chroma, v | (v << 16));
  }
}

function levelOf(level: f32): i16 {
  return <i16>(level * LEVEL + 0.5);
}
