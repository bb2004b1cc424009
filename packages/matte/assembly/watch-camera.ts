// Whether the camera stands still and still looks at the room of the plate. Judged by cells with
// texture where no person is: a bare wall tells nothing, and is none the worse for it.
import { at } from "./lanes";
import {
  cells,
  columns,
  difference,
  frames,
  luma,
  lumaBefore,
  prior,
  reach,
  rows,
  stranger,
  stride,
  trust,
} from "./planes";

/** Change of brightness over two cells that is texture. */
const TEXTURE: f32 = 0.05;
/** Cells a frame. */
const MOVING: f32 = 0.35;
const STILL_FRAMES: i32 = 10;
/** Of the net or the last matte: somebody is in the tile. */
const PERSON: f32 = 0.5;
const UNLIKE: f32 = 0.1;
/** Matte nearby, of a cell that is surely room. */
const FAR: f32 = 0.05;
/** Share of the textured room that is unlike the plate: too much to use it, little enough again. */
const STRANGE: f32 = 0.35;
const FAMILIAR: f32 = 0.15;
const TILE_COLUMNS: i32 = 6;
const TILE_ROWS: i32 = 4;
const TILES: usize = 24;
/** Finer, so that some are left beside somebody who fills most of the picture. */
const FINE_COLUMNS: i32 = 12;
const FINE_ROWS: i32 = 8;
/** Fewer textured cells tell nothing about a tile, fewer tiles nothing about the camera. */
const LEAST_IN_TILE: i32 = 6;
const LEAST_TILES: i32 = 4;
const knownIn = memory.data(24 * 4);
const strangeIn = memory.data(24 * 4);
/** Frames of a strange room after which the plate is another room's. */
const LOST_WHEN_STILL: i32 = 8;
const LOST_ANYHOW: i32 = 45;

let stillFrames: i32 = 0;
let strangeFrames: i32 = 0;

export function forgetCamera(): void {
  strangeFrames = 0;
}

export function isCameraStill(): bool {
  return stillFrames >= STILL_FRAMES;
}
export function isPlateUsable(): bool {
  return strangeFrames == 0;
}
export function isPlateLost(): bool {
  return strangeFrames > (isCameraStill() ? LOST_WHEN_STILL : LOST_ANYHOW);
}

/**
 * Neither the net nor the last matte has anybody there or two cells beside: an arm before a bare wall
 * has the only texture far and wide, and would pass for a room that has moved.
 */
export function isRoom(i: i32): bool {
  return (
    at(prior, i) < 0.1 &&
    at(stranger, i) < 0.5 &&
    at(reach, i) < FAR &&
    at(reach, i - 2) < FAR &&
    at(reach, i + 2) < FAR &&
    at(reach, max(0, i - 2 * stride)) < FAR &&
    at(reach, min(cells - 1, i + 2 * stride)) < FAR
  );
}
export function textureAt(i: i32): f32 {
  return abs(at(luma, i + 1) - at(luma, i - 1)) + abs(at(luma, i + stride) - at(luma, i - stride));
}

/**
 * Before `steady`, which takes this frame's brightness for the next one's past. A camera that moves
 * moves all texture there is; what stirs where the net sees nobody, beside him, is his hair or his arm.
 */
export function watchMovement(): void {
  if (frames == 0) stillFrames = 0;
  const lightening = meanLightening();
  let known = 0;
  let moving = 0;
  for (let tileY = 0; tileY < FINE_ROWS; tileY++) {
    for (let tileX = 0; tileX < FINE_COLUMNS; tileX++) {
      const change = changeOfTile(tileX, tileY, lightening);
      if (change < 0) continue;
      known++;
      if (change > MOVING) moving++;
    }
  }
  const isMoving = known >= LEAST_TILES && 2 * moving > known;
  stillFrames = isMoving ? 0 : stillFrames + 1;
}

/** Of the room, from the frame before to this. */
function meanLightening(): f32 {
  let brighter: f32 = 0;
  let room: f32 = 0;
  for (let y = 1; y < rows - 1; y += 2) {
    for (let x = 1; x < columns - 1; x += 2) {
      const i = y * stride + x;
      if (!isRoom(i)) continue;
      brighter += at(luma, i) - at(lumaBefore, i);
      room++;
    }
  }
  return brighter / max<f32>(1, room);
}

/** @returns how far texture has moved, in cells; less than 0 where there is none, or somebody is */
function changeOfTile(tileX: i32, tileY: i32, lightening: f32): f32 {
  const fromX = max(1, (tileX * columns) / FINE_COLUMNS);
  const toX = min(columns - 1, ((tileX + 1) * columns) / FINE_COLUMNS);
  const fromY = max(1, (tileY * rows) / FINE_ROWS);
  const toY = min(rows - 1, ((tileY + 1) * rows) / FINE_ROWS);
  let change: f32 = 0;
  let texture: f32 = 0;
  let samples = 0;
  for (let y = fromY; y < toY; y++) {
    for (let x = fromX + (y & 1); x < toX; x += 2) {
      const i = y * stride + x;
      if (at(prior, i) > PERSON || at(reach, i) > PERSON) return -1;
      const here = textureAt(i);
      if (here < TEXTURE || !isRoom(i)) continue;
      change += abs(at(luma, i) - at(lumaBefore, i) - lightening);
      texture += here * 0.5;
      samples++;
    }
  }
  return samples < LEAST_IN_TILE ? -1 : change / texture;
}

/**
 * After the difference to the plate is known. A camera that was moved is unlike its plate everywhere;
 * an arm that nobody takes for one is so in a few tiles only.
 */
export function watchRoom(): void {
  memory.fill(knownIn, 0, TILES << 2);
  memory.fill(strangeIn, 0, TILES << 2);
  for (let y = 1; y < rows - 1; y++) {
    const row = ((y * TILE_ROWS) / rows) * TILE_COLUMNS;
    for (let x = 1 + (y & 1); x < columns - 1; x += 2) {
      const i = y * stride + x;
      if (at(trust, i) < 0.9 || !isRoom(i) || textureAt(i) < TEXTURE) continue;
      const tile = (<usize>(row + (x * TILE_COLUMNS) / columns)) << 2;
      store<i32>(knownIn + tile, load<i32>(knownIn + tile) + 1);
      if (at(difference, i) > UNLIKE) store<i32>(strangeIn + tile, load<i32>(strangeIn + tile) + 1);
    }
  }
  const share = shareOfStrangeTiles();
  strangeFrames = share > (strangeFrames > 0 ? FAMILIAR : STRANGE) ? strangeFrames + 1 : 0;
}

function shareOfStrangeTiles(): f32 {
  let known = 0;
  let strange = 0;
  for (let tile: usize = 0; tile < TILES << 2; tile += 4) {
    if (load<i32>(knownIn + tile) < LEAST_IN_TILE) continue;
    known++;
    if (<f32>load<i32>(strangeIn + tile) > STRANGE * <f32>load<i32>(knownIn + tile)) strange++;
  }
  return known < LEAST_TILES ? 0 : <f32>strange / <f32>known;
}
