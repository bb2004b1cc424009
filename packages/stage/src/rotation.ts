import { cross, type Matrix4, subtract, type Vector3 } from "@visavis/pane";

/** A unit quaternion. */
export type Rotation = readonly [x: number, y: number, z: number, w: number];

/** Where a thing is and how it is turned: metres and a rotation in our pane frame. */
export interface Pose {
  readonly position: Vector3;
  readonly rotation: Rotation;
}

export const UPRIGHT: Rotation = [0, 0, 0, 1];

export function add(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function scale(a: Vector3, by: number): Vector3 {
  return [a[0] * by, a[1] * by, a[2] * by];
}

export function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(...subtract(a, b));
}

export function mix(a: Vector3, b: Vector3, share: number): Vector3 {
  return add(scale(a, 1 - share), scale(b, share));
}

/** Null for what has no direction. */
export function direction(a: Vector3): Vector3 | null {
  const length = Math.hypot(...a);
  return length > 1e-6 && Number.isFinite(length) ? scale(a, 1 / length) : null;
}

/** Null for numbers that turn nothing. */
export function unitRotation([x, y, z, w]: Rotation): Rotation | null {
  const length = Math.hypot(x, y, z, w);
  if (!(length > 1e-3 && length < 1e3)) return null;
  return [x / length, y / length, z / length, w / length];
}

export function rotate([x, y, z, w]: Rotation, v: Vector3): Vector3 {
  const t = scale(cross([x, y, z], v), 2);
  return add(add(v, scale(t, w)), cross([x, y, z], t));
}

/** a after b. */
export function turn(a: Rotation, b: Rotation): Rotation {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

/** The shorter way round, at even speed. */
export function slerp(a: Rotation, b: Rotation, share: number): Rotation {
  const cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  const sign = cosine < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, cosine * sign));
  const isClose = angle < 1e-4;
  const from = isClose ? 1 - share : Math.sin((1 - share) * angle) / Math.sin(angle);
  const to = (isClose ? share : Math.sin(share * angle) / Math.sin(angle)) * sign;
  const blend = (i: 0 | 1 | 2 | 3): number => a[i] * from + b[i] * to;
  return unitRotation([blend(0), blend(1), blend(2), blend(3)]) ?? b;
}

/** The angle between two rotations. */
export function turnBetween(a: Rotation, b: Rotation): number {
  const cosine = Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]);
  return 2 * Math.acos(Math.min(1, cosine));
}

/** Turns the y axis to `axis` the shortest way: nothing twists about its own stem. */
export function uprightTo(axis: Vector3): Rotation {
  const [x, y, z] = axis;
  if (y < -0.999999) return [1, 0, 0, 0];
  return unitRotation([z, 0, -x, 1 + y]) ?? UPRIGHT;
}

/** The rotation that a rigid matrix makes. */
export function rotationOf(m: Matrix4): Rotation {
  const at = (row: number, column: number): number => m[column * 4 + row] ?? 0;
  const trace = at(0, 0) + at(1, 1) + at(2, 2);
  const candidates: Rotation[] = [
    [at(2, 1) - at(1, 2), at(0, 2) - at(2, 0), at(1, 0) - at(0, 1), 1 + trace],
    [1 + 2 * at(0, 0) - trace, at(0, 1) + at(1, 0), at(0, 2) + at(2, 0), at(2, 1) - at(1, 2)],
    [at(0, 1) + at(1, 0), 1 + 2 * at(1, 1) - trace, at(1, 2) + at(2, 1), at(0, 2) - at(2, 0)],
    [at(0, 2) + at(2, 0), at(1, 2) + at(2, 1), 1 + 2 * at(2, 2) - trace, at(1, 0) - at(0, 1)],
  ];
  // Each is the same rotation times one of its own components: the largest loses the least.
  const [best = UPRIGHT] = candidates.toSorted((a, b) => Math.hypot(...b) - Math.hypot(...a));
  return unitRotation(best) ?? UPRIGHT;
}

export function poseMatrix({ position, rotation }: Pose): Matrix4 {
  const column = (axis: Vector3): number[] => [...rotate(rotation, axis), 0];
  return [...column([1, 0, 0]), ...column([0, 1, 0]), ...column([0, 0, 1]), ...position, 1];
}

/** A point of a thing, given in the thing's own frame, in the frame of its pose. */
export function pointOf({ position, rotation }: Pose, local: Vector3): Vector3 {
  return add(position, rotate(rotation, local));
}
