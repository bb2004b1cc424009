import type { Vector3 } from "@visavis/pane";
import type { HandState } from "@visavis/protocol";
import { handCurl } from "./finger-curl.ts";
import { type Grip, nextGrip, startGrip } from "./grip.ts";
import { type Hand, handPositionAt, type HandSide } from "./hand.ts";
import { type HandDistanceInput, handDistanceM } from "./hand-distance.ts";
import { gripPoint, type HandLandmarks, pixelsPerMetre } from "./hand-landmarks.ts";
import { nextOneEuro, type OneEuro, startOneEuro } from "./one-euro.ts";
import { bodyScale } from "./person-distance.ts";
import { BODY, bodyPoint, visibility } from "./pose-landmarks.ts";
import { isInPicture, type PictureSize, type Point } from "./region.ts";
import { type PictureScale, pointAtDistance, pointOnFlatPicture } from "./site-geometry.ts";
import { axisFromForearm, axisFromKnuckles, nextAxis } from "./stick-axis.ts";

/** What one look says of one hand: the hand itself, or only the arm's end. */
export interface HandSighting extends HandDistanceInput {
  readonly atMs: number;
  readonly picture: PictureSize;
  readonly scale: PictureScale | null;
}

/** Pure state of one hand that is, or just was, in view. */
export interface HandTrack {
  readonly side: HandSide;
  readonly grip: Grip;
  readonly isReaching: boolean;
  readonly filters: readonly [OneEuro, OneEuro, OneEuro];
  readonly onPersonPlane: Vector3;
  readonly axis: Vector3;
  readonly extension: number;
  readonly confidence: number;
  readonly source: "hand" | "wrist";
  /** When the hand itself was last seen, not only its arm. */
  readonly handAtMs: number;
  readonly atMs: number;
}

/** A hand that was out of sight for longer begins anew. */
const FORGET_MS = 1200;
/** A fist around something hides itself: it stays closed this long while its arm is still seen. */
const KEEP_GRIP_MS = 1500;
const MIN_WRIST_VISIBILITY = 0.6;
/** An older pose says where the arm was. */
const FRESH_ARM_MS = 150;
const WRIST_CONFIDENCE = 0.4;
/** Smaller hands are read, but not to be relied on. */
const CLEAR_HAND_PX = 40;
const HAND_LENGTH_M = 0.18;
/** From the arm's end to the knuckles: the middle of the fist. */
const FIST_ALONG = 0.7;

const REACH_FROM_M = 0.35;
const REACH_UNTIL_M = 0.25;
const REACH_MOVING_FROM_M = 0.2;
const REACH_SPEED_MPS = 0.25;
const REST_M = 0.15;
const FULL_REACH_M = 0.55;

/** One look on. Null when neither the hand nor its arm is in sight. */
export function nextHandTrack(before: HandTrack | null, sighting: HandSighting): HandTrack | null {
  const { side, hand, body, atMs } = sighting;
  const point = hand ? gripPoint(hand) : wristPoint(sighting);
  const distanceM = point && handDistanceM(distanceInput(sighting));
  if (!point || distanceM === null) return null;
  const known = before && atMs - before.atMs <= FORGET_MS ? before : null;
  const filters = nextFilters(known, place(sighting, point, distanceM), atMs);
  const planeM = body?.distanceM ?? distanceM;
  const forwardM = (planeM - filters[2].value) / bodyScale(sighting.personHeightM);
  return {
    side,
    grip: gripOf(known, sighting),
    isReaching: isReaching(known, forwardM, -filters[2].speed),
    filters,
    onPersonPlane: place(sighting, point, planeM),
    axis: axisOf(known, sighting),
    extension: within01((forwardM - REST_M) / (FULL_REACH_M - REST_M)),
    confidence: confidenceOf(sighting),
    source: hand ? "hand" : "wrist",
    handAtMs: hand ? atMs : (known?.handAtMs ?? Number.NEGATIVE_INFINITY),
    atMs,
  };
}

/** The hand as the program sees it, moved on to `nowMs`. */
export function handOf(track: HandTrack, nowMs: number): Hand {
  const { side, grip, filters, onPersonPlane, axis, extension, confidence, source, atMs } = track;
  const [x, y, z] = filters;
  const velocityMps: Vector3 = [x.speed, y.speed, z.speed];
  const seen: Vector3 = [x.value, y.value, z.value];
  return {
    side,
    state: stateOf(track),
    grip: grip.curl,
    position: handPositionAt({ position: seen, velocityMps, atMs }, nowMs),
    velocityMps,
    onPersonPlane,
    axis,
    extension,
    confidence,
    source,
    atMs: nowMs,
  };
}

/** The same hand out of sight. */
export function lostHand(track: HandTrack, nowMs: number): Hand {
  return { ...handOf(track, track.atMs), state: "none", grip: 0, confidence: 0, atMs: nowMs };
}

function stateOf({ grip, isReaching: reaching }: HandTrack): HandState {
  if (grip.isClosed) return "grip";
  return reaching ? "reach" : "open";
}

function distanceInput({ view, personHeightM, side, hand, body }: HandSighting): HandDistanceInput {
  return { view, personHeightM, side, hand, body };
}

function wristPoint({ side, body, picture }: HandSighting): Point | null {
  if (!body || body.ageMs > FRESH_ARM_MS) return null;
  if (visibility(body.pose, BODY.wrists[side]) < MIN_WRIST_VISIBILITY) return null;
  const wrist = bodyPoint(body.pose, BODY.wrists[side]);
  const index = bodyPoint(body.pose, BODY.indexKnuckles[side]);
  const little = bodyPoint(body.pose, BODY.littleKnuckles[side]);
  const along = (axis: 0 | 1): number =>
    wrist[axis] + FIST_ALONG * ((index[axis] + little[axis]) / 2 - wrist[axis]);
  const point: Point = [along(0), along(1)];
  return isInPicture(point, picture) ? point : null;
}

function place({ view, scale, picture }: HandSighting, point: Point, distanceM: number): Vector3 {
  return scale
    ? pointOnFlatPicture(scale, picture, point, distanceM)
    : pointAtDistance(view, point, distanceM);
}

function nextFilters(
  before: HandTrack | null,
  [x, y, z]: Vector3,
  atMs: number,
): HandTrack["filters"] {
  if (!before) return [startOneEuro(x, atMs), startOneEuro(y, atMs), startOneEuro(z, atMs)];
  const [fx, fy, fz] = before.filters;
  return [nextOneEuro(fx, x, atMs), nextOneEuro(fy, y, atMs), nextOneEuro(fz, z, atMs)];
}

function gripOf(before: HandTrack | null, { hand, atMs }: HandSighting): Grip {
  if (hand) {
    const curl = handCurl(hand.world);
    // Of an arm alone nothing is known: the hand comes into view only now.
    const isKnown = before && (before.source === "hand" || before.grip.isClosed);
    return isKnown ? nextGrip(before.grip, curl, atMs) : startGrip(curl, atMs);
  }
  const isKept = before && atMs - before.handAtMs <= KEEP_GRIP_MS;
  return isKept ? before.grip : startGrip(0, atMs);
}

function isReaching(before: HandTrack | null, forwardM: number, towardsMps: number): boolean {
  if (before?.isReaching) return forwardM > REACH_UNTIL_M;
  return (
    forwardM > REACH_FROM_M || (forwardM > REACH_MOVING_FROM_M && towardsMps > REACH_SPEED_MPS)
  );
}

function axisOf(before: HandTrack | null, { hand, body, side, view, atMs }: HandSighting): Vector3 {
  if (!hand && !body) return before?.axis ?? [0, 1, 0];
  if (hand) {
    const axis = axisFromKnuckles(hand, view);
    return before ? nextAxis(before.axis, axis, atMs - before.atMs) : axis;
  }
  const axis = body ? axisFromForearm(body.pose, side, view) : ([0, 1, 0] as const);
  return before ? nextAxis(before.axis, axis, atMs - before.atMs) : axis;
}

function confidenceOf({ hand, body, side }: HandSighting): number {
  if (hand) return within01(hand.presence) * within01(handPx(hand) / CLEAR_HAND_PX);
  return body ? WRIST_CONFIDENCE * visibility(body.pose, BODY.wrists[side]) : 0;
}

function handPx(hand: HandLandmarks): number {
  return HAND_LENGTH_M * (pixelsPerMetre(hand) ?? 0);
}

function within01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
