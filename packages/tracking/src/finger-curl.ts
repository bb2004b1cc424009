import { FINGERS, WRIST } from "./hand-landmarks.ts";

/** A straight finger still bends this much; a closed one bends this much more. */
const STRAIGHT_DEG = 25;
const CLOSING_DEG = 165;

/** How far each finger but the thumb is curled: 0 straight, 1 closed. From the 21 points in metres. */
export function fingerCurls(world: Float32Array): readonly number[] {
  return FINGERS.map(([knuckle, middle, end, tip]) => {
    const bendDeg =
      bendAt(world, WRIST, knuckle, middle) +
      bendAt(world, knuckle, middle, end) +
      bendAt(world, middle, end, tip);
    return Math.min(1, Math.max(0, (bendDeg - STRAIGHT_DEG) / CLOSING_DEG));
  });
}

/** Mean of the two middle values: one finger that is seen wrong, or that points, decides nothing. */
export function handCurl(world: Float32Array): number {
  const sorted = fingerCurls(world).toSorted((a, b) => a - b);
  return ((sorted[1] ?? 0) + (sorted[2] ?? 0)) / 2;
}

/** How far the way from `a` over `b` to `c` departs from a straight line. */
function bendAt(world: Float32Array, a: number, b: number, c: number): number {
  const [inX, inY, inZ] = difference(world, a, b);
  const [outX, outY, outZ] = difference(world, b, c);
  const lengths = Math.hypot(inX, inY, inZ) * Math.hypot(outX, outY, outZ);
  if (lengths === 0) return 0;
  const cos = (inX * outX + inY * outY + inZ * outZ) / lengths;
  return (Math.acos(Math.min(1, Math.max(-1, cos))) * 180) / Math.PI;
}

function difference(
  world: Float32Array,
  from: number,
  to: number,
): readonly [x: number, y: number, z: number] {
  const along = (axis: number): number =>
    (world[3 * to + axis] ?? 0) - (world[3 * from + axis] ?? 0);
  return [along(0), along(1), along(2)];
}
