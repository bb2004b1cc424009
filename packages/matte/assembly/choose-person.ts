// Who is in the net's mask: connected regions, the main person among them, and what belongs to him.
import { at, put } from "./lanes";
import {
  columns,
  frames,
  matte,
  NET_SIDE,
  netLabel,
  netMask,
  netQueue,
  rows,
  stride,
} from "./planes";

const NET_PIXELS: i32 = NET_SIDE * NET_SIDE;
/** Above it pixels connect people and things; below is the soft fringe. */
const SOLID: f32 = 0.45;
const FRINGE: f32 = 0.04;
/** In net pixels. */
const FRINGE_WIDTH: i32 = 6;
const CLIMB: f32 = 0.02;
/** Someone this much smaller than the main person stands behind, and is not near. */
const NEAR_SHARE: f32 = 0.4;
/** Somebody this much smaller is more likely the main person's own hand, which the net saw apart. */
const STRANGER_SHARE: f32 = 0.12;
/** A region of less is noise, in net pixels. */
const LEAST_AREA: f32 = 40;
const MOST_REGIONS: i32 = 64;
/** How much a region with the matte of the frame before counts against one without. */
const FAMILIARITY: f32 = 3;

export const ONE: i32 = 0;
export const NEAR: i32 = 1;

let mainArea: f32 = 0;
const regionScore = memory.data(64 * 4 + 16);
const regionArea = memory.data(64 * 4 + 16);
const regionIsKept = memory.data(64 + 16);

/** Where the person is in the net's mask; in net pixels, right and bottom exclusive. */
export let personLeft: i32 = 0;
export let personTop: i32 = 0;
export let personRight: i32 = 0;
export let personBottom: i32 = 0;

/**
 * Takes everybody else out of the mask that lies over region x0…y1 of the frame.
 * @returns area of those kept, in net pixels
 */
export function choosePerson(who: i32, x0: f32, y0: f32, x1: f32, y1: f32): f32 {
  memory.fill(netLabel, 0, <usize>(NET_PIXELS * 2));
  let regions = 0;
  for (let i = 0; i < NET_PIXELS && regions < MOST_REGIONS - 1; i++) {
    if (at(netMask, i) > SOLID && labelOf(i) == 0) {
      regions++;
      measureRegion(i, regions, x0, y0, x1, y1);
    }
  }
  const area = keepRegions(regions, who);
  if (area > 0) clearStrangers();
  else memory.fill(netMask, 0, <usize>(NET_PIXELS * 4));
  return area;
}

function labelOf(i: i32): i32 {
  return <i32>load<u16>(netLabel + ((<usize>i) << 1));
}
function setLabel(i: i32, label: i32): void {
  store<u16>(netLabel + ((<usize>i) << 1), <u16>label);
}
function queued(i: i32): i32 {
  return load<i32>(netQueue + ((<usize>i) << 2));
}
function queue(i: i32, value: i32): void {
  store<i32>(netQueue + ((<usize>i) << 2), value);
}

/** Floods from one pixel; `length` of the queue grows by the neighbours found. */
function visit(i: i32, length: i32, label: i32, least: f32, most: f32): i32 {
  if (labelOf(i) != 0 || at(netMask, i) <= least || at(netMask, i) > most) return length;
  setLabel(i, label);
  queue(length, i);
  return length + 1;
}

function visitAround(i: i32, length: i32, label: i32, least: f32, most: f32): i32 {
  const x = i & (NET_SIDE - 1);
  let found = length;
  if (x > 0) found = visit(i - 1, found, label, least, most);
  if (x < NET_SIDE - 1) found = visit(i + 1, found, label, least, most);
  if (i >= NET_SIDE) found = visit(i - NET_SIDE, found, label, least, most);
  if (i < NET_PIXELS - NET_SIDE) found = visit(i + NET_SIDE, found, label, least, most);
  return found;
}

function measureRegion(seed: i32, label: i32, x0: f32, y0: f32, x1: f32, y1: f32): void {
  const toColumns = (x1 - x0) / (<f32>NET_SIDE * 4);
  const toRows = (y1 - y0) / (<f32>NET_SIDE * 4);
  setLabel(seed, label);
  queue(0, seed);
  let length = 1;
  let area: f32 = 0;
  let familiar: f32 = 0;
  for (let head = 0; head < length; head++) {
    const i = queued(head);
    length = visitAround(i, length, label, SOLID, 2);
    area += at(netMask, i);
    if (frames > 0) {
      const column = <i32>(x0 * 0.25 + <f32>(i & (NET_SIDE - 1)) * toColumns);
      const row = <i32>(y0 * 0.25 + <f32>(i / NET_SIDE) * toRows);
      familiar += at(matte, min(row, rows - 1) * stride + min(column, columns - 1));
    }
  }
  store<f32>(regionArea + ((<usize>label) << 2), area);
  store<f32>(regionScore + ((<usize>label) << 2), area + FAMILIARITY * familiar);
}

function keepRegions(regions: i32, who: i32): f32 {
  let main = 0;
  let best: f32 = 0;
  for (let label = 1; label <= regions; label++) {
    const score = at(regionScore, label);
    if (score > best && at(regionArea, label) >= LEAST_AREA) {
      best = score;
      main = label;
    }
  }
  if (main == 0) return 0;
  mainArea = at(regionArea, main);
  let least: f32 = LEAST_AREA;
  if (who == NEAR) least = max(least, NEAR_SHARE * mainArea);
  let kept: f32 = 0;
  for (let label = 1; label <= regions; label++) {
    const isKept = label == main || (who != ONE && at(regionArea, label) >= least);
    store<u8>(regionIsKept + <usize>label, isKept ? 1 : 0);
    if (isKept) kept += at(regionArea, label);
  }
  return kept;
}

/** Grows those kept into their soft fringe, clears all else, and notes where they stand. */
function clearStrangers(): void {
  let length = 0;
  for (let i = 0; i < NET_PIXELS; i++) {
    const label = labelOf(i);
    if (label != 0 && load<u8>(regionIsKept + <usize>label) == 1) {
      setLabel(i, MOST_REGIONS);
      queue(length++, i);
    }
  }
  measureExtent(length);
  // Wave by wave and downhill: the fringe of one person must not climb up to the next.
  let head = 0;
  for (let wave = 0; wave < FRINGE_WIDTH; wave++) {
    for (const end = length; head < end; head++) {
      const i = queued(head);
      length = visitAround(i, length, MOST_REGIONS, FRINGE, at(netMask, i) + CLIMB);
    }
  }
  for (let i = 0; i < NET_PIXELS; i++) {
    if (labelOf(i) != MOST_REGIONS) store<f32>(netMask + ((<usize>i) << 2), 0);
  }
}

function measureExtent(length: i32): void {
  personLeft = NET_SIDE;
  personTop = NET_SIDE;
  personRight = 0;
  personBottom = 0;
  for (let head = 0; head < length; head++) {
    const i = queued(head);
    const x = i & (NET_SIDE - 1);
    const y = i / NET_SIDE;
    personLeft = min(personLeft, x);
    personRight = max(personRight, x + 1);
    personTop = min(personTop, y);
    personBottom = max(personBottom, y + 1);
  }
}

/** Marks the cells where the net sees somebody who was not chosen. */
export function markStrangers(target: usize, x0: f32, y0: f32, x1: f32, y1: f32): void {
  memory.fill(target, 0, (<usize>(stride * rows)) << 2);
  const perColumn = (<f32>NET_SIDE * 4) / (x1 - x0);
  const perRow = (<f32>NET_SIDE * 4) / (y1 - y0);
  const lastColumn = min(columns, <i32>(x1 * 0.25));
  const lastRow = min(rows, <i32>(y1 * 0.25));
  for (let y = <i32>(y0 * 0.25); y < lastRow; y++) {
    const v = max(0, min(NET_SIDE - 1, <i32>((<f32>y + 0.5 - y0 * 0.25) * perRow)));
    for (let x = <i32>(x0 * 0.25); x < lastColumn; x++) {
      const u = max(0, min(NET_SIDE - 1, <i32>((<f32>x + 0.5 - x0 * 0.25) * perColumn)));
      const label = labelOf(v * NET_SIDE + u);
      if (label == 0 || label == MOST_REGIONS) continue;
      if (at(regionArea, label) > STRANGER_SHARE * mainArea) put(target, y * stride + x, 1);
    }
  }
}

/** Lays the mask over its region of the quarter-size grid; nothing is outside the region. */
export function spreadMask(target: usize, x0: f32, y0: f32, x1: f32, y1: f32): void {
  memory.fill(target, 0, (<usize>(stride * rows)) << 2);
  const left = x0 * 0.25;
  const top = y0 * 0.25;
  const perColumn = (<f32>NET_SIDE * 4) / (x1 - x0);
  const perRow = (<f32>NET_SIDE * 4) / (y1 - y0);
  const lastColumn = min(columns, <i32>ceil<f32>(x1 * 0.25));
  const lastRow = min(rows, <i32>ceil<f32>(y1 * 0.25));
  const limit: f32 = <f32>NET_SIDE - 1.001;
  for (let y = <i32>top; y < lastRow; y++) {
    const v = max<f32>(0, min<f32>(limit, (<f32>y + 0.5 - top) * perRow - 0.5));
    const j = <i32>v;
    const fy = v - <f32>j;
    for (let x = <i32>left; x < lastColumn; x++) {
      const u = max<f32>(0, min<f32>(limit, (<f32>x + 0.5 - left) * perColumn - 0.5));
      const i = <i32>u;
      const fx = u - <f32>i;
      const o = j * NET_SIDE + i;
      const upper = at(netMask, o) + (at(netMask, o + 1) - at(netMask, o)) * fx;
      const lower =
        at(netMask, o + NET_SIDE) +
        (at(netMask, o + NET_SIDE + 1) - at(netMask, o + NET_SIDE)) * fx;
      store<f32>(target + ((<usize>(y * stride + x)) << 2), upper + (lower - upper) * fy);
    }
  }
}
