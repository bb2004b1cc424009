import type { CameraView } from "@visavis/pane";
import { type Hand, HAND_SIDES, type HandSide } from "./hand.ts";
import type { Findings } from "./hand-follower.ts";
import { handOf, type HandTrack, lostHand, nextHandTrack } from "./hand-track.ts";
import { personDistanceM } from "./person-distance.ts";
import type { PoseLandmarks } from "./pose-landmarks.ts";
import { viewOrGuess } from "./site-geometry.ts";
import type { HandsSettings } from "./worker-message.ts";

type Placing = Pick<HandsSettings, "view" | "scale" | "personHeightM" | "planeM">;

interface Body {
  readonly pose: PoseLandmarks;
  readonly distanceM: number;
  readonly readAtMs: number;
}

/** Out of sight for this long: the hand is gone. */
const LOST_MS = 500;
/** A body's distance is steadier than what one picture says of it. */
const DISTANCE_SHARE = 0.3;
const BUSY_SPEED_MPS = 0.3;
const OLD_BODY_MS = 1500;

/** Both hands over time: from what looks find to what the program is told. */
export class HandTracks {
  #tracks: Partial<Record<HandSide, HandTrack>> = {};
  #body: Body | null = null;
  #busyAtMs = Number.NEGATIVE_INFINITY;

  /** The hands that changed in this look, moved on to `nowMs`. */
  apply(findings: Findings, placing: Placing, atMs: number, nowMs: number): readonly Hand[] {
    if (!findings.isSomebodyThere) return this.clear(nowMs);
    const view = viewOrGuess(placing.view, findings.picture);
    if (findings.pose) this.#body = this.#nextBody(findings.pose, view, placing, atMs);
    const sides = HAND_SIDES.filter((side) => this.#isDue(side, findings));
    return sides.flatMap((side) => {
      const hand = this.#next(side, findings, { view, placing, atMs, nowMs });
      if (hand && isBusy(hand)) this.#busyAtMs = atMs;
      return hand ? [hand] : [];
    });
  }

  /** Nobody is there any more. */
  clear(nowMs: number): readonly Hand[] {
    const lost = Object.values(this.#tracks).map((track) => lostHand(track, nowMs));
    this.#tracks = {};
    this.#body = null;
    return lost;
  }

  /** Whether this hand holds, reaches or moves. */
  isBusy(side: HandSide): boolean {
    const track = this.#tracks[side];
    return track !== undefined && isBusy(handOf(track, track.atMs));
  }

  /** How long no hand has done anything. */
  calmMs(nowMs: number): number {
    return nowMs - this.#busyAtMs;
  }

  /** This look was for the hand, or read the arm of a hand that is not seen itself. */
  #isDue(side: HandSide, { hands, pose }: Findings): boolean {
    if (side in hands) return true;
    return pose !== null && this.#tracks[side]?.source !== "hand";
  }

  #next(
    side: HandSide,
    findings: Findings,
    at: {
      readonly view: CameraView;
      readonly placing: Placing;
      readonly atMs: number;
      readonly nowMs: number;
    },
  ): Hand | null {
    const { view, placing, atMs, nowMs } = at;
    const before = this.#tracks[side] ?? null;
    const isFresh = this.#body && atMs - this.#body.readAtMs <= OLD_BODY_MS;
    const body =
      isFresh && this.#body ? { ...this.#body, ageMs: atMs - this.#body.readAtMs } : null;
    const track = nextHandTrack(before, {
      side,
      atMs,
      picture: findings.picture,
      view,
      scale: placing.view ? null : placing.scale,
      personHeightM: placing.personHeightM,
      hand: findings.hands[side] ?? null,
      body,
    });
    if (track) {
      this.#tracks[side] = track;
      return handOf(track, nowMs);
    }
    if (!before || atMs - before.atMs < LOST_MS) return null;
    delete this.#tracks[side];
    return lostHand(before, nowMs);
  }

  #nextBody(
    pose: PoseLandmarks,
    view: CameraView,
    { planeM, personHeightM, view: calibrated }: Placing,
    atMs: number,
  ): Body | null {
    const isCalibrated = calibrated !== null;
    const seenM = planeM ?? personDistanceM(pose, view, { isCalibrated, personHeightM });
    const knownM = planeM === null ? this.#body?.distanceM : undefined;
    if (seenM === null && knownM === undefined) return null;
    const distanceM =
      knownM === undefined || seenM === null
        ? (seenM ?? knownM ?? 0)
        : knownM + DISTANCE_SHARE * (seenM - knownM);
    return { pose, distanceM, readAtMs: atMs };
  }
}

function isBusy({ state, velocityMps }: Hand): boolean {
  return state === "grip" || state === "reach" || Math.hypot(...velocityMps) > BUSY_SPEED_MPS;
}
