// For tests: a standing person as the pose net would describe them.
import { BODY, POSE_POINTS, type PoseLandmarks } from "./pose-landmarks.ts";
import type { Point } from "./region.ts";

type BodyPart = keyof typeof BODY;

/** Metres from the middle of the hips: to the person's own right, down, and away from the camera. */
const PLACES: Record<BodyPart, readonly [right: number, down: number, away: number]> = {
  shoulders: [0.18, -0.5, 0],
  elbows: [0.25, -0.25, 0],
  wrists: [0.25, -0.05, -0.15],
  littleKnuckles: [0.27, 0.02, -0.17],
  indexKnuckles: [0.23, 0.02, -0.17],
  hips: [0.1, 0, 0],
  heels: [0.12, 0.85, 0.05],
  toes: [0.14, 0.88, -0.1],
};

const PARTS = [
  "shoulders",
  "elbows",
  "wrists",
  "littleKnuckles",
  "indexKnuckles",
  "hips",
  "heels",
  "toes",
] as const satisfies readonly BodyPart[];

/** Stands facing the camera, hips at `at`, `pixelsPerMetre` large. Arms can be put elsewhere. */
export function poseAt(
  at: Point,
  pixelsPerMetre: number,
  places: Partial<typeof PLACES> = {},
): PoseLandmarks {
  const points = new Float32Array(4 * POSE_POINTS);
  const world = new Float32Array(3 * POSE_POINTS);
  const put = (index: number, [right, down, away]: readonly [number, number, number]): void => {
    world.set([right, down, away], 3 * index);
    const seen = [at[0] + right * pixelsPerMetre, at[1] + down * pixelsPerMetre];
    points.set([...seen, away * pixelsPerMetre, 1], 4 * index);
  };
  for (const part of PARTS) {
    const { left, right } = BODY[part];
    const place = places[part] ?? PLACES[part];
    // The camera sees the person's right at its left.
    put(right, [-place[0], place[1], place[2]]);
    put(left, place);
  }
  put(33, [0, 0, 0]);
  put(34, [0, -0.9, 0]);
  return { points, world, presence: 1 };
}
