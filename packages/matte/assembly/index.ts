// The kernels' public face. Pointers hold until the next `configure`.
import { alignPlate } from "./align-plate";
import {
  choosePerson as choose,
  markStrangers,
  personBottom,
  personLeft,
  personRight,
  personTop,
  spreadMask as spread,
} from "./choose-person";
import { believeDifference, believeNet } from "./believe";
import { bleed, findPersonColour, findRoomColour } from "./colours";
import { fillCurves } from "./curves";
import { despill } from "./despill";
import { differFromPlate } from "./differ";
import { draftEdge, edgeBlocks, GUESSED, isEdgeKnown, PLATE, refineEdge, SCREEN } from "./edge";
import { sharpenColours } from "./edge-colour";
import { followExposure, followShadows, resetExposure } from "./exposure";
import { bottom, findExtent, left, right, top } from "./extent";
import { guessPlate } from "./guess-plate";
import { guide } from "./guide";
import { findLooseHair, forgetLooseHair, thinCore } from "./loose-hair";
import { fillNetInput } from "./net-input";
import * as planes from "./planes";
import {
  addToPlate,
  clearPlate,
  hasUnsure,
  learnPlate,
  noticeFurniture,
  plateShare,
  trustCounts,
  trustPlate,
} from "./plate";
import { differFromScreen, noticeStrands, SCREEN_DIFFERENCE } from "./screen";
import { shrink } from "./shrink";
import { setSource, standardise } from "./standardise";
import { isBandWide, steady, widenBand } from "./steady";
import { makeUpright } from "./upright";
import {
  forgetCamera,
  isCameraStill,
  isPlateLost,
  isPlateUsable,
  watchMovement,
  watchRoom,
} from "./watch-camera";

export { pack } from "./pack";

/** How often the camera is looked after for having been bumped. */
const ALIGNMENT_FRAMES: i32 = 4;
/** How often what was never seen of the room is guessed anew. */
const GUESSING_FRAMES: i32 = 8;
const ANY_DIFFERENCE: f32 = 1e9;

let quarterTurns: i32 = 0;
let isEdgeRedrawn: bool = true;
/** Times the plate was given up because the camera or the light had changed too much. */
let platesLost: i32 = 0;

/** @param kr and kb the camera's weights of red and blue in luma */
export function configure(
  bufferWidth: i32,
  bufferHeight: i32,
  turns: i32,
  kr: f64,
  kb: f64,
  isFullRange: bool,
): void {
  quarterTurns = turns;
  setSource(kr, kb, isFullRange);
  fillCurves();
  planes.layOut(bufferWidth, bufferHeight, turns);
  beginPlate();
}

export function width(): i32 {
  return planes.width;
}
export function height(): i32 {
  return planes.height;
}
export function inputPointer(): usize {
  return planes.raw;
}
export function framePointer(): usize {
  return planes.frame;
}
export function alphaPointer(): usize {
  return planes.alpha;
}
export function colourPointer(): usize {
  return planes.colour;
}
export function packedPointer(): usize {
  return planes.packed;
}
export function packedCapacity(): i32 {
  return planes.packedCapacity;
}
export function netInputPointer(): usize {
  return planes.netInput;
}
export function netMaskPointer(): usize {
  return planes.netMask;
}

/** First of a frame: upright, of our standard, and at quarter size. */
export function takeFrame(): void {
  makeUpright(quarterTurns);
  standardise();
  shrink();
}

export function readForNet(x0: f32, y0: f32, x1: f32, y1: f32): void {
  fillNetInput(x0, y0, x1, y1);
}

/** @returns area of the person in net pixels, 0 when nobody is there */
export function choosePerson(who: i32, x0: f32, y0: f32, x1: f32, y1: f32): f32 {
  return choose(who, x0, y0, x1, y1);
}
/** The chosen mask becomes what the net says of the frame. */
export function spreadMask(x0: f32, y0: f32, x1: f32, y1: f32): void {
  spread(planes.prior, x0, y0, x1, y1);
  markStrangers(planes.stranger, x0, y0, x1, y1);
}
export function maskLeft(): i32 {
  return personLeft;
}
export function maskTop(): i32 {
  return personTop;
}
export function maskRight(): i32 {
  return personRight;
}
export function maskBottom(): i32 {
  return personBottom;
}

/** @param isRedrawn with the colour right beside it, and thinned among loose strands: better, and slower */
export function setEdge(isRedrawn: bool): void {
  isEdgeRedrawn = isRedrawn;
}

/** @param isWide so that loose hair lies within the band that is worked at full size */
export function setBand(isWide: bool): void {
  widenBand(isWide);
}

/** @param leastShare of the new matte in the steady one; 0 unless nobody is there */
export function matteWithNet(leastShare: f32): void {
  believeNet();
  finish(leastShare, GUESSED);
}

export function matteWithPlate(leastShare: f32): void {
  watchMovement();
  followExposure();
  differFromPlate();
  watchRoom();
  if (planes.frames % ALIGNMENT_FRAMES == 0 && alignPlate()) {
    differFromPlate();
    watchRoom();
  }
  if (!isPlateUsable()) {
    matteWithNet(leastShare);
    if (isPlateLost()) losePlate();
    return;
  }
  believeDifference(true);
  finish(leastShare, PLATE);
  if (!isCameraStill()) return;
  noticeFurniture();
  learnPlate();
  if (hasUnsure && planes.frames % GUESSING_FRAMES == 0) guessPlate();
}

function losePlate(): void {
  beginPlate();
  platesLost++;
}

export function matteWithScreen(leastShare: f32, isBlue: bool): void {
  differFromScreen(isBlue);
  believeDifference(false);
  if (isBandWide) noticeStrands(isBlue);
  finish(leastShare, SCREEN);
  despill(isBlue);
}

function finish(leastShare: f32, room: i32): void {
  steady(leastShare, room != GUESSED);
  if (room == PLATE) followShadows();
  // The picture's own edges and the room beside stand in only for a room that is not known.
  const isKnown = room == PLATE && isEdgeKnown();
  if (room != SCREEN && !isKnown) guide();
  // Where the room is guessed nothing tells better than the net's edge.
  const isDrawnTwice = isEdgeRedrawn && room != GUESSED;
  const isThinned = isEdgeRedrawn && room == PLATE;
  if (isThinned) findLooseHair();
  else forgetLooseHair();
  findPersonColour(room == PLATE);
  if (!isKnown) findRoomColour(room == SCREEN ? SCREEN_DIFFERENCE : ANY_DIFFERENCE);
  if (isThinned) thinCore();
  if (isDrawnTwice) {
    draftEdge(room);
    sharpenColours(room == PLATE);
  }
  bleed();
  refineEdge(room, isDrawnTwice);
  findExtent();
  planes.countFrame();
}

/** The next frames that are added are the empty room. */
export function beginPlate(): void {
  forgetCamera();
  clearPlate();
  resetExposure();
}
export function addFrameToPlate(): void {
  addToPlate();
}
export function finishPlate(): void {
  trustPlate();
}
/** Means times 128, u16, whole pixels; and the frames in them, u8, a cell. */
export function plateLumaPointer(): usize {
  return planes.plateY;
}
export function plateUPointer(): usize {
  return planes.plateU;
}
export function plateVPointer(): usize {
  return planes.plateV;
}
export function plateCountPointer(): usize {
  return planes.plateCount;
}
export function plateCells(): i32 {
  return planes.cells;
}
/** The levels and counts that were just written are the room; after `beginPlate`. */
export function restorePlate(): void {
  trustCounts();
}
export function lostPlates(): i32 {
  return platesLost;
}
export function shareOfPlate(): f32 {
  return plateShare();
}

export function boxLeft(): i32 {
  return left;
}
export function boxTop(): i32 {
  return top;
}
export function boxRight(): i32 {
  return right;
}
export function boxBottom(): i32 {
  return bottom;
}
export function blocksAtEdge(): i32 {
  return edgeBlocks;
}
