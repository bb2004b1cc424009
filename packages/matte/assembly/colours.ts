// The person's colour and the room's, each carried to where the other hides it, and the bled
// picture around the person.
import { brightnessOf, uOf, vOf } from "./camera-colour";
import { add, all, at, four, mul, put, putBytes, toDisplay } from "./lanes";
import {
  bledU,
  bledV,
  bledY,
  cells,
  colour,
  core,
  difference,
  height,
  loose,
  matte,
  peak,
  personB,
  personG,
  personR,
  reach,
  roomB,
  roomG,
  roomR,
  scratchPlane,
  trust,
  width,
} from "./planes";
import { enlargeFourfold, enlargeTwofold } from "./enlarge";
import { spreadColour } from "./spread-colour";

const SURELY_PERSON: f32 = 0.9;
export const SURELY_ROOM: f32 = 0.1;
const LEAST_DIFFERENCE: f32 = 0.1;
const NEAR_PEAK: f32 = 0.85;
const NARROW_WEIGHT: f32 = 0.2;

/**
 * How well a cell shows the person's colour. A hand or a thing held is too narrow to have a core, but
 * its middle is the most unlike the room of all cells around.
 */
export function sampleOf(i: i32, isKnown: bool): f32 {
  if (at(loose, i) > 0.5) return 0;
  if (at(core, i) > SURELY_PERSON) return 1;
  if (!isKnown || at(matte, i) < 0.7 || at(trust, i) < 0.5) return 0;
  const unlike = at(difference, i);
  return unlike > LEAST_DIFFERENCE && unlike > NEAR_PEAK * at(peak, i) ? NARROW_WEIGHT : 0;
}

export function findPersonColour(isKnown: bool): void {
  const weight = scratchPlane(0);
  for (let i = 0; i < cells; i++) put(weight, i, sampleOf(i, isKnown));
  spreadColour(weight, personR, personG, personB);
}

/** @param mostDifference of a cell that shows the room: a screen's own cells, or any */
export function findRoomColour(mostDifference: f32): void {
  const weight = scratchPlane(0);
  for (let i = 0; i < cells; i++) {
    const isRoom = at(reach, i) < SURELY_ROOM && at(difference, i) <= mostDifference;
    put(weight, i, isRoom ? 1 : 0);
  }
  spreadColour(weight, roomR, roomG, roomB);
}

/**
 * Lays the person's colour over the whole picture, four times enlarged without steps; the edge and
 * the person are drawn over it afterwards. A receiver's filter and the codec's blocks then mix the
 * person with more of himself and not with the old room, and what is smooth costs no bits.
 */
export function bleed(): void {
  for (let i = 0; i < cells; i += 4) {
    const r = toDisplay(four(personR, i));
    const g = toDisplay(four(personG, i));
    const b = toDisplay(four(personB, i));
    const bright = brightnessOf(r, g, b);
    putBytes(bledY + <usize>i, add(mul(bright, all(219)), all(16.5)));
    putBytes(bledU + <usize>i, add(uOf(bright, b), all(128.5)));
    putBytes(bledV + <usize>i, add(vOf(bright, r), all(128.5)));
  }
  const planeU = colour + <usize>(width * height);
  enlargeFourfold(bledY, colour);
  enlargeTwofold(bledU, planeU);
  enlargeTwofold(bledV, planeU + <usize>((width * height) >> 2));
}
