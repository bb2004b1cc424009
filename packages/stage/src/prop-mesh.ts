import { cross, subtract, type Vector3 } from "@visavis/pane";
import { direction } from "./rotation.ts";
import { gridIndices } from "./unit-grid.ts";

/** Red, green and blue of the surface, and how much it is metal (0 to 1). */
export type Paint = readonly [red: number, green: number, blue: number, metal: number];

/** Triangles with a normal and a paint at each corner, in the thing's own frame, metres. */
export interface PropMesh {
  readonly positions: Float32Array<ArrayBuffer>;
  readonly normals: Float32Array<ArrayBuffer>;
  readonly paints: Float32Array<ArrayBuffer>;
  readonly indices: Uint16Array<ArrayBuffer>;
}

/** A skin over (u, v): u once around, 0 to 1; v from the first row to the last, 0 to 1. */
export interface Skin {
  readonly columns: number;
  readonly rows: number;
  readonly pointAt: (u: number, v: number) => Vector3;
  readonly paintAt: (u: number, v: number) => Paint;
}

/** A circle of a body of revolution, in millimetres. */
export type Ring = readonly [heightMm: number, radiusMm: number];

/** Where a profile is, evenly by ring and not by height: close rings are where the shape changes. */
export function alongRings(rings: readonly Ring[], v: number): Ring {
  const at = Math.max(0, Math.min(1, v)) * (rings.length - 1);
  const i = Math.min(rings.length - 2, Math.floor(at));
  const [from, to] = [rings[i] ?? [0, 0], rings[i + 1] ?? [0, 0]];
  const share = at - i;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** A point about the y axis, u of a full turn on from z towards x; metres from millimetres. */
export function aroundStem(u: number, [heightMm, radiusMm]: Ring): Vector3 {
  const angle = 2 * Math.PI * u;
  const radiusM = radiusMm / 1000;
  return [Math.sin(angle) * radiusM, heightMm / 1000, Math.cos(angle) * radiusM];
}

export function blendPaint(a: Paint, b: Paint, share: number): Paint {
  const at = (i: 0 | 1 | 2 | 3): number => a[i] + (b[i] - a[i]) * share;
  return [at(0), at(1), at(2), at(3)];
}

const STEP = 1e-3;

/** Outward is the side from which u runs counter-clockwise while v rises. */
export function skinMesh({ columns, rows, pointAt, paintAt }: Skin): PropMesh {
  const positions: number[] = [];
  const normals: number[] = [];
  const paints: number[] = [];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const [u, v] = [column / columns, row / rows];
      positions.push(...pointAt(u, v));
      normals.push(...normalAt(pointAt, u, v));
      paints.push(...paintAt(u, v));
    }
  }
  return {
    positions: new Float32Array(positions),
    normals: new Float32Array(normals),
    paints: new Float32Array(paints),
    indices: gridIndices(columns, rows),
  };
}

export function joinMeshes(...meshes: readonly PropMesh[]): PropMesh {
  const indices: number[] = [];
  let base = 0;
  for (const mesh of meshes) {
    for (const index of mesh.indices) indices.push(base + index);
    base += mesh.positions.length / 3;
  }
  const all = (pick: (mesh: PropMesh) => Float32Array): Float32Array<ArrayBuffer> =>
    new Float32Array(meshes.flatMap((mesh) => Array.from(pick(mesh))));
  return {
    positions: all((mesh) => mesh.positions),
    normals: all((mesh) => mesh.normals),
    paints: all((mesh) => mesh.paints),
    indices: new Uint16Array(indices),
  };
}

/** The largest distance of a corner from the thing's own origin. */
export function reachOf({ positions }: PropMesh): number {
  let most = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const [x = 0, y = 0, z = 0] = positions.subarray(i, i + 3);
    most = Math.max(most, Math.hypot(x, y, z));
  }
  return most;
}

/** The corners of the box around it, in the thing's own frame. */
export function boxOf({ positions }: PropMesh): readonly Vector3[] {
  const at = (axis: number, pick: (...values: number[]) => number): number => {
    let found = positions[axis] ?? 0;
    for (let i = axis; i < positions.length; i += 3) found = pick(found, positions[i] ?? 0);
    return found;
  };
  const [xs, ys, zs] = [0, 1, 2].map((axis) => [at(axis, Math.min), at(axis, Math.max)]);
  return (xs ?? []).flatMap((x) =>
    (ys ?? []).flatMap((y) => (zs ?? []).map((z): Vector3 => [x, y, z])),
  );
}

function normalAt(pointAt: Skin["pointAt"], u: number, v: number): Vector3 {
  const alongU = subtract(pointAt(u + STEP, v), pointAt(u - STEP, v));
  // At a pole a row shrinks to a point: a step inside still knows which way is out.
  const inner = Math.min(1 - 2 * STEP, Math.max(2 * STEP, v));
  const alongV = subtract(pointAt(u, inner + STEP), pointAt(u, inner - STEP));
  const around =
    direction(alongU) ?? direction(subtract(pointAt(u + STEP, inner), pointAt(u - STEP, inner)));
  return direction(cross(around ?? [1, 0, 0], alongV)) ?? [0, 1, 0];
}
