import type { Detection } from "./detections.ts";
import { HAND_SIDES, type HandSide } from "./hand.ts";
import { gripPoint, type HandLandmarks, regionFromHand, regionFromPalm } from "./hand-landmarks.ts";
import type { HandNets } from "./hand-nets.ts";
import {
  FIRST_SEEK_PAUSE_MS,
  type HandWatch,
  LAST_SEEK_PAUSE_MS,
  MOVED_SEEK_PAUSE_MS,
  type Look,
  nextLook,
} from "./look-plan.ts";
import type { Picture } from "./picture-reader.ts";
import {
  BODY,
  bodyPoint,
  handWindow,
  type PoseLandmarks,
  regionFromPerson,
  regionFromPose,
  visibility,
} from "./pose-landmarks.ts";
import { distancePx, isInPicture, type PictureSize, type Point, type Region } from "./region.ts";

/** What one look found. */
export interface Findings {
  readonly look: Look["kind"];
  readonly picture: PictureSize;
  readonly isSomebodyThere: boolean;
  /** Newly read in this look, or null. */
  readonly pose: PoseLandmarks | null;
  /** Of the hand that this look was for: its points, or null when it was not found. */
  readonly hands: Readonly<Partial<Record<HandSide, HandLandmarks | null>>>;
}

interface Followed {
  /** Where the hand is expected in the next picture; null while it is not followed. */
  readonly region: Region | null;
  readonly foundAtMs: number;
  readonly lookedAtMs: number;
  readonly soughtAtMs: number;
  readonly seekPauseMs: number;
  readonly isBusy: boolean;
}

interface Body {
  readonly pose: PoseLandmarks;
  readonly region: Region;
  readonly readAtMs: number;
}

const UNSEEN: Followed = {
  region: null,
  foundAtMs: Number.NEGATIVE_INFINITY,
  lookedAtMs: Number.NEGATIVE_INFINITY,
  soughtAtMs: Number.NEGATIVE_INFINITY,
  seekPauseMs: 0,
  isBusy: false,
};

const MIN_PRESENCE = 0.5;
const MIN_ARM_VISIBILITY = 0.5;
/** An older pose would send the search to where the hand was. */
const FRESH_POSE_MS = 120;
/** Hand and arm's end further apart than this, in sides of the hand's region, are not one arm. */
const MAX_ARM_GAP = 1.2;
/** A hand that was followed for this long is searched for at once when it is lost. */
const STEADY_MS = 400;
const RARE_MS = 150;
/** Of the way that the hand made since the last look, it is expected to go on with this much. */
const CARRY_ON = 0.5;
/** In sides of its region: faster than that is a slip of the net. */
const MAX_CARRY = 0.4;
/** Of the body's region: more than a pose's own tremble. */
const MOVED_ARM = 0.03;
/** Two regions closer than this, in sides, show the same hand. */
const SAME_HAND = 0.35;
const SAME_HAND_TURNS = 0.9;

/**
 * Finds one person and follows their hands from picture to picture: in the steady state a look runs
 * the hand net alone.
 */
export class HandFollower {
  readonly #nets: HandNets;
  #body: Body | null = null;
  #hands: Record<HandSide, Followed> = { left: UNSEEN, right: UNSEEN };

  constructor(nets: HandNets) {
    this.#nets = nets;
  }

  /** The hand is doing something: it is looked at more often than the other one. */
  setBusy(side: HandSide, isBusy: boolean): void {
    this.#hands[side] = { ...this.#hands[side], isBusy };
  }

  /** Another camera, or nobody there. */
  forget(): void {
    this.#body = null;
    this.#hands = { left: UNSEEN, right: UNSEEN };
  }

  async look(picture: Picture, atMs: number): Promise<Findings> {
    const look = this.#plan(picture.size, atMs);
    switch (look.kind) {
      case "find-person":
        return this.#findings(look, picture, { pose: await this.#findPerson(picture, atMs) });
      case "read-pose":
        return this.#findings(look, picture, { pose: await this.#readPose(picture, atMs) });
      case "follow": {
        const sinceMs = atMs - this.#hands[look.side].lookedAtMs;
        const hand = await this.#follow(look.side, picture, atMs);
        // Where looks are rare, a hand that has got away is not left until the next.
        if (!hand && sinceMs > RARE_MS && this.#hasArm(look.side, picture.size)) {
          return this.#seek({ kind: "seek", side: look.side }, picture, atMs);
        }
        return this.#findings(look, picture, { hands: { [look.side]: hand } });
      }
      case "seek":
        return this.#seek(look, picture, atMs);
      case "rest":
        return this.#findings(look, picture, {});
    }
  }

  #plan(size: PictureSize, atMs: number): Look {
    const watch = (side: HandSide): HandWatch => {
      const { region, ...times } = this.#hands[side];
      const isFollowed = region !== null;
      const isNew = isFollowed && times.lookedAtMs === times.foundAtMs;
      return { ...times, isFollowed, isNew, isArmInPicture: this.#hasArm(side, size) };
    };
    const hands = { left: watch("left"), right: watch("right") };
    return nextLook({ poseAtMs: this.#body?.readAtMs ?? null, hands }, atMs);
  }

  #hasArm(side: HandSide, size: PictureSize): boolean {
    if (!this.#body) return false;
    const { pose } = this.#body;
    const wrist = BODY.wrists[side];
    return (
      visibility(pose, wrist) >= MIN_ARM_VISIBILITY && isInPicture(bodyPoint(pose, wrist), size)
    );
  }

  async #findPerson(picture: Picture, atMs: number): Promise<PoseLandmarks | null> {
    const nearest = largest(await this.#nets.findPeople(picture));
    return nearest ? this.#readBody(picture, regionFromPerson(nearest), atMs) : null;
  }

  async #readPose(picture: Picture, atMs: number): Promise<PoseLandmarks | null> {
    return this.#body ? this.#readBody(picture, this.#body.region, atMs) : null;
  }

  async #readBody(picture: Picture, region: Region, atMs: number): Promise<PoseLandmarks | null> {
    const pose = await this.#nets.readPose(picture, region);
    if (pose.presence < MIN_PRESENCE) {
      this.forget();
      return null;
    }
    for (const side of HAND_SIDES) {
      this.#dropStrayHand(side, pose);
      this.#noteMovedArm(side, pose);
    }
    this.#body = { pose, region: regionFromPose(pose), readAtMs: atMs };
    return pose;
  }

  /** A region can slide from a hand to a face, or to another person's hand. */
  #dropStrayHand(side: HandSide, pose: PoseLandmarks): void {
    const { region } = this.#hands[side];
    const wrist = BODY.wrists[side];
    if (!region || visibility(pose, wrist) < MIN_ARM_VISIBILITY) return;
    const gap = distancePx(centreOf(region), bodyPoint(pose, wrist));
    if (gap > MAX_ARM_GAP * region.sidePx) this.#lose(side);
  }

  /** A hand that could not be found may be found where the arm has brought it. */
  #noteMovedArm(side: HandSide, pose: PoseLandmarks): void {
    if (!this.#body) return;
    const wrist = BODY.wrists[side];
    const movedPx = distancePx(bodyPoint(this.#body.pose, wrist), bodyPoint(pose, wrist));
    if (movedPx < MOVED_ARM * this.#body.region.sidePx) return;
    const seekPauseMs = Math.min(MOVED_SEEK_PAUSE_MS, this.#hands[side].seekPauseMs);
    this.#hands[side] = { ...this.#hands[side], seekPauseMs };
  }

  async #follow(side: HandSide, picture: Picture, atMs: number): Promise<HandLandmarks | null> {
    const { region } = this.#hands[side];
    return region ? this.#readHand(side, picture, region, atMs) : null;
  }

  async #seek(
    look: Extract<Look, { kind: "seek" }>,
    picture: Picture,
    atMs: number,
  ): Promise<Findings> {
    const { side } = look;
    let pose: PoseLandmarks | null = null;
    if (!this.#body || atMs - this.#body.readAtMs > FRESH_POSE_MS) {
      pose = await this.#readPose(picture, atMs);
      if (!this.#body || !this.#hasArm(side, picture.size)) {
        return this.#findings(look, picture, { pose });
      }
    }
    const window = handWindow(this.#body.pose, side);
    const palm = nearestTo(centreOf(window), await this.#nets.findPalms(picture, window));
    const hand = palm && (await this.#readHand(side, picture, regionFromPalm(palm), atMs));
    this.#noteSearch(side, atMs);
    return this.#findings(look, picture, { pose, hands: { [side]: hand } });
  }

  /** Until the hand has been followed for a while, the next search waits longer than this one did. */
  #noteSearch(side: HandSide, atMs: number): void {
    const { seekPauseMs } = this.#hands[side];
    const longerMs = Math.min(LAST_SEEK_PAUSE_MS, Math.max(FIRST_SEEK_PAUSE_MS, 2 * seekPauseMs));
    this.#hands[side] = {
      ...this.#hands[side],
      foundAtMs: atMs,
      soughtAtMs: atMs,
      seekPauseMs: longerMs,
    };
  }

  async #readHand(
    side: HandSide,
    picture: Picture,
    region: Region,
    atMs: number,
  ): Promise<HandLandmarks | null> {
    const hand = await this.#nets.readHand(picture, region);
    const next = regionFromHand(hand);
    const isSeen =
      hand.presence >= MIN_PRESENCE &&
      isInPicture(gripPoint(hand), picture.size) &&
      !this.#isOtherHand(side, next);
    if (!isSeen) {
      this.#lose(side);
      return null;
    }
    const before = this.#hands[side];
    const isSteady = before.region !== null && atMs - before.foundAtMs >= STEADY_MS;
    this.#hands[side] = {
      ...before,
      region: before.region ? ahead(region, next) : next,
      lookedAtMs: atMs,
      seekPauseMs: isSteady ? 0 : before.seekPauseMs,
    };
    return hand;
  }

  #isOtherHand(side: HandSide, region: Region): boolean {
    const other = this.#hands[side === "left" ? "right" : "left"].region;
    if (!other) return false;
    const gap = distancePx(centreOf(region), centreOf(other));
    const turn = Math.cos(region.turnRad - other.turnRad);
    // Folded hands lie together, but not in the same direction.
    return gap < SAME_HAND * Math.min(region.sidePx, other.sidePx) && turn > SAME_HAND_TURNS;
  }

  #lose(side: HandSide): void {
    this.#hands[side] = { ...this.#hands[side], region: null };
  }

  #findings(
    { kind }: Look,
    { size }: Picture,
    found: Partial<Pick<Findings, "pose" | "hands">>,
  ): Findings {
    const isSomebodyThere = this.#body !== null;
    return { look: kind, picture: size, isSomebodyThere, pose: null, hands: {}, ...found };
  }
}

/** Where a hand that was looked for in one region, and found in another, will be next. */
function ahead(expected: Region, found: Region): Region {
  const limit = MAX_CARRY * found.sidePx;
  const carried = (byPx: number): number => Math.max(-limit, Math.min(limit, CARRY_ON * byPx));
  return {
    ...found,
    centreX: found.centreX + carried(found.centreX - expected.centreX),
    centreY: found.centreY + carried(found.centreY - expected.centreY),
  };
}

function centreOf({ centreX, centreY }: Region): Point {
  return [centreX, centreY];
}

/** The person nearest to the camera: whoever stands behind is not meant. */
function largest(people: readonly Detection[]): Detection | null {
  return people.toSorted((a, b) => bodyPx(b) - bodyPx(a))[0] ?? null;
}

function bodyPx(person: Detection): number {
  return regionFromPerson(person).sidePx;
}

function nearestTo(point: Point, palms: readonly Detection[]): Detection | null {
  const gap = ({ centre }: Detection): number => distancePx(centre, point);
  return palms.toSorted((a, b) => gap(a) - gap(b))[0] ?? null;
}
