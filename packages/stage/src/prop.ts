import { type Pane, subtract, type Vector3 } from "@visavis/pane";
import { VisavisError } from "@visavis/protocol";
import { type Glide, nextGlide, NO_GLIDE } from "./glide.ts";
import { type CheckedModel, checkModel } from "./model-check.ts";
import {
  BUFFER_MS,
  hasMovedSince,
  nextTrack,
  NO_TRACK,
  poseAt,
  type PoseTrack,
  type Reach,
} from "./pose-track.ts";
import {
  type FlashKind,
  hidesJump,
  isAlive,
  isInFlight,
  NEW_LIFE,
  nextLife,
  type PropLife,
  type PropLook,
  SMOKE_MS,
  withFlash,
} from "./prop-life.ts";
import type { SceneProp } from "./prop-scene.ts";
import { formOf, type PropForm, type PropSource } from "./prop-source.ts";
import { distance, mix, pointOf, type Pose, scale } from "./rotation.ts";
import type { PropAsset } from "./scene-item.ts";
import type { StageLook } from "./stage-look.ts";

export interface PropChange {
  /** In our own pane frame; see `propPoseFromSeat` for what another room sent. */
  readonly pose?: Pose;
  /** When the pose was true, by `performance.now()`; otherwise now. */
  readonly atMs?: number;
  /** True for what our own hand holds: drawn at once, not a buffer's time later. */
  readonly isOwn?: boolean;
  readonly look?: PropLook;
  readonly isLit?: boolean;
  /** Of the fire's full brightness, 0 to 1. */
  readonly lightShare?: number;
}

export interface PropOptions {
  /** Asked anew at every drawn frame: whether it may be drawn as the thing itself. */
  readonly maySolid?: () => boolean;
}

/** What one drawn frame showed. */
export interface DrawnProp {
  readonly nowMs: number;
  readonly look: PropLook;
  /** Null while no pose is known. */
  readonly position: Vector3 | null;
  /** Size of the fire, 0 to 1. */
  readonly flame: number;
}

export interface PropState extends DrawnProp {
  readonly isSolid: boolean;
  readonly isBurning: boolean;
  readonly isInFlight: boolean;
  readonly drawnFrames: number;
  /** Poses that no hand could have. */
  readonly refusedPoses: number;
  readonly model: "none" | "loading" | "ready" | "stand-in" | "failed";
}

export interface PropHost {
  /** Without a GPU every triangle costs. */
  readonly isFrugal: boolean;
  reach(): Reach;
  /** Null where models are not drawn. */
  loadModel(model: CheckedModel): Promise<PropAsset> | null;
  changed(): void;
  left(prop: Prop): void;
}

/** A silent track is still on its way for this long: the buffer, what lies ahead, a frame. */
const SETTLE_MS = 320;
const AIR_MS = 90;
const MAX_AIR_M_PER_S = 2.5;
/** Noise repeats unseen; large numbers would lose its detail. */
const TIME_WRAP_S = 900;

/** A thing on the stage that can pass from room to room; drawn until `dispose`. */
export class Prop {
  readonly id: string;
  /** Rejects when a model turns out not to be drawable. */
  readonly ready: Promise<void>;
  readonly #host: PropHost;
  readonly #options: PropOptions;
  readonly #form: PropForm;
  readonly #model: CheckedModel | null;
  readonly #drawnListeners = new Set<(drawn: DrawnProp) => void>();
  #asset: PropAsset | null = null;
  #modelState: PropState["model"] = "none";
  #track: PoseTrack = NO_TRACK;
  #glide: Glide = NO_GLIDE;
  #life: PropLife = NEW_LIFE;
  #wish: Required<Pick<PropChange, "look" | "isLit" | "lightShare" | "isOwn">> = {
    look: "none",
    isLit: false,
    lightShare: 1,
    isOwn: false,
  };
  #pendingFlashes: readonly FlashKind[] = [];
  #drift: Vector3 = [0, 0, 0];
  #flameAt: Vector3 | null = null;
  #sceneAtMs = 0;
  #drawnFrames = 0;
  #refusedPoses = 0;
  #isInFlight = false;

  constructor(id: string, source: PropSource, options: PropOptions, host: PropHost) {
    this.id = id;
    this.#host = host;
    this.#options = options;
    this.#form = formOf(source.kind, host.isFrugal);
    this.#model = source.kind === "model" ? checkModel(source.glb) : null;
    this.ready = this.#load();
    // Whoever does not wait for it still sees it in the state.
    this.ready.catch(() => undefined);
  }

  get state(): PropState {
    return {
      nowMs: this.#sceneAtMs,
      look: this.#life.look,
      position: this.#glide.drawn?.position ?? null,
      isSolid: this.#life.look === "solid",
      flame: this.#life.flame,
      isBurning: this.#life.flame > 0,
      isInFlight: this.#isInFlight,
      drawnFrames: this.#drawnFrames,
      refusedPoses: this.#refusedPoses,
      model: this.#modelState,
    };
  }

  /** False when the pose was refused; everything else is taken all the same. */
  update({ pose, atMs = performance.now(), ...wish }: PropChange): boolean {
    this.#wish = { ...this.#wish, ...wish };
    const track = pose && nextTrack(this.#track, { atMs, pose }, this.#host.reach());
    if (track === null) this.#refusedPoses += 1;
    this.#track = track ?? this.#track;
    this.#host.changed();
    return track !== null;
  }

  /** Says that something happened with it; also covers a jump of its pose. */
  flash(kind: FlashKind): void {
    this.#pendingFlashes = [...this.#pendingFlashes, kind].slice(-4);
    this.#host.changed();
  }

  /** Returns the way to stop listening. */
  onDrawn(listener: (drawn: DrawnProp) => void): () => void {
    this.#drawnListeners.add(listener);
    return () => this.#drawnListeners.delete(listener);
  }

  dispose(): void {
    this.#asset?.dispose();
    this.#asset = null;
    this.#drawnListeners.clear();
    this.#host.left(this);
  }

  /** True while another drawing is due even if nothing changes. */
  isMoving(nowMs: number, isCalm: boolean): boolean {
    const isVisible = this.#life.look !== "none" || this.#life.presence > 0;
    const isFollowing = hasMovedSince(this.#track, nowMs - SETTLE_MS);
    const isOnTheWay = isVisible && (isFollowing || this.#glide.from !== null);
    // A lease may run out while nothing else moves.
    const isWatched = this.#life.look === "solid" && this.#options.maySolid !== undefined;
    const isLively = isAlive(this.#life, nowMs, isCalm) || this.#pendingFlashes.length > 0;
    return isOnTheWay || isWatched || isLively;
  }

  /** Moves on to this moment and says what to draw; null when there is nothing of it. */
  scene(look: StageLook, nowMs: number, isCalm: boolean): SceneProp | null {
    const passedMs = Math.max(0, Math.min(1000, nowMs - (this.#sceneAtMs || nowMs)));
    this.#sceneAtMs = nowMs;
    const before = this.#glide.drawn;
    const target = poseAt(this.#track, nowMs - (this.#wish.isOwn ? 0 : BUFFER_MS));
    this.#takeFlashes(target, before, nowMs);
    const isUnseen = this.#life.presence === 0;
    const mayJump = isUnseen || hidesJump(this.#life, nowMs);
    if (target) this.#glide = nextGlide(this.#glide, target, { passedMs, mayJump });
    const pose = this.#glide.drawn;
    if (!pose) return null;
    const flameAt = pointOf(pose, this.#form.flame ?? [0, 0, 0]);
    this.#blow(flameAt, passedMs, isUnseen || isCalm);
    const canBurn = this.#form.flame !== null;
    const wish = { ...this.#wish, look: this.#allowedLook(), canBurn, flameAt };
    this.#life = nextLife(this.#life, wish, nowMs, passedMs);
    this.#isInFlight = isInFlight(this.#life, nowMs);
    return this.#sceneOf(pose, look.pane, { nowMs, isCalm });
  }

  /** Drawn as the thing itself, and by now it may not be. */
  get hasOutlived(): boolean {
    return this.#life.look === "solid" && this.#options.maySolid?.() === false;
  }

  /** Tells the listeners what the frame that was drawn by `nowMs` shows. */
  drawn(nowMs: number): void {
    this.#drawnFrames += 1;
    if (this.#drawnListeners.size === 0) return;
    const { flame, look, position } = this.state;
    for (const listener of this.#drawnListeners) listener({ nowMs, look, position, flame });
  }

  /** Before a new renderer: what the old one made goes with it. */
  forgetAsset(): void {
    this.#asset?.dispose();
    this.#asset = null;
  }

  /** After a lost context: takes the model in again. */
  rebuild(): void {
    this.#load().catch(() => undefined);
  }

  #allowedLook(): PropLook {
    const { look } = this.#wish;
    return look === "solid" && this.#options.maySolid?.() === false ? "none" : look;
  }

  #takeFlashes(target: Pose | null, before: Pose | null, nowMs: number): void {
    const pose = target ?? before;
    if (!pose) return;
    const spot = (at: Pose): Vector3 => pointOf(at, this.#form.flame ?? [0, 0, 0]);
    for (const kind of this.#pendingFlashes) {
      // A pass that jumps is marked where it left as well as where it arrives.
      const leaps =
        kind === "pass" && before !== null && distance(before.position, pose.position) > 0.5;
      if (leaps && this.#life.presence > 0) {
        this.#life = withFlash(this.#life, { kind, startMs: nowMs, at: spot(before) });
      }
      this.#life = withFlash(this.#life, { kind, startMs: nowMs, at: spot(pose) });
    }
    this.#pendingFlashes = [];
  }

  /** The air that a moving fire feels. */
  #blow(flameAt: Vector3, passedMs: number, isStill: boolean): void {
    const last = this.#flameAt;
    this.#flameAt = flameAt;
    if (isStill || !last || passedMs <= 0) {
      if (isStill) this.#drift = [0, 0, 0];
      return;
    }
    const air = scale(subtract(last, flameAt), 1000 / passedMs);
    const speed = Math.hypot(...air);
    const felt = speed > MAX_AIR_M_PER_S ? scale(air, MAX_AIR_M_PER_S / speed) : air;
    this.#drift = mix(this.#drift, felt, 1 - Math.exp(-passedMs / AIR_MS));
  }

  #sceneOf(
    pose: Pose,
    pane: Pane,
    { nowMs, isCalm }: { readonly nowMs: number; readonly isCalm: boolean },
  ): SceneProp {
    const { ember, flame, flameAt, flashes, look, presence, smokeSinceMs, solidity } = this.#life;
    const timeS = (nowMs / 1000) % TIME_WRAP_S;
    return {
      id: this.id,
      pose,
      presence,
      solidity,
      flame,
      ember,
      light: look === "solid" ? flame * (isCalm ? 1 : flicker(timeS)) : 0,
      flameAt,
      drift: this.#drift,
      smokeAge: smokeSinceMs === null ? null : Math.min(1, (nowMs - smokeSinceMs) / SMOKE_MS),
      flashes,
      flightAt: this.#isInFlight ? crossing(pose, pane) : null,
      isCalm,
      nowMs,
      timeS,
      mesh: this.#form.mesh,
      asset: this.#asset,
      reachM: this.#form.reachM,
      box: this.#form.box,
    };
  }

  async #load(): Promise<void> {
    if (!this.#model) return;
    const loading = this.#host.loadModel(this.#model);
    this.#modelState = loading ? "loading" : "stand-in";
    if (!loading) return;
    try {
      this.#asset = await loading;
      this.#modelState = "ready";
      this.#host.changed();
    } catch (cause) {
      this.#modelState = "failed";
      throw new VisavisError("model-invalid", "it cannot be drawn", { cause });
    }
  }
}

/** Two sines that never meet again. */
function flicker(timeS: number): number {
  return 1 + 0.08 * Math.sin(timeS * 13) + 0.05 * Math.sin(timeS * 29.3);
}

/** Where a thing on its way goes through the glass. */
function crossing({ position: [x, y] }: Pose, { lowerEdgeM, size }: Pane): Vector3 {
  const halfM = size.widthM * 0.42;
  const [bottom, top] = [lowerEdgeM + size.heightM * 0.08, lowerEdgeM + size.heightM * 0.92];
  return [Math.max(-halfM, Math.min(halfM, x)), Math.max(bottom, Math.min(top, y)), 0];
}
