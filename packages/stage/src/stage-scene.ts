import {
  type FigurePlacement,
  invertRigid,
  type Matrix4,
  multiply4,
  offAxisProjection,
  onPlane,
  transformPoint,
  translation,
  type Vector3,
} from "@visavis/pane";
import type { Uniforms } from "./gl-program.ts";
import { type Layer, lightsOf, propLayers, type SceneLight, type SceneProp } from "./prop-scene.ts";
import { boundsOf, type SceneItem } from "./scene-item.ts";
import { glowItems, lightUniforms } from "./stage-light.ts";
import { type Colour, drawnEye, type StageLook } from "./stage-look.ts";

/** One figure as the scene needs it. `picture` is whatever the renderer uploads to. */
export interface SceneFigure<Picture> {
  readonly id: string;
  readonly picture: Picture;
  readonly placement: FigurePlacement;
  readonly opacity: number;
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
  props: readonly SceneProp[] = [],
): StageScene<Picture> {
  const eye = drawnEye(look);
  const view = translation(-eye[0], -eye[1], -eye[2]);
  const straight = offAxisProjection(look.pane, eye);
  const projection = look.isMirrored ? multiply4(FLIP, straight) : straight;
  const clip = multiply4(projection, view);
  const lights = lightsOf(props);
  const planes = figures.map(({ placement }) => planeZ(placement));
  const layers: Layer<Picture>[] = [
    ...figures.map((figure, i) => ({
      zM: planes[i] ?? 0,
      items: figureItems(look, figure, clip, lights),
    })),
    ...props.flatMap((prop) => propLayers(prop, { clip, eye, planes, lights })),
  ];
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
      ...(look.mode === "lit" ? glowItems(look, lights, { clip, wallZ }) : []),
      ...layers.toSorted((a, b) => a.zM - b.zM).flatMap(({ items }) => items),
    ],
  };
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

function planeZ({ corners }: FigurePlacement): number {
  return (corners[2][2] + corners[3][2]) / 2;
}

function figureItems<Picture>(
  look: StageLook,
  { id, picture, placement, opacity }: SceneFigure<Picture>,
  clip: Matrix4,
  lights: readonly SceneLight[],
): SceneItem<Picture>[] {
  const model = cardMatrix(placement);
  const card = cardUniforms(placement, model);
  const clipFromCard = multiply4(clip, model);
  const figure: SceneItem<Picture> = {
    key: `figure ${id}`,
    shape: lights.length > 0 ? "lit-figure" : "figure",
    model,
    picture,
    uniforms: {
      ...card,
      ...edgeUniforms(look),
      ...lightUniforms(lights, model),
      uOpacity: opacity,
    },
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
