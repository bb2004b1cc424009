import {
  type FigurePlacement,
  invertRigid,
  type Matrix4,
  multiply4,
  offAxisProjection,
  onPlane,
  type Pane,
  transformPoint,
  translation,
  type Vector3,
} from "@visavis/pane";
import type { Uniforms } from "./gl-program.ts";

/**
 * `lit`: a screen in a lit room. `black`: black shows nothing (Pepper's ghost, transparent
 * displays). `transparent`: the people alone, for compositors such as OBS.
 */
export type StageMode = "lit" | "black" | "transparent";

/** Red, green and blue, 0 to 1, as the display takes them. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Backdrop {
  readonly wall: Colour;
  readonly floor: Colour;
}

/** Calm and dark, yet light enough for a shadow to be seen on the floor. */
export const DEFAULT_BACKDROP: Backdrop = {
  wall: [0.105, 0.115, 0.13],
  floor: [0.19, 0.2, 0.215],
};

/** How the stage looks, the same for all figures. */
export interface StageLook {
  readonly mode: StageMode;
  readonly pane: Pane;
  readonly standBackM: number;
  /** In the pane frame. */
  readonly eye: Vector3;
  /** For displays that are seen in a mirror: the eye and the picture both change sides. */
  readonly isMirrored: boolean;
  readonly backdrop: Backdrop;
  /** Linear light of this room over that of the remote one, per channel. */
  readonly roomGain: Colour;
}

/** One figure as the scene needs it. `picture` is whatever the renderer uploads to. */
export interface SceneFigure<Picture> {
  readonly id: string;
  readonly picture: Picture;
  readonly placement: FigurePlacement;
  readonly opacity: number;
}

export type ItemShape = "figure" | "shadow" | "line";

/** One thing to draw; a scene is a list of them from far to near. */
export interface SceneItem<Picture> {
  /** The same from frame to frame for the same thing. */
  readonly key: string;
  readonly shape: ItemShape;
  readonly model: Matrix4;
  readonly uniforms: Uniforms;
  readonly picture: Picture | null;
  /** Left, bottom, right, top in clip space: nothing of the item lies outside. */
  readonly bounds: readonly [number, number, number, number];
}

export interface StageScene<Picture> {
  readonly projection: Matrix4;
  readonly view: Matrix4;
  readonly eye: Vector3;
  readonly clear: readonly [number, number, number, number];
  /** The floor's colour fills the picture from below up to this clip y. */
  readonly floor: { readonly colour: Colour; readonly topClipY: number } | null;
  readonly items: readonly SceneItem<Picture>[];
}

/** How far the wall stands behind the people. */
const WALL_M = 1.4;
const SHADOW_REACH_M = { side: 0.45, away: -0.4, near: 0.4 } as const;
const GLOW_HALF_M = 0.45;

/** The picture of a stage from everything that decides it; no clock, no graphics. */
export function stageScene<Picture>(
  look: StageLook,
  figures: readonly SceneFigure<Picture>[],
): StageScene<Picture> {
  const eye = drawnEye(look);
  const view = translation(-eye[0], -eye[1], -eye[2]);
  const straight = offAxisProjection(look.pane, eye);
  const projection = look.isMirrored ? multiply4(FLIP, straight) : straight;
  const clip = multiply4(projection, view);
  const sorted = figures.toSorted((a, b) => distance(a.placement) - distance(b.placement));
  const wallZ = -(look.standBackM + WALL_M);
  const wallClipY = transformPoint(clip, [0, 0, wallZ])[1];
  return {
    projection,
    view,
    eye,
    clear: clearColour(look),
    floor: look.mode === "lit" ? { colour: look.backdrop.floor, topClipY: wallClipY } : null,
    items: [
      ...(look.mode === "lit" ? [wallLine<Picture>(look, wallZ, clip)] : []),
      ...sorted.flatMap((figure) => figureItems(look, figure, clip)),
    ],
  };
}

/** Where the eye of the drawing stands: a viewer who looks into a mirror sees the other side. */
export function drawnEye({ eye, isMirrored }: Pick<StageLook, "eye" | "isMirrored">): Vector3 {
  return isMirrored ? [-eye[0], eye[1], eye[2]] : eye;
}

/** Card space, as the shaders know it, in the pane frame. */
export function cardMatrix({ corners }: FigurePlacement): Matrix4 {
  const [, , right, left] = corners;
  const [dx, dz] = [right[0] - left[0], right[2] - left[2]];
  const length = Math.hypot(dx, dz) || 1;
  const [x, z] = [dx / length, dz / length];
  const middle = [(left[0] + right[0]) / 2, 0, (left[2] + right[2]) / 2, 1];
  return [x, 0, z, 0, 0, 1, 0, 0, -z, 0, x, 0, ...middle];
}

const FLIP: Matrix4 = [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

function clearColour({ mode, backdrop }: StageLook): StageScene<never>["clear"] {
  if (mode === "lit") return [...backdrop.wall, 1];
  return mode === "black" ? [0, 0, 0, 1] : [0, 0, 0, 0];
}

function distance({ corners }: FigurePlacement): number {
  return (corners[2][2] + corners[3][2]) / 2;
}

function figureItems<Picture>(
  look: StageLook,
  { id, picture, placement, opacity }: SceneFigure<Picture>,
  clip: Matrix4,
): SceneItem<Picture>[] {
  const model = cardMatrix(placement);
  const card = cardUniforms(placement, model);
  const clipFromCard = multiply4(clip, model);
  const figure: SceneItem<Picture> = {
    key: `figure ${id}`,
    shape: "figure",
    model,
    picture,
    uniforms: { ...card, ...edgeUniforms(look), uOpacity: opacity },
    bounds: boundsOf(clip, placement.corners),
  };
  if (!placement.floorContact) return [figure];
  const ground =
    look.mode === "black"
      ? glowItem<Picture>(id, model, opacity)
      : shadowItem(id, { picture, card, model, opacity });
  return [{ ...ground, bounds: boundsOf(clipFromCard, ground.bounds) }, figure];
}

interface GroundItem<Picture> extends Omit<SceneItem<Picture>, "bounds"> {
  /** In card space. */
  readonly bounds: readonly Vector3[];
}

interface ShadowInput<Picture> {
  readonly picture: Picture;
  readonly card: CardUniforms;
  readonly model: Matrix4;
  readonly opacity: number;
}

function shadowItem<Picture>(
  id: string,
  { picture, card, model, opacity }: ShadowInput<Picture>,
): GroundItem<Picture> {
  const [footLeft, , footRight] = card.uFootCorners;
  const [left, right] = [footLeft - SHADOW_REACH_M.side, footRight + SHADOW_REACH_M.side];
  const { away, near } = SHADOW_REACH_M;
  const area = [left, right, away, near];
  return {
    key: `shadow ${id}`,
    shape: "shadow",
    model,
    picture,
    uniforms: { ...card, uEdge: EDGE, uShadowArea: area, uShadow: opacity },
    bounds: [left, right].flatMap((x) => [away, near].map((z): Vector3 => [x, 0, z])),
  };
}

/** Light cannot be taken away where black is nothing: a faint line says where the floor is. */
function glowItem<Picture>(id: string, model: Matrix4, opacity: number): GroundItem<Picture> {
  const [halfM, thickM] = [GLOW_HALF_M, 0.006];
  const colour = [0.2, 0.21, 0.23, 1].map((value) => value * opacity);
  return {
    key: `glow ${id}`,
    shape: "line",
    model,
    picture: null,
    uniforms: { uLine: [-halfM, -thickM, halfM, thickM], uLineColour: colour, uLineTaper: 1 },
    bounds: [-halfM, halfM].flatMap((x) => [-thickM, thickM].map((y): Vector3 => [x, y, 0])),
  };
}

function wallLine<Picture>({ pane, eye }: StageLook, z: number, clip: Matrix4): SceneItem<Picture> {
  // Wide enough to cross the glass at the wall's distance, wherever the eye stands.
  const halfM = ((pane.size.widthM / 2 + Math.abs(eye[0])) * (eye[2] - z)) / eye[2] + 1;
  const [bottom, top] = [-0.03, 0.03];
  const corners = [-halfM, halfM].flatMap((x) => [bottom, top].map((y): Vector3 => [x, y, z]));
  return {
    key: "wall line",
    shape: "line",
    model: translation(0, 0, z),
    picture: null,
    uniforms: { uLine: [-halfM, bottom, halfM, top], uLineColour: [0, 0, 0, 0.22], uLineTaper: 0 },
    bounds: boundsOf(clip, corners),
  };
}

const EDGE = [0.15, 0.85] as const;

/** Gain is given in linear light and applied to gamma-coded colour; a power law lets it pass through. */
function edgeUniforms({ mode, roomGain }: StageLook): Uniforms {
  return {
    uEdge: EDGE,
    uDespill: 1,
    uGain: mode === "lit" ? roomGain.map((gain) => gain ** (1 / 2.2)) : [1, 1, 1],
    uLift: mode === "black" ? 1 : 0,
  };
}

type Corners = readonly [leftX: number, leftY: number, rightX: number, rightY: number];

interface CardUniforms extends Uniforms {
  readonly uTopCorners: Corners;
  readonly uFootCorners: Corners;
  readonly uPictureFromCard: readonly number[];
}

function cardUniforms(placement: FigurePlacement, model: Matrix4): CardUniforms {
  const cardFromPane = invertRigid(model);
  const [upperLeft, upperRight, lowerRight, lowerLeft] = placement.corners;
  const both = (left: Vector3, right: Vector3): Corners => {
    const [a, b] = [transformPoint(cardFromPane, left), transformPoint(cardFromPane, right)];
    return [a[0], a[1], b[0], b[1]];
  };
  return {
    uTopCorners: both(upperLeft, upperRight),
    uFootCorners: both(lowerLeft, lowerRight),
    uPictureFromCard: onPlane(multiply4(placement.textureFromPane, model), 0),
  };
}

function boundsOf(clip: Matrix4, points: readonly Vector3[]): SceneItem<never>["bounds"] {
  const seen = points.map((point) => transformPoint(clip, point));
  // A point behind the eye turns up anywhere: then nothing is known and everything may be covered.
  const isBehind = points.some((point) => !isAhead(clip, point));
  if (isBehind) return [-1, -1, 1, 1];
  const [xs, ys] = [seen.map(([x]) => x), seen.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function isAhead(clip: Matrix4, [x, y, z]: Vector3): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = [clip[3], clip[7], clip[11], clip[15]];
  return a * x + b * y + c * z + d > 0;
}
