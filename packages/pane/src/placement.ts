import { type CameraView, captureMatrix } from "./camera-view.ts";
import {
  invert3,
  mapPoint,
  type Matrix3,
  type Matrix4,
  multiply3,
  multiply4,
  onPlane,
  transformPoint,
  translation,
  type Vector2,
  type Vector3,
} from "./matrix.ts";
import { isPersonHeight, MAX_PERSON_M, SHOULDERS_M } from "./metrology.ts";
import { heightOnGlassM, offAxis } from "./off-axis.ts";
import { FACING_SEAT, inverseSeatMatrix, type Pane, type Seat, seatMatrix } from "./pane.ts";

/** The part of a frame's facts that says where the person stands. */
export interface PlacementFacts {
  readonly camera: { readonly width: number; readonly height: number };
  readonly crop: Rectangle;
  readonly view: {
    readonly focalPx: number;
    readonly heightM: number;
    readonly pitchRad: number;
  } | null;
  readonly person: {
    readonly topRow: number;
    readonly footRow: number;
    readonly planeM: number;
    readonly hasFloorContact: boolean;
  } | null;
  readonly metresPerPixel: number;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacementInput {
  readonly facts: PlacementFacts;
  readonly pane: Pane;
  /** How far behind the glass the person's plane stands. */
  readonly standBackM: number;
  /** In our pane frame. */
  readonly eye: Vector3;
  readonly seat?: Seat;
  /** For facts that carry no scale: the assumed height of a person seen whole. */
  readonly fallback: { readonly personHeightM: number };
}

/** Where a frame's crop rectangle stands in our pane frame and on our glass. */
export interface FigurePlacement {
  /** `measured`: a calibrated camera. `known-height`: the sender's scale. `guessed`: ours. */
  readonly basis: "measured" | "known-height" | "guessed";
  /** Upper left, upper right, lower right, lower left corner of the crop, as the viewer sees them. */
  readonly corners: readonly [Vector3, Vector3, Vector3, Vector3];
  /** Our pane frame to the crop's texture coordinates (0..1, v down): (u, v) = (x, y) / w. */
  readonly textureFromPane: Matrix4;
  /** The crop's texture coordinates to clip space, x right and y up in −1..1. */
  readonly clipFromTexture: Matrix3;
  readonly textureFromClip: Matrix3;
  /** Below the middle of the crop, in our pane frame; null when no feet were seen. */
  readonly floorContact: Vector3 | null;
  /** The person's own height; null when the picture does not show it. */
  readonly heightM: number | null;
  /** What a tape measure on the glass reads of it. */
  readonly heightOnGlassM: number | null;
  /** Mean scale of the crop's rows on the person's plane. */
  readonly metresPerPixel: number;
  /** What was added in the sender's frame, right and up, to where an uncalibrated camera saw the person. */
  readonly addedM: Vector2;
}

/** A crop's map onto an upright plane of the sender's pane frame. */
interface Card {
  readonly basis: FigurePlacement["basis"];
  /** Sender's pane frame to the whole camera picture, 0..1. */
  readonly pictureFromSite: Matrix4;
  readonly planeM: number;
  readonly heightM: number | null;
  readonly isOnFloor: boolean;
  readonly addedM: Vector2;
}

const MAX_PLANE_M = 20;
const MAX_CARD_M = 6;
const MIN_CARD_M = 0.05;
const MAX_STAND_BACK_M = 10;

/** Null only for facts that no camera could have sent; hostile sizes are brought to sane ones. */
export function placeFigure(input: PlacementInput): FigurePlacement | null {
  const { facts } = input;
  if (!hasPicture(facts)) return null;
  return place(input, measuredCard(facts)) ?? place(input, flatCard(input));
}

function place(
  { facts, pane, standBackM, eye, seat = FACING_SEAT }: PlacementInput,
  card: Card | null,
): FigurePlacement | null {
  if (!card) return null;
  const textureFromSite = multiply4(cropMatrix(facts), card.pictureFromSite);
  const planeFromTexture = invert3(onPlane(textureFromSite, card.planeM));
  if (!planeFromTexture) return null;
  const backM = clamp(standBackM, 0, MAX_STAND_BACK_M);
  const toStage = translation(0, 0, backM - card.planeM);
  const paneFromSite = multiply4(seatMatrix(seat), toStage);
  const clipFromTexture = multiply3(
    onPlane(multiply4(offAxis(pane, eye), paneFromSite), card.planeM),
    planeFromTexture,
  );
  const textureFromClip = invert3(clipFromTexture);
  const onCard = CORNERS.map((corner) => mapPoint(planeFromTexture, corner));
  if (!textureFromClip || !isSaneCard(onCard)) return null;
  const toPane = ([x, y]: readonly [number, number]): Vector3 =>
    transformPoint(paneFromSite, [x, y, card.planeM]);
  const [upperLeft, upperRight, lowerRight, lowerLeft] = onCard.map(toPane);
  if (!upperLeft || !upperRight || !lowerRight || !lowerLeft) return null;
  const middle = (lowerLeft[0] + lowerRight[0]) / 2;
  const depthM = -(lowerLeft[2] + lowerRight[2]) / 2;
  return {
    basis: card.basis,
    corners: [upperLeft, upperRight, lowerRight, lowerLeft],
    textureFromPane: multiply4(
      textureFromSite,
      multiply4(translation(0, 0, card.planeM - backM), inverseSeatMatrix(seat)),
    ),
    clipFromTexture,
    textureFromClip,
    floorContact: card.isOnFloor ? [middle, 0, -depthM] : null,
    heightM: card.heightM,
    heightOnGlassM: card.heightM === null ? null : heightOnGlassM(card.heightM, depthM, eye),
    metresPerPixel: cardHeight(onCard) / facts.crop.height,
    addedM: card.addedM,
  };
}

const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** A calibrated camera and a known plane: every pixel goes back along its own ray. */
function measuredCard({ camera, view, person }: PlacementFacts): Card | null {
  if (!view || !person || !(person.planeM > 0.2 && person.planeM <= MAX_PLANE_M)) return null;
  const isLens =
    view.heightM > 0 &&
    view.heightM < 6 &&
    Math.abs(view.pitchRad) < 1.2 &&
    view.focalPx > camera.height * 0.15 &&
    view.focalPx < camera.height * 20;
  if (!isLens) return null;
  const lens: CameraView = {
    ...view,
    widthPx: camera.width,
    heightPx: camera.height,
    offsetXM: 0,
    rollRad: 0,
  };
  const topBelow = view.pitchRad + Math.atan((person.topRow - camera.height / 2) / view.focalPx);
  const heightM = view.heightM - person.planeM * Math.tan(topBelow);
  return {
    basis: "measured",
    pictureFromSite: captureMatrix(lens),
    planeM: person.planeM,
    heightM: isPersonHeight(heightM) ? heightM : null,
    isOnFloor: true,
    addedM: [0, 0],
  };
}

/** An uncalibrated camera: the picture as it is, scaled by one number, on its feet if it shows them. */
function flatCard({ facts, pane, fallback }: PlacementInput): Card {
  const { camera, crop, person } = facts;
  const assumedM = isPersonHeight(fallback.personHeightM) ? fallback.personHeightM : 1.7;
  const isScaled = isSaneScale(facts.metresPerPixel, facts);
  const scale = isScaled ? facts.metresPerPixel : guessScale(facts, assumedM);
  const isOnFloor = person?.hasFloorContact ?? false;
  const baseRow = person && isOnFloor ? person.footRow : crop.y + crop.height;
  const baseM = isOnFloor ? 0 : pane.lowerEdgeM;
  // Where the camera stands is not known, so nothing is lost by keeping the whole figure on the glass.
  const centreM = (crop.x + crop.width / 2 - camera.width / 2) * scale;
  const reachM = Math.max(0, (pane.size.widthM - crop.width * scale) / 2);
  const shiftM = clamp(centreM, -reachM, reachM) - centreM;
  const heightM = person && isOnFloor ? (person.footRow - person.topRow) * scale : null;
  return {
    basis: isScaled ? "known-height" : "guessed",
    pictureFromSite: flatMatrix(camera, scale, baseRow, { baseM, shiftM }),
    planeM: 0,
    heightM: heightM !== null && isPersonHeight(heightM) ? heightM : null,
    isOnFloor,
    addedM: [-shiftM, baseM],
  };
}

/** A picture without perspective: site's x and y to picture 0..1, whatever z. */
function flatMatrix(
  camera: PlacementFacts["camera"],
  scale: number,
  baseRow: number,
  { baseM, shiftM }: { readonly baseM: number; readonly shiftM: number },
): Matrix4 {
  const perColumn = 1 / (scale * camera.width);
  const perRow = 1 / (scale * camera.height);
  const u0 = 0.5 - shiftM * perColumn;
  const v0 = baseRow / camera.height + baseM * perRow;
  return [-perColumn, 0, 0, 0, 0, -perRow, 0, 0, 0, 0, 0, 0, u0, v0, 0, 1];
}

function guessScale({ crop, person }: PlacementFacts, heightM: number): number {
  const seenRows = person ? Math.max(1, person.footRow - person.topRow) : crop.height;
  const byHeight = heightM / seenRows;
  return person?.hasFloorContact ? byHeight : Math.min(byHeight, SHOULDERS_M / crop.width);
}

function isSaneScale(metresPerPixel: number, { crop, person }: PlacementFacts): boolean {
  const cropM = metresPerPixel * crop.height;
  if (!(cropM >= MIN_CARD_M * 2 && cropM <= MAX_CARD_M)) return false;
  return !person || (person.footRow - person.topRow) * metresPerPixel <= MAX_PERSON_M;
}

/** Picture 0..1 to crop 0..1. */
function cropMatrix({ camera, crop }: PlacementFacts): Matrix4 {
  const u = camera.width / crop.width;
  const v = camera.height / crop.height;
  return [u, 0, 0, 0, 0, v, 0, 0, 0, 0, 1, 0, -crop.x / crop.width, -crop.y / crop.height, 0, 1];
}

function hasPicture({ camera, crop, person }: PlacementFacts): boolean {
  const numbers = [camera.width, camera.height, crop.x, crop.y, crop.width, crop.height];
  const rows = person ? [person.topRow, person.footRow] : [];
  const isFinite = [...numbers, ...rows].every((value) => Number.isFinite(value));
  return isFinite && camera.width > 0 && camera.height > 0 && crop.width > 0 && crop.height > 0;
}

function isSaneCard(card: readonly (readonly [number, number])[]): boolean {
  const isNear = card.every(([x, y]) => Math.abs(x) < 30 && Math.abs(y) < 30);
  const heightM = cardHeight(card);
  return isNear && heightM >= MIN_CARD_M && heightM <= MAX_CARD_M;
}

function cardHeight(card: readonly (readonly [number, number])[]): number {
  const y = (i: number): number => card[i]?.[1] ?? 0;
  return (y(0) + y(1) - y(2) - y(3)) / 2;
}

function clamp(value: number, min: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : min;
}
