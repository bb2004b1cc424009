// Where hair is loose the room shows between the strands, and a cell holds both: it is neither the
// person's colour nor his core. It tells itself by being restless within the cell, which skin and
// cloth of a colour between hair and room are not.
import { boxMean, spanOfNeighbours } from "./box";
import { SURE_ROOM } from "./edge";
import { gainB, gainG, gainR } from "./exposure";
import {
  add,
  all,
  at,
  div,
  dot,
  four,
  lesser,
  mul,
  put,
  putFour,
  smooth,
  smoothOne,
  sub,
  sumOfLanes,
  toUnit,
} from "./lanes";
import { CLEAR_WHEN_KNOWN, FIT, FIT_NOISE } from "./mixture";
import {
  cells,
  columns,
  core,
  frame,
  linearB,
  linearG,
  linearR,
  localGain,
  loose,
  personB,
  personG,
  personR,
  plateB,
  plateG,
  plateR,
  reach,
  rows,
  scratchPlane,
  stride,
  trust,
  width,
} from "./planes";

/** Cells inward from the core's edge where strands may still leave gaps. */
const DEEP: i32 = 3;
/** Of fine structure in a cell's luma, in levels: of a camera's noise, and of strands. */
const RESTLESS_FROM: f32 = 3;
const RESTLESS_TO: f32 = 6;
/** Share of restless cells around: more than one edge makes. */
const MANY_FROM: f32 = 0.6;
const MANY_TO: f32 = 0.8;
/** Share of the person in a cell that is a mixture, and in one that is his alone. */
const MIXED: f32 = 0.8;
const PURE: f32 = 0.95;

export function forgetLooseHair(): void {
  memory.fill(loose, 0, (<usize>cells) << 2);
}

export function findLooseHair(): void {
  const between = scratchPlane(1);
  const restless = scratchPlane(5);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      const isWithin = at(reach, i) > SURE_ROOM;
      put(restless, i, isWithin ? smoothOne(RESTLESS_FROM, RESTLESS_TO, unrest(x, y)) : 0);
    }
  }
  boxMean(restless, restless, columns, rows, stride, 1, between);
  comeFromOutside(restless);
}

/** What is restless further in than hair goes, or behind what is not, is no hair: a face, a print. */
function comeFromOutside(restless: usize): void {
  const between = scratchPlane(1);
  const between2 = scratchPlane(2);
  const unused = scratchPlane(3);
  const around = scratchPlane(4);
  for (let i = 0; i < cells; i += 4) {
    const many = smooth(MANY_FROM, MANY_TO, four(restless, i));
    putFour(restless, i, many);
    putFour(loose, i, lesser(many, sub(all(1), four(core, i))));
  }
  for (let k = 0; k < DEEP; k++) {
    spanOfNeighbours(loose, unused, around, columns, rows, stride, between, between2);
    for (let i = 0; i < cells; i += 4)
      putFour(loose, i, lesser(four(restless, i), four(around, i)));
  }
}

/** How far luma is from the mean of its two neighbours, across and down, root mean square in a cell. */
function unrest(x: i32, y: i32): f32 {
  if (x == 0 || y == 0 || x == columns - 1 || y == rows - 1) return 0;
  const down = <usize>width;
  let squares = all(0);
  for (let k = 0; k < 4; k++) {
    const pixel = frame + <usize>((4 * y + k) * width + 4 * x);
    const twice = i16x8.shl(shorts(pixel), 1);
    const across = i16x8.sub(twice, i16x8.add(shorts(pixel - 1), shorts(pixel + 1)));
    const along = i16x8.sub(twice, i16x8.add(shorts(pixel - down), shorts(pixel + down)));
    const square = i32x4.add(i32x4.dot_i16x8_s(across, across), i32x4.dot_i16x8_s(along, along));
    squares = add(squares, f32x4.convert_i32x4_s(square));
  }
  return sqrt<f32>(sumOfLanes(squares) / 128);
}

/** Four bytes as shorts. */
function shorts(address: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load32_zero(address));
}

/**
 * Cells among strands that lie on the line between the room's colour and the one that the person has
 * further in are no core.
 */
export function thinCore(): void {
  for (let i = 0; i < cells; i += 4) {
    const restless = four(loose, i);
    if (!v128.any_true(f32x4.gt(restless, all(0)))) continue;
    const local = four(localGain, i);
    const backR = mul(four(plateR, i), mul(local, all(gainR)));
    const backG = mul(four(plateG, i), mul(local, all(gainG)));
    const backB = mul(four(plateB, i), mul(local, all(gainB)));
    const lineR = sub(four(personR, i), backR);
    const lineG = sub(four(personG, i), backG);
    const lineB = sub(four(personB, i), backB);
    const offR = sub(four(linearR, i), backR);
    const offG = sub(four(linearG, i), backG);
    const offB = sub(four(linearB, i), backB);
    const apart = dot(lineR, lineG, lineB, lineR, lineG, lineB);
    const along = dot(offR, offG, offB, lineR, lineG, lineB);
    const whole = dot(offR, offG, offB, offR, offG, offB);
    const onLine = div(along, add(apart, all(1e-5)));
    const beside = sub(whole, mul(onLine, along));
    const allowed = add(mul(apart, all(FIT)), all(FIT_NOISE));
    const fits = toUnit(sub(all(2), div(beside, allowed)));
    const tells = mul(div(apart, add(apart, all(CLEAR_WHEN_KNOWN))), mul(four(trust, i), fits));
    const mixed = mul(mul(tells, restless), sub(all(1), smooth(MIXED, PURE, onLine)));
    putFour(core, i, lesser(four(core, i), sub(all(1), mixed)));
  }
}
