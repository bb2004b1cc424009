// Where everything lies. One arena, laid out again whenever the camera's size changes; nothing is
// ever allocated while frames flow. Quarter-size planes hold one f32 a cell of 4 x 4 pixels, rows
// padded to `stride` cells so that loops over whole planes go four at a time.

export const NET_SIDE: i32 = 256;
const GUARD_BYTES: usize = 256;

/** The camera's buffer as it was copied in, before rotation. */
export let rawWidth: i32 = 0;
export let rawHeight: i32 = 0;
/** The working frame: upright, both sides multiples of 8. */
export let width: i32 = 0;
export let height: i32 = 0;
/** In cells. */
export let columns: i32 = 0;
export let rows: i32 = 0;
export let stride: i32 = 0;
/** Cells in a padded plane. */
export let cells: i32 = 0;
/** Frames matted since the layout. */
export let frames: i32 = 0;

export let raw: usize = 0;
export let frame: usize = 0;
export let colour: usize = 0;
export let alpha: usize = 0;
/** A first alpha of this frame, from which the person's colour next to his edge is learnt. */
export let draft: usize = 0;
export let packed: usize = 0;
export let packedCapacity: i32 = 0;

export let netInput: usize = 0;
export let netMask: usize = 0;
export let netLabel: usize = 0;
export let netQueue: usize = 0;

export let linearR: usize = 0;
export let linearG: usize = 0;
export let linearB: usize = 0;
/** Square roots of linear light: even in noise, near to what the eye sees. */
export let rootR: usize = 0;
export let rootG: usize = 0;
export let rootB: usize = 0;
export let luma: usize = 0;
export let lumaBefore: usize = 0;
export let motion: usize = 0;

/** What the net says, 0 to 1. */
export let prior: usize = 0;
/** 1 where the net sees somebody who is not to be shown. */
export let stranger: usize = 0;
/** How unlike the empty room a cell is, and how well that room is known there: both 0 to 1. */
export let difference: usize = 0;
export let trust: usize = 0;
/** The greatest difference nearby, of what hangs together with the person. */
export let peak: usize = 0;
/** Evidence for the person as log odds. */
export let belief: usize = 0;
/** The steady matte at quarter size. */
export let matte: usize = 0;
/** Lowest and highest matte nearby: 1 in `core` is surely person, 0 in `reach` surely is not. */
export let core: usize = 0;
export let reach: usize = 0;
/** 1 among loose strands, where a cell is the person's and the room's. */
export let loose: usize = 0;

/** The person's colour, known everywhere: his own inside, carried outward from his edge outside. */
export let personR: usize = 0;
export let personG: usize = 0;
export let personB: usize = 0;
/** The room's colour behind his edge, linear. */
export let roomR: usize = 0;
export let roomG: usize = 0;
export let roomB: usize = 0;
/** alpha = guideR r + guideG g + guideB b + guideBias, colours as square roots. */
export let guideR: usize = 0;
export let guideG: usize = 0;
export let guideB: usize = 0;
export let guideBias: usize = 0;

/** The empty room: mean camera levels times 128 (u16) at full size, linear light at quarter size. */
export let plateY: usize = 0;
export let plateU: usize = 0;
export let plateV: usize = 0;
export let plateR: usize = 0;
export let plateG: usize = 0;
export let plateB: usize = 0;
/** Frames in the plate's mean, one byte a cell. */
export let plateCount: usize = 0;
/** Frames for which a cell has been unlike the plate without moving, u16 a cell. */
export let stillFor: usize = 0;
/** Frames since a cell last moved, one byte a cell. */
export let calmFor: usize = 0;
/** Light now against the plate's light, place by place: soft shadows. */
export let localGain: usize = 0;
/** Cells waiting in a flood, and whether they may join: i32 and u8 a cell. */
export let floodQueue: usize = 0;
export let floodState: usize = 0;

/** The bled colour as bytes, at quarter size. */
export let bledY: usize = 0;
export let bledU: usize = 0;
export let bledV: usize = 0;

/** Colour and weight as one v128 a cell, all levels of the pyramid one after another. */
export let pyramid: usize = 0;
export let scratch: usize = 0;
const SCRATCH_PLANES: i32 = 20;
/** A few rows, for kernels that work row by row. */
export let rowBuffer: usize = 0;

let next: usize = 0;

export function scratchPlane(k: i32): usize {
  return scratch + <usize>k * planeBytes();
}
export function planeBytes(): usize {
  return ((<usize>cells) << 2) + GUARD_BYTES;
}

function take(count: usize): usize {
  const start = next + GUARD_BYTES;
  next = (start + count + GUARD_BYTES + 63) & ~63;
  return start;
}

function takePlane(): usize {
  return take((<usize>cells) << 2);
}

/** @param quarterTurns of the camera's buffer, clockwise, that make it upright */
export function layOut(bufferWidth: i32, bufferHeight: i32, quarterTurns: i32): void {
  rawWidth = bufferWidth;
  rawHeight = bufferHeight;
  const isSideways = (quarterTurns & 1) == 1;
  width = (isSideways ? bufferHeight : bufferWidth) & ~7;
  height = (isSideways ? bufferWidth : bufferHeight) & ~7;
  columns = width >> 2;
  rows = height >> 2;
  stride = (columns + 3) & ~3;
  cells = stride * rows;
  frames = 0;
  next = (__heap_base + 63) & ~63;
  layOutFrames(quarterTurns);
  layOutPlanes();
  const missing = <i32>((next + 0xffff) >> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
  memory.fill(__heap_base, 0, next - __heap_base);
}

export function countFrame(): void {
  frames++;
}

function layOutFrames(quarterTurns: i32): void {
  const pixels = <usize>(width * height);
  const rawChroma = ((rawWidth + 1) >> 1) * ((rawHeight + 1) >> 1);
  raw = take(<usize>(rawWidth * rawHeight + 2 * rawChroma));
  const isUpright = quarterTurns == 0 && rawWidth == width && rawHeight == height;
  frame = isUpright ? raw : take((pixels * 3) >> 1);
  colour = take((pixels * 3) >> 1);
  alpha = take(pixels);
  draft = take(pixels);
  plateY = take(pixels * 2);
  plateU = take(pixels >> 1);
  plateV = take(pixels >> 1);
  // A crop is never packed larger than it is, but its sides are rounded up to the layout's.
  packedCapacity = (((width + 15) & ~15) * (((height + 97) / 98 + 1) * 160) * 3) / 2;
  packed = take(<usize>packedCapacity);
  rowBuffer = take(<usize>(max(max(width, height), NET_SIDE) + 64) * 16);
  netInput = take(<usize>(NET_SIDE * NET_SIDE * 3 * 4));
  netMask = take(<usize>(NET_SIDE * NET_SIDE * 4));
  netLabel = take(<usize>(NET_SIDE * NET_SIDE * 2));
  netQueue = take(<usize>(NET_SIDE * NET_SIDE * 4));
}

function layOutPlanes(): void {
  linearR = takePlane();
  linearG = takePlane();
  linearB = takePlane();
  rootR = takePlane();
  rootG = takePlane();
  rootB = takePlane();
  luma = takePlane();
  lumaBefore = takePlane();
  motion = takePlane();
  prior = takePlane();
  belief = takePlane();
  stranger = takePlane();
  difference = takePlane();
  trust = takePlane();
  peak = takePlane();
  matte = takePlane();
  core = takePlane();
  reach = takePlane();
  loose = takePlane();
  personR = takePlane();
  personG = takePlane();
  personB = takePlane();
  roomR = takePlane();
  roomG = takePlane();
  roomB = takePlane();
  guideR = takePlane();
  guideG = takePlane();
  guideB = takePlane();
  guideBias = takePlane();
  plateR = takePlane();
  plateG = takePlane();
  plateB = takePlane();
  localGain = takePlane();
  floodQueue = takePlane();
  floodState = take(<usize>cells);
  plateCount = take(<usize>cells);
  calmFor = take(<usize>cells);
  stillFor = take((<usize>cells) << 1);
  bledY = take(<usize>cells);
  bledU = take(<usize>cells);
  bledV = take(<usize>cells);
  // Levels of a quarter, a sixteenth, … of the cells: a third more, with slack for odd sides.
  pyramid = take((<usize>(cells * 16) * 3) / 2 + 65536);
  scratch = take(planeBytes() * <usize>SCRATCH_PLANES);
}
