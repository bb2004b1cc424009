import {
  FIGURE_VERTEX,
  figureFragment,
  LINE_FRAGMENT,
  LINE_VERTEX,
  LIT_GRID,
  litFragment,
  litVertex,
  SHADOW_COLUMNS,
  SHADOW_FRAGMENT,
  shadowVertex,
} from "./figure.glsl.ts";
import type { PackedFormat } from "./packed-frame.glsl.ts";
import {
  BILLBOARD_VERTEX,
  BODY_FRAGMENT,
  BODY_VERTEX,
  FLAME_FRAGMENT,
  FLARE_FRAGMENT,
  GLOW_FRAGMENT,
  GLOW_GRID,
  GLOW_VERTEX,
  MAX_SPARKS,
  SMOKE_FRAGMENT,
  SPARKS_FRAGMENT,
  SPARKS_VERTEX,
} from "./prop.glsl.ts";
import type { ItemShape } from "./scene-item.ts";
import { type GridPoints, gridPoints, squarePoints } from "./unit-grid.ts";

/** Vertex and fragment text of a shape, without a version line. */
export function shaders(shape: ItemShape, format: PackedFormat): readonly [string, string] {
  switch (shape) {
    case "figure":
      return [FIGURE_VERTEX, figureFragment(format)];
    case "lit-figure":
      return [litVertex(format), litFragment(format)];
    case "shadow":
      return [shadowVertex(format), SHADOW_FRAGMENT];
    case "line":
      return [LINE_VERTEX, LINE_FRAGMENT];
    case "glow":
      return [GLOW_VERTEX, GLOW_FRAGMENT];
    case "flame":
      return [BILLBOARD_VERTEX, FLAME_FRAGMENT];
    case "smoke":
      return [BILLBOARD_VERTEX, SMOKE_FRAGMENT];
    case "flare":
      return [BILLBOARD_VERTEX, FLARE_FRAGMENT];
    case "sparks":
      return [SPARKS_VERTEX, SPARKS_FRAGMENT];
    default:
      return [BODY_VERTEX, BODY_FRAGMENT];
  }
}

/** The points of the shapes that have no mesh of their own. */
export function pointsOf(shape: ItemShape): GridPoints {
  if (shape === "shadow") return gridPoints(SHADOW_COLUMNS);
  if (shape === "lit-figure") return gridPoints(...LIT_GRID);
  if (shape === "glow") return gridPoints(GLOW_GRID, GLOW_GRID);
  if (shape === "sparks") return squarePoints(MAX_SPARKS);
  return gridPoints(1);
}

/** Which shapes hide behind solid things, and which hide others. */
export function depthOf(shape: ItemShape): {
  readonly isTested: boolean;
  readonly isKept: boolean;
} {
  const isSolid = shape === "body" || shape === "model";
  return { isTested: isSolid || shape === "flame", isKept: isSolid };
}
