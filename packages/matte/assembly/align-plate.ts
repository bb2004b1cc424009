// A camera that was bumped looks at the room of its plate from a few pixels aside. How far is
// measured on the textured room at quarter size, first in whole cells, then finer (Lucas and Kanade),
// and the plate is moved along. Nothing is moved when that does not make the room fit again.
import { gainG } from "./exposure";
import { at, put } from "./lanes";
import {
  cells,
  columns,
  floodQueue,
  height,
  plateCount,
  plateG,
  plateU,
  plateV,
  plateY,
  rootG,
  rows,
  scratchPlane,
  stride,
  trust,
  width,
} from "./planes";
import { refreshPlate } from "./plate";
import { isRoom, textureAt } from "./watch-camera";

/** Cells to either side that are looked at; a bump of more is another picture. */
const FARTHEST: i32 = 4;
const MOST_SHIFT: f32 = 5;
const MARGIN: i32 = 6;
const TEXTURE: f32 = 0.03;
const LEAST_SAMPLES: i32 = 80;
/** Every so many cells across and down is looked at. */
const STEP: i32 = 3;
/** Mean difference of a textured cell that is more than noise. */
const MISFIT: f32 = 0.012;
/** A difference beyond this tells no more about the shift. */
const OUTLIER: f32 = 0.15;
const ROUNDS: i32 = 6;
/** Left of the difference when the shift is right; and the shift in pixels that is worth it. */
const BETTER: f32 = 0.6;
const LEAST_SHIFT: f32 = 0.4;
/** A shift this near to whole pixels is taken as whole: mixing pixels would blur the plate. */
const NEARLY_WHOLE: f32 = 0.15;

let shiftX: f32 = 0;
let shiftY: f32 = 0;

/** @returns whether the plate was moved */
export function alignPlate(): bool {
  const room = scratchPlane(0);
  for (let i = 0; i < cells; i++) put(room, i, sqrt<f32>(at(plateG, i) * gainG));
  const samples = findSamples();
  if (samples < LEAST_SAMPLES) return false;
  const before = mismatch(room, samples, 0);
  if (before < MISFIT * <f32>samples) return false;
  searchWhole(room, samples, before);
  if (!searchFine(room, samples)) return false;
  if (max(abs(shiftX), abs(shiftY)) > <f32>FARTHEST) return false;
  if (mismatchAt(room, samples, shiftX, shiftY) > BETTER * before) return false;
  const x = wholeIfNear(shiftX * 4);
  const y = wholeIfNear(shiftY * 4);
  if (abs(x) + abs(y) < LEAST_SHIFT) return false;
  movePlate(x, y);
  return true;
}

function findSamples(): i32 {
  let samples = 0;
  for (let y = MARGIN; y < rows - MARGIN; y += STEP) {
    for (let x = MARGIN + (y % 2); x < columns - MARGIN; x += STEP) {
      const i = y * stride + x;
      if (at(trust, i) < 0.9 || !isRoom(i) || textureAt(i) < TEXTURE) continue;
      store<i32>(floodQueue + ((<usize>samples) << 2), i);
      samples++;
    }
  }
  return samples;
}

function sample(k: i32): i32 {
  return load<i32>(floodQueue + ((<usize>k) << 2));
}

function mismatch(room: usize, samples: i32, offset: i32): f32 {
  let sum: f32 = 0;
  for (let k = 0; k < samples; k++) {
    const i = sample(k);
    sum += min(OUTLIER, abs(at(rootG, i) - at(room, i + offset)));
  }
  return sum;
}

function searchWhole(room: usize, samples: i32, before: f32): void {
  let best = before;
  shiftX = 0;
  shiftY = 0;
  for (let y = -FARTHEST; y <= FARTHEST; y++) {
    for (let x = -FARTHEST; x <= FARTHEST; x++) {
      const now = mismatch(room, samples, y * stride + x);
      if (now >= best) continue;
      best = now;
      shiftX = <f32>x;
      shiftY = <f32>y;
    }
  }
}

function between(room: usize, i: i32, x: f32, y: f32): f32 {
  const left = <i32>floor<f32>(x);
  const top = <i32>floor<f32>(y);
  const o = i + top * stride + left;
  const u = x - <f32>left;
  const upper = at(room, o) + (at(room, o + 1) - at(room, o)) * u;
  const s = o + stride;
  return upper + (at(room, s) + (at(room, s + 1) - at(room, s)) * u - upper) * (y - <f32>top);
}

function mismatchAt(room: usize, samples: i32, x: f32, y: f32): f32 {
  let sum: f32 = 0;
  for (let k = 0; k < samples; k++) {
    const i = sample(k);
    sum += min(OUTLIER, abs(at(rootG, i) - between(room, i, x, y)));
  }
  return sum;
}

/** @returns whether the room has edges in both directions, so that the shift is one */
function searchFine(room: usize, samples: i32): bool {
  for (let round = 0; round < ROUNDS; round++) {
    let xx: f32 = 1e-6;
    let xy: f32 = 0;
    let yy: f32 = 1e-6;
    let xe: f32 = 0;
    let ye: f32 = 0;
    for (let k = 0; k < samples; k++) {
      const i = sample(k);
      const off = at(rootG, i) - between(room, i, shiftX, shiftY);
      const far = off / 0.05;
      const weight: f32 = <f32>1 / (<f32>1 + far * far);
      const right = between(room, i, shiftX + 0.5, shiftY);
      const below = between(room, i, shiftX, shiftY + 0.5);
      const slopeX = right - between(room, i, shiftX - 0.5, shiftY);
      const slopeY = below - between(room, i, shiftX, shiftY - 0.5);
      xx += weight * slopeX * slopeX;
      xy += weight * slopeX * slopeY;
      yy += weight * slopeY * slopeY;
      xe += weight * slopeX * off;
      ye += weight * slopeY * off;
    }
    const determinant = xx * yy - xy * xy;
    if (determinant < 0.02 * xx * yy) return false;
    const stepX = (yy * xe - xy * ye) / determinant;
    const stepY = (xx * ye - xy * xe) / determinant;
    shiftX = max<f32>(-MOST_SHIFT, min<f32>(MOST_SHIFT, shiftX + max<f32>(-1, min<f32>(1, stepX))));
    shiftY = max<f32>(-MOST_SHIFT, min<f32>(MOST_SHIFT, shiftY + max<f32>(-1, min<f32>(1, stepY))));
  }
  return true;
}

function wholeIfNear(px: f32): f32 {
  const whole = nearest<f32>(px);
  return abs(px - whole) < NEARLY_WHOLE ? whole : px;
}

function movePlate(x: f32, y: f32): void {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  moveLevels(plateY, width, height, x, y);
  moveLevels(plateU, halfWidth, halfHeight, x * 0.5, y * 0.5);
  moveLevels(plateV, halfWidth, halfHeight, x * 0.5, y * 0.5);
  moveKnowledge(x * 0.25, y * 0.25);
  refreshPlate();
}

/** u16 levels, each taken from (x, y) further on. */
function moveLevels(plane: usize, wide: i32, high: i32, x: f32, y: f32): void {
  const from = scratchPlane(1);
  memory.copy(from, plane, (<usize>(wide * high)) << 1);
  const left = <i32>floor<f32>(x);
  const top = <i32>floor<f32>(y);
  const u = <i32>(<f32>256 * (x - <f32>left));
  const v = <i32>(<f32>256 * (y - <f32>top));
  for (let row = 0; row < high; row++) {
    const upper = from + ((<usize>(max(0, min(high - 1, row + top)) * wide)) << 1);
    const lower = from + ((<usize>(max(0, min(high - 1, row + top + 1)) * wide)) << 1);
    const out = plane + ((<usize>(row * wide)) << 1);
    for (let column = 0; column < wide; column++) {
      const a = (<usize>max(0, min(wide - 1, column + left))) << 1;
      const b = (<usize>max(0, min(wide - 1, column + left + 1))) << 1;
      const above = (256 - u) * <i32>load<u16>(upper + a) + u * <i32>load<u16>(upper + b);
      const below = (256 - u) * <i32>load<u16>(lower + a) + u * <i32>load<u16>(lower + b);
      const level = ((above >> 8) * (256 - v) + (below >> 8) * v) >> 8;
      store<u16>(out + ((<usize>column) << 1), <u16>level);
    }
  }
}

/** A cell is known when all those are that it now comes from. */
function moveKnowledge(x: f32, y: f32): void {
  const counts = scratchPlane(1);
  const trusts = scratchPlane(2);
  memory.copy(counts, plateCount, <usize>cells);
  memory.copy(trusts, trust, (<usize>cells) << 2);
  const left = <i32>floor<f32>(x);
  const top = <i32>floor<f32>(y);
  const right = <i32>ceil<f32>(x);
  const bottom = <i32>ceil<f32>(y);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let count: i32 = 255;
      let known: f32 = 1;
      for (let j = row + top; j <= row + bottom; j++) {
        for (let i = column + left; i <= column + right; i++) {
          const isInside = i >= 0 && j >= 0 && i < columns && j < rows;
          const from = isInside ? j * stride + i : 0;
          count = isInside ? min(count, <i32>load<u8>(counts + <usize>from)) : 0;
          known = isInside ? min(known, at(trusts, from)) : 0;
        }
      }
      const to = row * stride + column;
      store<u8>(plateCount + <usize>to, <u8>count);
      put(trust, to, known);
    }
  }
}
