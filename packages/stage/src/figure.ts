import { type FigurePlacement, placeFigure, type Seat, type Vector2 } from "@visavis/pane";
import type { FrameFacts } from "@visavis/protocol";
import { nextOpacity } from "./fade.ts";
import { poseOnFigure } from "./prop-pose.ts";
import type { Pose } from "./rotation.ts";
import { unknownFacts } from "./unknown-facts.ts";
import type { AlphaBlock, FigurePicture } from "./stage-renderer.ts";
import { drawnEye, type StageLook } from "./stage-look.ts";
import type { SceneFigure } from "./stage-scene.ts";
import { nextSteady, type SteadyFacts } from "./steady-facts.ts";
import { type ArrivedFrame, type FactsLookup, PackedVideo } from "./video-frames.ts";

/** One frame that reached the canvas. */
export interface ShownFrame {
  readonly metadata: VideoFrameCallbackMetadata;
  /** Of exactly this frame; null when it brought none. */
  readonly facts: FrameFacts | null;
  /** `performance.now()` after the drawing. */
  readonly nowMs: number;
}

export interface FigureState {
  readonly shownFrames: number;
  /** Frames that came while the one before was still being read. */
  readonly skippedFrames: number;
  readonly facts: FrameFacts | null;
  /** How tall the person stands on this glass, as a tape measure reads it. */
  readonly heightM: number | null;
  /** Whether the size is measured, taken from a known height, or only guessed. */
  readonly basis: FigurePlacement["basis"] | null;
  readonly opacity: number;
  /** Of the packed frame that is shown. */
  readonly size: { readonly widthPx: number; readonly heightPx: number } | null;
}

export interface FigureOptions {
  readonly id: string;
  readonly video: HTMLVideoElement;
  readonly factsOf: FactsLookup;
  readonly seat?: Seat | undefined;
}

export interface FigureHost {
  readonly copiesPlanes: boolean;
  readonly personHeightM: number;
  /** Null while the graphics context is lost. */
  createPicture(): FigurePicture | null;
  frameArrived(): void;
  changed(): void;
  left(figure: Figure): void;
}

/** A remote person on the stage; the stage that made it draws it until `dispose`. */
export class Figure {
  readonly id: string;
  readonly #host: FigureHost;
  readonly #video: HTMLVideoElement;
  readonly #stop = new AbortController();
  readonly #frames: PackedVideo;
  readonly #shownListeners = new Set<(shown: ShownFrame) => void>();
  #seat: Seat | undefined;
  #picture: FigurePicture | null;
  #arrived: ArrivedFrame | null = null;
  #steady: SteadyFacts | null = null;
  #placement: FigurePlacement | null = null;
  #size: FigureState["size"] = null;
  #opacity = 1;
  #arrivedAtMs = 0;
  #drawnAtMs = 0;
  #shownFrames = 0;
  #isWaiting = false;
  #standBackM = 0;

  constructor({ id, video, factsOf, seat }: FigureOptions, host: FigureHost) {
    this.id = id;
    this.#host = host;
    this.#video = video;
    this.#seat = seat;
    this.#picture = host.createPicture();
    const onFrame = (frame: ArrivedFrame): void => this.#take(frame);
    this.#frames = new PackedVideo({ video, factsOf, copiesPlanes: host.copiesPlanes, onFrame });
    const { signal } = this.#stop;
    video.addEventListener("emptied", () => host.changed(), { signal });
  }

  get state(): FigureState {
    return {
      shownFrames: this.#shownFrames,
      skippedFrames: this.#frames.skippedFrames,
      facts: this.#arrived?.facts ?? null,
      heightM: this.#placement?.heightOnGlassM ?? null,
      basis: this.#placement?.basis ?? null,
      opacity: this.#opacity,
      size: this.#size,
    };
  }

  /** Returns the way to stop listening. */
  onShown(listener: (shown: ShownFrame) => void): () => void {
    this.#shownListeners.add(listener);
    return () => this.#shownListeners.delete(listener);
  }

  /** The matte that arrived last, at the size of its colour rows. */
  readAlpha(): AlphaBlock | null {
    return this.#picture?.readAlpha() ?? null;
  }

  /** Where something in this person's hand is on our glass, from its pose in the person's own room. */
  poseOf(pose: Pose): Pose {
    return poseOnFigure(pose, {
      standBackM: this.#standBackM,
      addedM: this.addedM,
      seat: this.#seat,
    });
  }

  /** What was added in the person's own frame, right and up, to where their camera saw them. */
  get addedM(): Vector2 {
    return this.#placement?.addedM ?? [0, 0];
  }

  /** Where the remote pane frame stands in ours; without a seat, straight behind the glass. */
  sit(seat?: Seat): void {
    this.#seat = seat;
    this.#host.changed();
  }

  dispose(): void {
    this.#stop.abort();
    this.#frames.dispose();
    this.#picture?.dispose();
    this.#picture = null;
    this.#shownListeners.clear();
    this.#host.left(this);
  }

  /** After a lost context: starts again with an empty picture. */
  rebuild(): void {
    this.#picture = this.#host.createPicture();
  }

  /** Before a new renderer: what the old one made goes with it. */
  forgetPicture(): void {
    this.#picture?.dispose();
    this.#picture = null;
  }

  /** True while the opacity is on its way and another drawing is due. */
  isFading(nowMs: number): boolean {
    const next = nextOpacity(this.#opacity, nowMs - this.#arrivedAtMs, 16);
    return this.#shownFrames > 0 && next !== this.#opacity;
  }

  /** What to draw of this figure now; null before its first frame. */
  scene(look: StageLook, nowMs: number): SceneFigure<FigurePicture> | null {
    const picture = this.#picture;
    // A video without a source is somebody who left or turned the camera off: not even a ghost.
    const hasSource = this.#video.srcObject !== null || this.#video.currentSrc !== "";
    if (!picture?.hasPicture || !this.#steady || !hasSource) return null;
    this.#opacity = nextOpacity(this.#opacity, nowMs - this.#arrivedAtMs, nowMs - this.#drawnAtMs);
    this.#drawnAtMs = nowMs;
    this.#standBackM = look.standBackM;
    this.#placement = placeFigure({
      facts: this.#steady.facts,
      pane: look.pane,
      standBackM: look.standBackM,
      eye: drawnEye(look),
      ...(this.#seat && { seat: this.#seat }),
      fallback: { personHeightM: this.#host.personHeightM },
    });
    if (!this.#placement) return null;
    return { id: this.id, picture, placement: this.#placement, opacity: this.#opacity };
  }

  /** Tells the listeners of a frame that was drawn for the first time. */
  shown(nowMs: number): void {
    if (!this.#isWaiting || !this.#arrived) return;
    this.#isWaiting = false;
    this.#shownFrames += 1;
    const { metadata, facts } = this.#arrived;
    for (const listener of this.#shownListeners) listener({ metadata, facts, nowMs });
  }

  #take(frame: ArrivedFrame): void {
    if (!this.#picture) return;
    const { widthPx, heightPx } = frame.picture;
    this.#picture.upload(frame.picture);
    this.#size = { widthPx, heightPx };
    if (frame.facts) this.#steady = nextSteady(this.#steady, frame.facts);
    else this.#steady ??= { facts: unknownFacts(widthPx, heightPx), contact: null };
    this.#arrived = frame;
    this.#arrivedAtMs = performance.now();
    this.#isWaiting = true;
    this.#host.frameArrived();
  }
}
