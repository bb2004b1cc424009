// The only work at full size: where the matte is neither surely person nor surely not. In blocks of
// 4 x 4 pixels between the centres of four cells. Everywhere else the camera's pixel passes
// unchanged, or the bled colour stands.
import { brightnessOf, uOf, vOf } from "./camera-colour";
import { add, all, at, bytes, chromaPair, div, mix, mul, putBytes, smoothOne } from "./lanes";
import {
  alphaOfRow,
  enterBlock,
  KNOWN,
  ownB,
  ownG,
  ownR,
  readRow,
  redrawn,
  unmix,
} from "./mixture";
import {
  alpha,
  colour,
  columns,
  core,
  draft,
  frame,
  frames,
  height,
  motion,
  reach,
  rows,
  stride,
  trust,
  width,
} from "./planes";

/** What is known of the room behind. */
export const GUESSED: i32 = 0;
export const PLATE: i32 = 1;
export const SCREEN: i32 = 2;

const SURE_PERSON: f32 = 0.95;
export const SURE_ROOM: f32 = 0.03;
/** Share of a new alpha where nothing moves. */
const STILL_SHARE: f32 = 0.7;
const MOTION_FROM: f32 = 0.012;
const MOTION_TO: f32 = 0.04;
/** Blocks worked in the last frame. */
export let edgeBlocks: i32 = 0;

/** Whether this frame has a draft. */
let isDrafted: bool = false;

/** Whether the plate is known behind every block that may be worked. */
export function isEdgeKnown(): bool {
  for (let y = 0; y < rows - 1; y++) {
    for (let x = 0; x < columns - 1; x++) {
      const p = y * stride + x;
      const s = p + stride;
      if (!isAllAbove(trust, p, s, KNOWN) && !isAllBelow(reach, p, s, SURE_ROOM)) return false;
    }
  }
  return true;
}

/** Alpha alone, with the person's colour as it is known from further inside. */
export function draftEdge(room: i32): void {
  memory.fill(draft, 0, <usize>(width * height));
  for (let y = 0; y < rows - 1; y++) {
    for (let x = 0; x < columns - 1; x++) {
      const p = y * stride + x;
      const s = p + stride;
      if (isAllBelow(reach, p, s, SURE_ROOM)) continue;
      if (isAllAbove(core, p, s, SURE_PERSON)) fillRows(draft + pixelOf(x, y), 0xffffffff);
      else draftBlock(p, s, x, y, room);
    }
  }
}

/** @param hasDraft whose whole pixels have given the person's colour */
export function refineEdge(room: i32, hasDraft: bool): void {
  isDrafted = hasDraft;
  edgeBlocks = 0;
  for (let y = 0; y < rows - 1; y++) {
    for (let x = 0; x < columns - 1; x++) {
      const p = y * stride + x;
      const s = p + stride;
      if (isAllBelow(reach, p, s, SURE_ROOM)) clearBlock(x, y);
      else if (isAllAbove(core, p, s, SURE_PERSON)) passBlock(x, y);
      else refineBlock(p, s, x, y, room);
    }
  }
  extendToBorder();
}

function isAllBelow(plane: usize, p: i32, s: i32, limit: f32): bool {
  return (
    at(plane, p) < limit &&
    at(plane, p + 1) < limit &&
    at(plane, s) < limit &&
    at(plane, s + 1) < limit
  );
}
function isAllAbove(plane: usize, p: i32, s: i32, limit: f32): bool {
  return (
    at(plane, p) > limit &&
    at(plane, p + 1) > limit &&
    at(plane, s) > limit &&
    at(plane, s + 1) > limit
  );
}
/** Of the first pixel of the block, in a full-size plane. */
function pixelOf(x: i32, y: i32): usize {
  return <usize>((4 * y + 2) * width + 4 * x + 2);
}
/** Of the first chroma pixel of the block, within both chroma planes. */
function chromaOf(x: i32, y: i32): usize {
  return <usize>((2 * y + 1) * (width >> 1) + 2 * x + 1);
}
function fillRows(address: usize, four: u32): void {
  for (let k: usize = 0; k < 4; k++) store<u32>(address + k * <usize>width, four);
}

function clearBlock(x: i32, y: i32): void {
  fillRows(alpha + pixelOf(x, y), 0);
}

function passBlock(x: i32, y: i32): void {
  const pixel = pixelOf(x, y);
  fillRows(alpha + pixel, 0xffffffff);
  const rowBytes = <usize>width;
  for (let k: usize = 0; k < 4; k++) {
    store<u32>(colour + pixel + k * rowBytes, load<u32>(frame + pixel + k * rowBytes));
  }
  const planeU = <usize>(width * height) + chromaOf(x, y);
  const planeV = planeU + <usize>((width * height) >> 2);
  const halfBytes = rowBytes >> 1;
  store<u16>(colour + planeU, load<u16>(frame + planeU));
  store<u16>(colour + planeU + halfBytes, load<u16>(frame + planeU + halfBytes));
  store<u16>(colour + planeV, load<u16>(frame + planeV));
  store<u16>(colour + planeV + halfBytes, load<u16>(frame + planeV + halfBytes));
}

function refineBlock(p: i32, s: i32, x: i32, y: i32, room: i32): void {
  edgeBlocks++;
  enterRoom(p, s, room);
  const moved: f32 = 0.25 * (at(motion, p) + at(motion, p + 1) + at(motion, s) + at(motion, s + 1));
  const follow = STILL_SHARE + (1 - STILL_SHARE) * smoothOne(MOTION_FROM, MOTION_TO, moved);
  const share: f32 = frames == 0 ? 1 : follow;
  const pixel = pixelOf(x, y);
  const chroma = chromaOf(x, y);
  refineRows(pixel, chroma, 0.125, share);
  refineRows(pixel + 2 * <usize>width, chroma + <usize>(width >> 1), 0.625, share);
}

function enterRoom(p: i32, s: i32, room: i32): void {
  if (room == GUESSED) enterBlock(p, s, 0, 0, false);
  else if (room == SCREEN) enterBlock(p, s, 1, 1, false);
  else {
    const a = at(trust, p);
    const b = at(trust, p + 1);
    const c = at(trust, s);
    const d = at(trust, s + 1);
    enterBlock(p, s, min(min(a, b), min(c, d)), max(max(a, b), max(c, d)), true);
  }
}

function draftBlock(p: i32, s: i32, x: i32, y: i32, room: i32): void {
  enterRoom(p, s, room);
  const pixel = pixelOf(x, y);
  const chroma = chromaOf(x, y);
  draftRows(pixel, chroma, 0.125);
  draftRows(pixel + 2 * <usize>width, chroma + <usize>(width >> 1), 0.625);
}

function draftRows(pixel: usize, chroma: usize, part: f32): void {
  const planeU = <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  const u = chromaPair(frame + planeU + chroma);
  const v = chromaPair(frame + planeV + chroma);
  for (let k = 0; k < 2; k++) {
    const row = pixel + <usize>(k * width);
    readRow(row, chroma, u, v, part + <f32>k * 0.25);
    putBytes(draft + row, add(mul(alphaOfRow(), all(255)), all(0.5)));
  }
}

/** Of the row that was read: the draft, redrawn, where there is one. */
function alphaAt(pixel: usize): v128 {
  if (!isDrafted) return alphaOfRow();
  return redrawn(mul(bytes(draft + pixel), all(1.0 / 255)));
}

/** Two rows of four pixels, which share two pixels of chroma. */
function refineRows(pixel: usize, chroma: usize, part: f32, share: f32): void {
  const planeU = <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  const u = chromaPair(frame + planeU + chroma);
  const v = chromaPair(frame + planeV + chroma);
  let weightedU = all(0);
  let weightedV = all(0);
  let weights = all(0);
  for (let k = 0; k < 2; k++) {
    const at = pixel + <usize>(k * width);
    readRow(at, chroma, u, v, part + <f32>k * 0.25);
    const before = mul(bytes(alpha + at), all(1.0 / 255));
    const a = mix(before, alphaAt(at), all(share));
    putBytes(alpha + at, add(mul(a, all(255)), all(0.5)));
    unmix(a);
    const bright = brightnessOf(ownR, ownG, ownB);
    putBytes(colour + at, add(mul(bright, all(219)), all(16.5)));
    // Chroma of two by two pixels belongs mostly to the more opaque ones.
    const weight = add(a, all(0.004));
    weightedU = add(weightedU, mul(weight, uOf(bright, ownB)));
    weightedV = add(weightedV, mul(weight, vOf(bright, ownR)));
    weights = add(weights, weight);
  }
  storeChroma(colour + planeU + chroma, weightedU, weights);
  storeChroma(colour + planeV + chroma, weightedV, weights);
}

/** Sums over two rows; lanes 0 and 1 share a chroma pixel, 2 and 3 the next. */
function storeChroma(address: usize, sums: v128, weights: v128): void {
  const pairSums = add(sums, v128.shuffle<f32>(sums, sums, 1, 0, 3, 2));
  const pairWeights = add(weights, v128.shuffle<f32>(weights, weights, 1, 0, 3, 2));
  const mean = add(div(pairSums, pairWeights), all(128.5));
  store<u8>(address, <u8>f32x4.extract_lane(mean, 0));
  store<u8>(address + 1, <u8>f32x4.extract_lane(mean, 2));
}

/** Blocks begin two pixels inside the picture; its outermost two repeat their neighbours. */
function extendToBorder(): void {
  extendPlane(alpha, width, height, 2);
  extendPlane(colour, width, height, 2);
  const planeU = colour + <usize>(width * height);
  extendPlane(planeU, width >> 1, height >> 1, 1);
  extendPlane(planeU + <usize>((width * height) >> 2), width >> 1, height >> 1, 1);
}

function extendPlane(plane: usize, wide: i32, high: i32, margin: i32): void {
  for (let y = margin; y < high - margin; y++) {
    const row = plane + <usize>(y * wide);
    memory.fill(row, load<u8>(row + <usize>margin), <usize>margin);
    const last = row + <usize>(wide - margin);
    memory.fill(last, load<u8>(last - 1), <usize>margin);
  }
  for (let k = 0; k < margin; k++) {
    memory.copy(plane + <usize>(k * wide), plane + <usize>(margin * wide), <usize>wide);
    const last = high - 1;
    const from = plane + <usize>((last - margin) * wide);
    memory.copy(plane + <usize>((last - k) * wide), from, <usize>wide);
  }
}
