// Belief into a matte that stands still where the picture does, and follows where it moves.
import { boxMean, spanOfNeighbours } from "./box";
import { chanceOf } from "./curves";
import { at, four, lesser, mul, put, putFour, smooth, smoothOne, sub } from "./lanes";
import {
  belief,
  cells,
  columns,
  core,
  difference,
  frames,
  luma,
  lumaBefore,
  matte,
  motion,
  prior,
  reach,
  rows,
  scratchPlane,
  stride,
  trust,
} from "./planes";

/** Share of a new frame's matte where nothing moves. */
const STILL_SHARE: f32 = 0.3;
/** Change of brightness that is noise, and that is movement. */
const MOTION_FROM: f32 = 0.008;
const MOTION_TO: f32 = 0.035;

/** In cells, outward, beyond the narrow band. */
const WIDER: i32 = 8;
/** Difference to the room that a strand or two makes in a cell. */
const HIDDEN_FROM: f32 = 0.025;
const HIDDEN_TO: f32 = 0.05;

export let isBandWide: bool = false;

export function widenBand(isWide: bool): void {
  isBandWide = isWide;
}

/**
 * @param leastShare 0, or more when the matte must follow though nothing moves (nobody is there)
 * @param hasRoom whether it is known what the room looks like
 */
export function steady(leastShare: f32, hasRoom: bool): void {
  const calm = scratchPlane(0);
  boxMean(belief, calm, columns, rows, stride, 1, scratchPlane(1));
  measureMotion();
  const isFirst = frames == 0;
  const still = max(STILL_SHARE, leastShare);
  for (let i = 0; i < cells; i++) {
    const now = chanceOf(0.5 * (at(belief, i) + at(calm, i)));
    const moved = smoothOne(MOTION_FROM, MOTION_TO, at(motion, i));
    const share = isFirst ? <f32>1 : still + (1 - still) * moved;
    const before = at(matte, i);
    put(matte, i, before + share * (now - before));
  }
  findEdge();
  if (isBandWide && hasRoom) widenReach();
}

function measureMotion(): void {
  const change = scratchPlane(1);
  for (let i = 0; i < cells; i += 4) {
    const now = four(luma, i);
    putFour(change, i, f32x4.abs(sub(now, four(lumaBefore, i))));
    putFour(lumaBefore, i, now);
  }
  boxMean(change, motion, columns, rows, stride, 1, scratchPlane(2));
}

/**
 * Core and reach enclose the band that is worked at full size. Where the net doubts, the core
 * draws back one cell further.
 */
function findEdge(): void {
  const firm = scratchPlane(0);
  const between = scratchPlane(1);
  const between2 = scratchPlane(2);
  const unused = scratchPlane(3);
  const deep = scratchPlane(4);
  spanOfNeighbours(matte, core, reach, columns, rows, stride, between, between2);
  spanOfNeighbours(core, deep, unused, columns, rows, stride, between, between2);
  for (let i = 0; i < cells; i += 4) {
    putFour(firm, i, lesser(smooth(0.5, 0.95, four(prior, i)), four(matte, i)));
  }
  spanOfNeighbours(firm, core, unused, columns, rows, stride, between, between2);
  for (let i = 0; i < cells; i += 4) {
    putFour(core, i, f32x4.pmax(four(core, i), four(deep, i)));
  }
}

/**
 * Loose hair covers too little of a cell to weigh there, but what hides the room a little, near to the
 * person, is worth a look at full size.
 */
function widenReach(): void {
  const between = scratchPlane(1);
  const between2 = scratchPlane(2);
  const unused = scratchPlane(3);
  const wide = scratchPlane(4);
  const unlike = scratchPlane(5);
  spanOfNeighbours(core, core, unused, columns, rows, stride, between, between2);
  spanOfNeighbours(difference, unused, unlike, columns, rows, stride, between, between2);
  spanOfNeighbours(reach, unused, wide, columns, rows, stride, between, between2);
  for (let k = 1; k < WIDER; k++) {
    spanOfNeighbours(wide, unused, wide, columns, rows, stride, between, between2);
  }
  for (let i = 0; i < cells; i += 4) {
    const hidden = mul(smooth(HIDDEN_FROM, HIDDEN_TO, four(unlike, i)), four(trust, i));
    putFour(reach, i, f32x4.pmax(four(reach, i), mul(four(wide, i), hidden)));
  }
}
