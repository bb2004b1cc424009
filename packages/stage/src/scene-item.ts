import { type Matrix4, transformPoint, type Vector3 } from "@visavis/pane";
import type { Uniforms } from "./gl-program.ts";
import type { PropMesh } from "./prop-mesh.ts";

export type ItemShape =
  | "body"
  | "figure"
  | "flame"
  | "flare"
  | "glow"
  | "line"
  | "lit-figure"
  | "model"
  | "shadow"
  | "smoke"
  | "sparks";

/** A model that a renderer took in; of use to that renderer only. */
export interface PropAsset {
  dispose(): void;
}

/** Left, bottom, right, top in clip space. */
export type ClipBounds = readonly [left: number, bottom: number, right: number, top: number];

/** One thing to draw; a scene is a list of them from far to near. */
export interface SceneItem<Picture> {
  /** The same from frame to frame for the same thing. */
  readonly key: string;
  readonly shape: ItemShape;
  readonly model: Matrix4;
  readonly uniforms: Uniforms;
  readonly picture: Picture | null;
  /** Of a `body`. */
  readonly mesh?: PropMesh;
  /** Of a `model`. */
  readonly asset?: PropAsset;
  /** Nothing of the item lies outside. */
  readonly bounds: ClipBounds;
}

export function boundsOf(clip: Matrix4, points: readonly Vector3[]): ClipBounds {
  const seen = points.map((point) => transformPoint(clip, point));
  // A point behind the eye turns up anywhere: then nothing is known and everything may be covered.
  const isBehind = points.some((point) => !isAhead(clip, point));
  if (isBehind) return [-1, -1, 1, 1];
  const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The corners of a cube about a point: everything within `reachM` of it. */
export function cubeAround([x, y, z]: Vector3, reachM: number): Vector3[] {
  const both = [-reachM, reachM];
  return both.flatMap((dx) =>
    both.flatMap((dy) => both.map((dz): Vector3 => [x + dx, y + dy, z + dz])),
  );
}

function isAhead(clip: Matrix4, [x, y, z]: Vector3): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = [clip[3], clip[7], clip[11], clip[15]];
  return a * x + b * y + c * z + d > 0;
}
