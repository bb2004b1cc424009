// The person's colour right beside his edge. The core lies some pixels inside, and a sleeve is lighter
// than the shirt, the rim of an arm darker: so a first alpha is drafted, and what it takes for whole
// gives the colour that the edge is then drawn with.
import { blue, brightness, green, red } from "./camera-colour";
import { sampleOf, SURELY_ROOM } from "./colours";
import { add, all, at, bytes, chromaPair, mul, put, sumOfLanes, toLinear } from "./lanes";
import {
  columns,
  draft,
  frame,
  height,
  linearB,
  linearG,
  linearR,
  personB,
  personG,
  personR,
  planeBytes,
  reach,
  rows,
  scratchPlane,
  stride,
  width,
} from "./planes";
import { spreadFrom } from "./spread-colour";

/** Draft alpha, in bytes, of a pixel that shows nothing but the person. */
const WHOLE: f32 = 250;

let sumR: v128 = i32x4.splat(0);
let sumG: v128 = i32x4.splat(0);
let sumB: v128 = i32x4.splat(0);

/** @param isKnown whether the room behind is */
export function sharpenColours(isKnown: bool): void {
  const weight = scratchPlane(0);
  const r = scratchPlane(1);
  const g = scratchPlane(2);
  const b = scratchPlane(3);
  memory.copy(r, linearR, planeBytes());
  memory.copy(g, linearG, planeBytes());
  memory.copy(b, linearB, planeBytes());
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const i = y * stride + x;
      const sample = sampleOf(i, isKnown);
      const isInBand = sample < 1 && at(reach, i) >= SURELY_ROOM;
      const whole: f32 = isInBand ? addWholePixels(x, y) : 0;
      put(weight, i, whole > 0 ? whole / 16 : sample);
      if (whole == 0) continue;
      put(r, i, sumOfLanes(sumR) / whole);
      put(g, i, sumOfLanes(sumG) / whole);
      put(b, i, sumOfLanes(sumB) / whole);
    }
  }
  spreadFrom(weight, r, g, b, personR, personG, personB);
}

/** @returns how many of a cell's pixels are the person's alone; the sums are theirs */
function addWholePixels(x: i32, y: i32): f32 {
  sumR = all(0);
  sumG = all(0);
  sumB = all(0);
  let count = all(0);
  const planeU = <usize>(width * height);
  const planeV = planeU + <usize>((width * height) >> 2);
  for (let k = 0; k < 4; k++) {
    const pixel = <usize>((4 * y + k) * width + 4 * x);
    const isWhole = f32x4.ge(bytes(draft + pixel), all(WHOLE));
    if (!v128.any_true(isWhole)) continue;
    const chroma = <usize>((2 * y + (k >> 1)) * (width >> 1) + 2 * x);
    const u = chromaPair(frame + planeU + chroma);
    const v = chromaPair(frame + planeV + chroma);
    const bright = brightness(bytes(frame + pixel));
    const one = v128.and(isWhole, all(1));
    sumR = add(sumR, mul(one, toLinear(red(bright, v))));
    sumG = add(sumG, mul(one, toLinear(green(bright, u, v))));
    sumB = add(sumB, mul(one, toLinear(blue(bright, u))));
    count = add(count, one);
  }
  return sumOfLanes(count);
}
