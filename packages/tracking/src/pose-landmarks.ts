import type { Detection } from "./detections.ts";
import type { HandSide } from "./hand.ts";
import { turned } from "./hand-landmarks.ts";
import { distancePx, inPicture, leanRad, type Point, type Region } from "./region.ts";

/** Body points of the pose net that are used here. */
export const BODY = {
  shoulders: { left: 11, right: 12 },
  elbows: { left: 13, right: 14 },
  wrists: { left: 15, right: 16 },
  littleKnuckles: { left: 17, right: 18 },
  indexKnuckles: { left: 19, right: 20 },
  hips: { left: 23, right: 24 },
  heels: { left: 29, right: 30 },
  toes: { left: 31, right: 32 },
} as const satisfies Record<string, Record<HandSide, number>>;

/** Every point, and two more that say where to look next. */
export const POSE_POINTS = 39;
const NEXT_CENTRE = 33;
const NEXT_RIM = 34;

/** What the pose net says of one region. */
export interface PoseLandmarks {
  /** x, y in the picture's pixels; z, less is nearer, in the same unit; visibility, 0 to 1. */
  readonly points: Float32Array;
  /** Metres in an average body, around the middle of the hips: right, down and away. */
  readonly world: Float32Array;
  readonly presence: number;
}

export function poseInPicture(
  raw: { readonly screen: Float32Array; readonly world: Float32Array; readonly presence: number },
  region: Region,
  netSidePx: number,
): PoseLandmarks {
  const points = new Float32Array(4 * POSE_POINTS);
  for (let i = 0; i < POSE_POINTS; i++) {
    const raw5 = (k: number): number => raw.screen[5 * i + k] ?? 0;
    points.set(inPicture(region, raw5(0) / netSidePx, raw5(1) / netSidePx), 4 * i);
    points[4 * i + 2] = (raw5(2) / netSidePx) * region.sidePx;
    points[4 * i + 3] = 1 / (1 + Math.exp(-raw5(3)));
  }
  return { points, world: turned(raw.world, region.turnRad), presence: raw.presence };
}

export function bodyPoint({ points }: Pick<PoseLandmarks, "points">, index: number): Point {
  return [points[4 * index] ?? 0, points[4 * index + 1] ?? 0];
}

export function visibility({ points }: Pick<PoseLandmarks, "points">, index: number): number {
  return points[4 * index + 3] ?? 0;
}

const BODY_GROWTH = 2.5;

/** Around the whole body: the net is shown a circle by its centre and a point on its rim. */
function regionFromCircle(centre: Point, rim: Point): Region {
  return {
    centreX: centre[0],
    centreY: centre[1],
    sidePx: distancePx(centre, rim) * BODY_GROWTH,
    turnRad: leanRad(centre, rim),
  };
}

/** Where the whole body is, of which a person was found by face and hips. */
export function regionFromPerson({ centre, points }: Detection): Region {
  return regionFromCircle(points[0] ?? centre, points[1] ?? centre);
}

/** Where to look for the same body in the next picture. */
export function regionFromPose(pose: PoseLandmarks): Region {
  return regionFromCircle(bodyPoint(pose, NEXT_CENTRE), bodyPoint(pose, NEXT_RIM));
}

const HAND_GROWTH = 5.4;
/** Wider than the hand, because the arm's end is known only roughly. */
const SEARCH_GROWTH = 1.5;
const HAND_RISE = 0.2;

/** The upright window in which the hand at this arm's end must be. */
export function handWindow(pose: PoseLandmarks, side: HandSide): Region {
  const wrist = bodyPoint(pose, BODY.wrists[side]);
  const index = bodyPoint(pose, BODY.indexKnuckles[side]);
  const little = bodyPoint(pose, BODY.littleKnuckles[side]);
  const palm: Point = [(2 * index[0] + little[0]) / 3, (2 * index[1] + little[1]) / 3];
  const lengthPx = Math.max(distancePx(wrist, palm), foreshortened(pose, side));
  const riseX = (palm[0] - wrist[0]) * HAND_RISE;
  const riseY = (palm[1] - wrist[1]) * HAND_RISE;
  return {
    centreX: palm[0] + riseX,
    centreY: palm[1] + riseY,
    sidePx: lengthPx * HAND_GROWTH * SEARCH_GROWTH,
    turnRad: 0,
  };
}

/** A hand that points at the camera is seen short; the body's size says how large it must be. */
const PALM_PER_SHOULDERS = 0.18;

function foreshortened(pose: PoseLandmarks, side: HandSide): number {
  const other = side === "left" ? "right" : "left";
  const shoulders = distancePx(
    bodyPoint(pose, BODY.shoulders[side]),
    bodyPoint(pose, BODY.shoulders[other]),
  );
  return PALM_PER_SHOULDERS * shoulders;
}
