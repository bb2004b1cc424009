import type { CameraView } from "@visavis/pane";
import type { HandSide } from "./hand.ts";
import { gripPoint, type HandLandmarks, pixelsPerMetre } from "./hand-landmarks.ts";
import { bodyScale } from "./person-distance.ts";
import { BODY, type PoseLandmarks } from "./pose-landmarks.ts";
import { distanceFromScale } from "./site-geometry.ts";

export interface HandDistanceInput {
  readonly view: CameraView;
  readonly personHeightM: number | null;
  readonly side: HandSide;
  readonly hand: HandLandmarks | null;
  readonly body: {
    readonly pose: PoseLandmarks;
    readonly distanceM: number;
    readonly ageMs: number;
  } | null;
}

interface Estimate {
  readonly metres: number;
  readonly deviationM: number;
}

/** Frame to frame, for a hand that is seen well. */
const HAND_NOISE_M = 0.03;
/** Of the distance: hands of people of one height differ in size by this. */
const HAND_SPREAD = 0.06;
const ARM_NOISE_M = 0.12;
/** The arm moves on while the pose grows old. */
const ARM_DRIFT_M_PER_S = 0.5;
const ARM_LENGTH_M = 0.85;
const BEHIND_BODY_M = 0.3;

/** How far from the pane a hand is, by its own size in the picture and by its body's arm. */
export function handDistanceM(input: HandDistanceInput): number | null {
  const { body, personHeightM } = input;
  const scale = bodyScale(personHeightM);
  const estimates = [bySize(input, scale), byArm(input, scale)].filter((one) => one !== null);
  if (estimates.length === 0) return null;
  const total = estimates.reduce((sum, one) => sum + weight(one), 0);
  const distanceM = estimates.reduce((sum, one) => sum + one.metres * weight(one), 0) / total;
  if (!body) return distanceM;
  const nearestM = Math.max(0, body.distanceM - ARM_LENGTH_M * scale);
  return Math.min(body.distanceM + BEHIND_BODY_M, Math.max(nearestM, distanceM));
}

/** The surer, the heavier. */
function weight({ deviationM }: Estimate): number {
  return 1 / deviationM ** 2;
}

function bySize({ view, hand }: HandDistanceInput, scale: number): Estimate | null {
  const perMetre = hand && pixelsPerMetre(hand);
  if (!hand || !perMetre) return null;
  const metres = distanceFromScale(view, perMetre / scale, gripPoint(hand)[1]);
  return { metres, deviationM: Math.hypot(HAND_NOISE_M, HAND_SPREAD * metres) };
}

function byArm({ side, body }: HandDistanceInput, scale: number): Estimate | null {
  if (!body) return null;
  const depth = (i: number): number => body.pose.world[3 * i + 2] ?? 0;
  const trunk = [BODY.shoulders.left, BODY.shoulders.right, BODY.hips.left, BODY.hips.right];
  const trunkM = trunk.reduce((sum, i) => sum + depth(i), 0) / trunk.length;
  const metres = body.distanceM + (depth(BODY.wrists[side]) - trunkM) * scale;
  const driftM = (ARM_DRIFT_M_PER_S * body.ageMs) / 1000;
  return { metres, deviationM: ARM_NOISE_M + driftM };
}
