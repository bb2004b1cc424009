import type { Detection } from "./detections.ts";
import { inPicture, leanRad, movedUp, type Point, type Region, regionAround } from "./region.ts";

export const HAND_POINTS = 21;
export const WRIST = 0;
/** From the knuckle to the tip, the thumb left out. */
export const FINGERS = [
  [5, 6, 7, 8],
  [9, 10, 11, 12],
  [13, 14, 15, 16],
  [17, 18, 19, 20],
] as const;

/** What the hand net says of one region. */
export interface HandLandmarks {
  /** x, y in the picture's pixels, and z, less is nearer, in the same unit. */
  readonly points: Float32Array;
  /** Metres in an average hand, around its own middle: right, down and away, as the camera sees it. */
  readonly world: Float32Array;
  /** Whether there is a hand at all, 0 to 1. */
  readonly presence: number;
}

/** Brings the net's answer, in pixels of its own input, upright and into the picture. */
export function handInPicture(
  raw: { readonly screen: Float32Array; readonly world: Float32Array; readonly presence: number },
  region: Region,
  netSidePx: number,
): HandLandmarks {
  const points = new Float32Array(3 * HAND_POINTS);
  for (let i = 0; i < HAND_POINTS; i++) {
    const [u, v, z] = [0, 1, 2].map((k) => (raw.screen[3 * i + k] ?? 0) / netSidePx);
    points.set(inPicture(region, u ?? 0, v ?? 0), 3 * i);
    points[3 * i + 2] = (z ?? 0) * region.sidePx;
  }
  return { points, world: turned(raw.world, region.turnRad), presence: raw.presence };
}

/** The net saw the hand upright; the camera saw it leaning by `turnRad`. */
export function turned(world: Float32Array, turnRad: number): Float32Array {
  const [sin, cos] = [Math.sin(turnRad), Math.cos(turnRad)];
  return world.map((value, i) => {
    if (i % 3 === 0) return value * cos - (world[i + 1] ?? 0) * sin;
    if (i % 3 === 1) return (world[i - 1] ?? 0) * sin + value * cos;
    return value;
  });
}

const PALM_GROWTH = 2.6;
const PALM_RISE = 0.5;

/** Where the whole hand is, of which the palm was found. The palm's points begin at the wrist. */
export function regionFromPalm({ centre, widthPx, heightPx, points }: Detection): Region {
  const [wrist, middleKnuckle] = [points[0] ?? centre, points[2] ?? centre];
  const region: Region = {
    centreX: centre[0],
    centreY: centre[1],
    sidePx: Math.max(widthPx, heightPx) * PALM_GROWTH,
    turnRad: leanRad(wrist, middleKnuckle),
  };
  return movedUp(region, PALM_RISE * heightPx);
}

/** The points that stay put when fingers move. */
const STEADY = [0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18] as const;
const FOLLOW_GROWTH = 2;
const FOLLOW_RISE = 0.1;

/** Where to look for the same hand in the next picture. */
export function regionFromHand({ points }: HandLandmarks): Region {
  const at = (i: number): Point => [points[3 * i] ?? 0, points[3 * i + 1] ?? 0];
  const [index, middle, ring] = [at(5), at(9), at(13)];
  const knuckles: Point = [
    (index[0] + ring[0]) / 4 + middle[0] / 2,
    (index[1] + ring[1]) / 4 + middle[1] / 2,
  ];
  const region = regionAround(STEADY.map(at), leanRad(at(WRIST), knuckles), FOLLOW_GROWTH);
  return movedUp(region, (FOLLOW_RISE * region.sidePx) / FOLLOW_GROWTH);
}

/** Middle of a fist, or of what the hand would close around: knuckles and middle joints. */
export function gripPoint({ points }: Pick<HandLandmarks, "points">): Point {
  const indices = FINGERS.flatMap(([knuckle, middle]) => [knuckle, middle]);
  const mean = (axis: 0 | 1): number =>
    indices.reduce((sum, i) => sum + (points[3 * i + axis] ?? 0), 0) / indices.length;
  return [mean(0), mean(1)];
}

const PALM = [0, 5, 9, 13, 17] as const;

/** Pixels per metre of an average hand: how large the palm is seen, whichever way it is turned. */
export function pixelsPerMetre({
  points,
  world,
}: Pick<HandLandmarks, "points" | "world">): number | null {
  let [pixels, metres] = [0, 0];
  for (const a of PALM) {
    for (const b of PALM) {
      if (a >= b) continue;
      pixels += squaredGap(points, a, b);
      metres += squaredGap(world, a, b);
    }
  }
  return metres > 1e-6 ? Math.sqrt(pixels / metres) : null;
}

/** Across the picture only. */
function squaredGap(of: Float32Array, a: number, b: number): number {
  const along = (axis: number): number => (of[3 * a + axis] ?? 0) - (of[3 * b + axis] ?? 0);
  return along(0) ** 2 + along(1) ** 2;
}
