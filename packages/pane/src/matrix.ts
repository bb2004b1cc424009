/** Column-major, as WebGL and three.js take them; plain numbers, so that nothing is rounded to 32 bits. */
export type Matrix4 = readonly number[];
/** Column-major 3 x 3, for maps between planes. */
export type Matrix3 = readonly number[];
export type Vector3 = readonly [x: number, y: number, z: number];
export type Vector2 = readonly [x: number, y: number];

export const IDENTITY4: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** a · b: b acts first. */
export function multiply4(a: Matrix4, b: Matrix4): Matrix4 {
  return multiply(a, b, 4);
}

/** a · b: b acts first. */
export function multiply3(a: Matrix3, b: Matrix3): Matrix3 {
  return multiply(a, b, 3);
}

export function translation(x: number, y: number, z: number): Matrix4 {
  return [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1];
}

/** Counter-clockwise seen from above. */
export function rotationY(rad: number): Matrix4 {
  const cos = Math.cos(rad);
  const sin = Math.sin(rad);
  return [cos, 0, -sin, 0, 0, 1, 0, 0, sin, 0, cos, 0, 0, 0, 0, 1];
}

/** Four columns of four. */
export function fromColumns(...columns: readonly (readonly number[])[]): Matrix4 {
  return columns.flat();
}

/** The inverse of a rotation followed by a translation; of nothing else. */
export function invertRigid(m: Matrix4): Matrix4 {
  const turned = [0, 1, 2].map((r) => [at(m, r), at(m, r + 4), at(m, r + 8), 0]);
  const offset = [0, 4, 8].map(
    (c) => -(at(m, c) * at(m, 12) + at(m, c + 1) * at(m, 13) + at(m, c + 2) * at(m, 14)),
  );
  return fromColumns(...turned, [...offset, 1]);
}

/** Divides by w, so projections work too. */
export function transformPoint(m: Matrix4, [x, y, z]: Vector3): Vector3 {
  const row = (r: number): number =>
    at(m, r) * x + at(m, r + 4) * y + at(m, r + 8) * z + at(m, r + 12);
  const w = row(3);
  return [row(0) / w, row(1) / w, row(2) / w];
}

export function mapPoint(m: Matrix3, [x, y]: Vector2): Vector2 {
  const row = (r: number): number => at(m, r) * x + at(m, r + 3) * y + at(m, r + 6);
  const w = row(2);
  return [row(0) / w, row(1) / w];
}

/** Null when the map folds the plane into a line. */
export function invert3(m: Matrix3): Matrix3 | null {
  const minor = (r1: number, c1: number, r2: number, c2: number): number =>
    at(m, c1 * 3 + r1) * at(m, c2 * 3 + r2) - at(m, c2 * 3 + r1) * at(m, c1 * 3 + r2);
  const adjugate = [
    minor(1, 1, 2, 2),
    -minor(1, 0, 2, 2),
    minor(1, 0, 2, 1),
    -minor(0, 1, 2, 2),
    minor(0, 0, 2, 2),
    -minor(0, 0, 2, 1),
    minor(0, 1, 1, 2),
    -minor(0, 0, 1, 2),
    minor(0, 0, 1, 1),
  ];
  const determinant =
    at(m, 0) * at(adjugate, 0) + at(m, 3) * at(adjugate, 1) + at(m, 6) * at(adjugate, 2);
  if (!Number.isFinite(determinant) || determinant === 0) return null;
  return adjugate.map((value) => value / determinant);
}

/**
 * What a 4 x 4 does to the plane z = `z`: (x, y, 1) to the rows x, y and w of the result. For a
 * projection that is the homography from the plane to the picture.
 */
export function onPlane(m: Matrix4, z: number): Matrix3 {
  const column = (c: number): number[] => [at(m, c * 4), at(m, c * 4 + 1), at(m, c * 4 + 3)];
  const [depth, offset] = [column(2), column(3)];
  return [...column(0), ...column(1), ...offset.map((value, i) => value + at(depth, i) * z)];
}

function multiply(a: readonly number[], b: readonly number[], size: 3 | 4): number[] {
  return Array.from({ length: size * size }, (_, index) => {
    const row = index % size;
    const column = index - row;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += at(a, k * size + row) * at(b, column + k);
    return sum;
  });
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
