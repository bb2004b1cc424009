import {
  type FlashKind,
  poseFromSeat,
  type Pose,
  type Prop,
  type PropSource,
  type Stage,
  type TorchCue,
} from "@visavis/stage";
import type {
  GlassFrames,
  GlassReport,
  ObjectKind,
  PassReport,
  PeerId,
  PosePacket,
} from "@visavis/protocol";
import type { Baton } from "@visavis/relay";
import type { Hand } from "@visavis/tracking";
import { GlassRecord } from "./glass-record.ts";
import { type Held, onOwnGlass, poseInHand, restingPose } from "./hand-pose.ts";
import type { PassRecord } from "./pass-record.ts";
import type { BatonChange, RelaySession } from "./relay-session.ts";
import type { RemotePlace } from "./remote-place.ts";
import { RemotePoses } from "./remote-poses.ts";
import type { SiteClock } from "./site-clock.ts";
import { TorchHands, type TorchView, type TorchWish } from "./torch-hands.ts";

/** What becomes of an object is seen where it happens. */
const FLASHES: Readonly<Record<string, FlashKind>> = {
  "offered passed": "in-flight",
  "reserved held": "pass",
  "passed none": "pass",
  "offered held": "refuse",
  "reserved none": "refuse",
};
const POSE_INTERVAL_MS = 33;
/** Of what is at rest: those who come later must see it, too. */
const STILL_INTERVAL_MS = 400;
const SAME_M = 0.002;
const SAME_TURN = 0.9999;
/** A pose that stands still is said on for so long, or motion would be read on into it. */
const SETTLE_MS = 500;
/** A hand that was lost a moment ago still has it. */
const LOST_HAND_MS = 2500;

export interface SharedObjectOptions {
  readonly name: string;
  readonly kind: ObjectKind;
  readonly source: PropSource;
  readonly stage: Stage;
  readonly session: RelaySession;
  /** By which leases run; everything else goes by the display's. */
  readonly clock: SiteClock;
  readonly passes: PassRecord;
  readonly placeOf: (peer: PeerId) => RemotePlace | null;
  readonly sendPose: (pose: PosePacket) => void;
  readonly onCue: (cue: TorchCue) => void;
}

/** What a frame brings to an object. */
export interface ObjectFrame {
  readonly nowMs: number;
  /** The hand that could have it; another hand may be full. */
  readonly hand: Hand | null;
  /** Added to what an uncalibrated camera says of heights. */
  readonly addedM: number;
  readonly isForHands: boolean;
}

/** One shared object at this site: joins its half of the relay, its prop, the hand and the packets. */
export class SharedObject implements Disposable {
  readonly name: string;
  readonly kind: ObjectKind;
  readonly #stage: Stage;
  readonly #session: RelaySession;
  readonly #clock: SiteClock;
  readonly #prop: Prop;
  readonly #passes: PassRecord;
  readonly #placeOf: SharedObjectOptions["placeOf"];
  readonly #sendPose: SharedObjectOptions["sendPose"];
  readonly #onCue: SharedObjectOptions["onCue"];
  readonly #hands = new TorchHands();
  readonly #glass = new GlassRecord();
  readonly #poses = new RemotePoses();
  readonly #stopDrawn: () => void;
  #isLit = false;
  #held: Held;
  #shown: Pose;
  #handAtMs = Number.NEGATIVE_INFINITY;
  #frameAtMs = 0;
  #remote: { readonly pose: Pose; readonly atMs: number } | null = null;
  #look: "solid" | "ghost" | "none" = "none";
  #wasLit = false;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: SharedObjectOptions) {
    const { name, kind, stage, session } = options;
    this.name = name;
    this.kind = kind;
    this.#stage = stage;
    this.#session = session;
    this.#clock = options.clock;
    this.#passes = options.passes;
    this.#placeOf = options.placeOf;
    this.#sendPose = options.sendPose;
    this.#onCue = options.onCue;
    this.#held = { pose: restingPose(stage.settings.pane), isInHand: false };
    this.#shown = this.#held.pose;
    this.#prop = stage.addProp(name, options.source, { maySolid: () => this.#isSolid() });
    this.#stopDrawn = this.#prop.onDrawn(({ nowMs, look }) => {
      const isSolid = look === "solid";
      const { term, seq } = this.baton;
      this.#glass.frame({ atMs: performance.timeOrigin + nowMs, isSolid, term, seq });
      session.drawn(name, isSolid);
    });
  }

  get baton(): Baton {
    return this.#session.baton(this.name);
  }

  get isLit(): boolean {
    return this.#isLit;
  }

  get prop(): Prop {
    return this.#prop;
  }

  get glass(): GlassReport {
    return this.#glass.report;
  }

  get counts(): PassReport {
    return this.#passes.report;
  }

  /** What the glass showed, from the `from`th frame on. */
  framesSince(from: number): GlassFrames {
    return this.#glass.since(from);
  }

  /** Where it is held here; null unless this site has it. */
  get heldAt(): Pose | null {
    return this.#isSolid() ? this.#held.pose : null;
  }

  /** Where a hand in another room holds it, in our pane frame; null when that is not known. */
  remoteAt(nowMs: number): Pose | null {
    return this.shownBy(nowMs) === null ? null : (this.#remote?.pose ?? null);
  }

  /** Whose site shows it. */
  shownBy(nowMs: number): PeerId | null {
    return this.baton.role === "none" ? this.#poses.shownBy(this.baton, nowMs) : null;
  }

  view(isForHands: boolean): TorchView {
    const { role, partner, offer, acceptance, isLetGo } = this.baton;
    const isOffered = role === "none" && partner !== null && offer !== null;
    const isTaken = role === "offered" && acceptance !== null;
    return { role, isOffered, isTaken, isLetGo, isForHands };
  }

  setLit(isLit: boolean): void {
    this.#isLit = isLit;
  }

  /** Whether a hand could have something to do with it soon. */
  isNear(nowMs: number): boolean {
    return this.baton.role !== "none" || this.view(true).isOffered || this.remoteAt(nowMs) !== null;
  }

  /** Resolves at the next thing that becomes of it here. */
  nextPass(): Promise<boolean> {
    return this.#passes.next();
  }

  giveOrTake(nowMs: number): void {
    this.#hands.giveOrTake(this.baton.role, nowMs);
  }

  refuse(): TorchWish | null {
    return this.#hands.refuse(this.view(true));
  }

  /** One frame on; returns what the hand or the key wants of it now. */
  frame({ nowMs, hand, addedM, isForHands }: ObjectFrame): TorchWish | null {
    const wish = this.#hands.wish(this.view(isForHands), hand, nowMs);
    this.#passes.frame(nowMs);
    this.#hold(hand, nowMs);
    this.#show(nowMs, addedM);
    this.#tellPose(nowMs);
    return wish;
  }

  changed({ before, after }: BatonChange): void {
    const nowMs = performance.now();
    if (before.role !== after.role) {
      this.#hands.roleChanged(before.role, after.role);
      this.#passes.roleChanged(before, after, nowMs);
      this.#flash(before, after);
    }
    // Without waiting for the next frame: what may not be shown must be gone in this one.
    this.#show(nowMs, null);
  }

  posed(from: PeerId, packet: PosePacket, nowMs: number): void {
    if (this.baton.role !== "none") return;
    if (!this.#poses.take(from, packet, this.baton, nowMs)) return;
    const place = this.#placeOf(from);
    const pose: Pose = { position: packet.positionM, rotation: packet.rotation };
    const [addedX, addedY] = (packet.isInHand && place?.addedM) || [0, 0];
    const [x, y, z] = pose.position;
    const moved: Pose = { ...pose, position: [x + addedX, y + addedY, z] };
    this.#remote = { pose: poseFromSeat(moved, place?.seat), atMs: nowMs };
    this.#prop.update({ pose: place?.onGlass(pose, packet.isInHand) ?? moved, isOwn: false });
  }

  [Symbol.dispose](): void {
    this.#stopDrawn();
    this.#prop.dispose();
    this.#session.drawn(this.name, false);
  }

  #isSolid(): boolean {
    return this.#session.isSolid(this.name, this.#clock.nowMs());
  }

  #flash(before: Baton, after: Baton): void {
    const kind = FLASHES[`${before.role} ${after.role}`];
    if (!kind) return;
    this.#prop.flash(kind);
    if (kind === "pass" || kind === "refuse") this.#onCue(kind);
  }

  #hold(hand: Hand | null, nowMs: number): void {
    const passedMs = nowMs - this.#frameAtMs;
    this.#frameAtMs = nowMs;
    if (hand) {
      const last = this.#held.isInHand ? this.#held.pose : null;
      const pose = poseInHand(hand, last, { nowMs, passedMs });
      this.#held = { pose, isInHand: hand.source !== "input" };
      this.#handAtMs = nowMs;
    } else if (nowMs - this.#handAtMs > LOST_HAND_MS) {
      this.#held = { pose: restingPose(this.#stage.settings.pane), isInHand: false };
    }
  }

  /** Tells the stage only what is new: what is still costs no drawing. */
  #show(nowMs: number, addedM: number | null): void {
    const { role } = this.baton;
    const isSolid = this.#isSolid();
    const isOurs = isSolid || role === "reserved";
    const isSeen = this.#session.isGhost(this.name) || this.remoteAt(nowMs) !== null;
    const look = isSolid ? "solid" : isSeen ? "ghost" : "none";
    const pose =
      addedM === null ? this.#shown : onOwnGlass(this.#held, this.#stage.settings.pane, addedM);
    const hasMoved = isOurs && !isNear(pose, this.#shown);
    const isNew = look !== this.#look || hasMoved || this.#isLit !== this.#wasLit;
    if (isNew) this.#changedAtMs = nowMs;
    if (!isNew && !(isOurs && nowMs - this.#changedAtMs < SETTLE_MS)) return;
    this.#look = look;
    this.#wasLit = this.#isLit;
    this.#shown = pose;
    const isLit = this.#isLit;
    this.#prop.update(isOurs ? { look, isLit, isOwn: true, pose } : { look, isLit, isOwn: false });
  }

  #tellPose(nowMs: number): void {
    if (!this.#isSolid()) return;
    const isStill = nowMs - this.#changedAtMs >= SETTLE_MS;
    const waitMs = isStill ? STILL_INTERVAL_MS : POSE_INTERVAL_MS;
    if (nowMs - this.#sentAtMs < waitMs) return;
    this.#sentAtMs = nowMs;
    const { term, seq } = this.baton;
    const { isInHand, pose } = this.#held;
    const { position: positionM, rotation } = pose;
    const stamp = { object: this.name, term, seq, sentAtMs: nowMs };
    this.#sendPose({ ...stamp, positionM, rotation, isInHand });
  }
}

function isNear(a: Pose, b: Pose): boolean {
  const isThere = a.position.every((value, i) => Math.abs(value - (b.position[i] ?? 0)) < SAME_M);
  const turn = a.rotation.reduce((sum, part, i) => sum + part * (b.rotation[i] ?? 0), 0);
  return isThere && Math.abs(turn) > SAME_TURN;
}
