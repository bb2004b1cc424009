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
  personB,
  personG,
  personR,
  reach,
  roomB,
  roomG,
  roomR,
  scratchPlane,
  width,
} from "./planes";
import { enlargeFourfold, enlargeTwofold } from "./enlarge";
import { spreadColour } from "./spread-colour";

const SURELY_PERSON: f32 = 0.9;
const SURELY_ROOM: f32 = 0.1;

/** @param mostDifference of a cell that shows the room: a screen's own cells, or any */
export function findColours(mostDifference: f32): void {
  const weight = scratchPlane(0);
  for (let i = 0; i < cells; i++) put(weight, i, at(core, i) > SURELY_PERSON ? 1 : 0);
  spreadColour(weight, personR, personG, personB);
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
