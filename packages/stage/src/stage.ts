import { DEFAULT_EYE, type Pane, type Seat, type Vector3 } from "@visavis/pane";
import { BareRenderer } from "./bare-renderer.ts";
import { drawingSize, type PixelSize } from "./drawing-size.ts";
import { Figure, type FigureHost } from "./figure.ts";
import { FlatRenderer } from "./flat-renderer.ts";
import { graphicsKind } from "./gl-canvas.ts";
import { Prop, type PropHost, type PropOptions } from "./prop.ts";
import { PropSet, reachOfHands } from "./prop-set.ts";
import type { PropSource } from "./prop-source.ts";
import { UPRIGHT } from "./rotation.ts";
import type { FigurePicture, PixelBlock, RendererKind, StageRenderer } from "./stage-renderer.ts";
import { type Colour, DEFAULT_BACKDROP, type StageLook } from "./stage-look.ts";
import { stageScene } from "./stage-scene.ts";
import type { FactsLookup } from "./video-frames.ts";

/** What may change while a stage runs. */
export interface StageSettings extends Omit<StageLook, "isFrugal"> {
  /** No flicker, no sparks; null follows what the viewer asked the browser for. */
  readonly isMotionReduced: boolean | null;
}

export interface StageOptions extends Partial<StageSettings> {
  readonly canvas: HTMLCanvasElement;
  readonly pane: Pane;
  readonly renderer?: "auto" | "three" | "bare" | "flat";
  /** Fixes the number of pixels; otherwise it follows the canvas's box. */
  readonly size?: PixelSize;
  /** True: the CPU copies planes; otherwise that is done without a GPU only. */
  readonly copiesPlanes?: boolean;
  /** Of a person whose frames carry no scale. */
  readonly personHeightM?: number;
  /** True: torches will be shown, whose light on people the flat renderer only hints at. */
  readonly hasProps?: boolean;
}

const DEFAULT_SETTINGS: Omit<StageSettings, "pane"> = {
  mode: "lit",
  standBackM: 0,
  eye: DEFAULT_EYE,
  isMirrored: false,
  backdrop: DEFAULT_BACKDROP,
  roomGain: [1, 1, 1],
  isMotionReduced: null,
};
const DEFAULT_PERSON_M = 1.7;
/** Two figures' frames that arrive closer than this are drawn together. */
const MIN_DRAW_GAP_MS = 8;
const FADE_LOOK_MS = 200;

type Factory = () => StageRenderer | null;

/** Chooses how to draw and starts. The canvas is the stage's until `dispose`, its CSS box the page's. */
export async function createStage(options: StageOptions): Promise<Stage> {
  const graphics = graphicsKind();
  // Shaders that run on the CPU cost three times what the flat renderer does.
  const software = options.hasProps ? "bare" : "flat";
  const auto = graphics === "gpu" ? "three" : software;
  const wanted = options.renderer ?? "auto";
  const kind = graphics === "none" ? "flat" : wanted === "auto" ? auto : wanted;
  return new Stage(options, await factoryOf(kind, options.canvas), graphics !== "gpu");
}

/** Remote people on one canvas. Draws by itself whenever something changed. */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #factory: Factory;
  readonly #isSoftware: boolean;
  readonly #copiesPlanes: boolean;
  readonly #personHeightM: number;
  readonly #figures = new Set<Figure>();
  readonly #props: PropSet;
  readonly #stop = new AbortController();
  readonly #observer: ResizeObserver | null;
  readonly #looking: ReturnType<typeof setInterval>;
  #settings: StageSettings;
  #renderer: StageRenderer | null;
  #size: PixelSize;
  #frameRequest = 0;
  #drawnAtMs = 0;
  #drawnFrames = 0;
  #lastDrawMs = 0;

  constructor(options: StageOptions, factory: Factory, isSoftware: boolean) {
    this.#canvas = options.canvas;
    this.#factory = factory;
    this.#isSoftware = isSoftware;
    this.#copiesPlanes = options.copiesPlanes ?? isSoftware;
    this.#personHeightM = options.personHeightM ?? DEFAULT_PERSON_M;
    this.#settings = merged({ ...DEFAULT_SETTINGS, pane: options.pane }, options);
    this.#renderer = factory();
    this.#props = new PropSet({ isSoftware, onDue: () => this.#invalidate() });
    this.#size = options.size ?? this.#sizeOf(boxOf(options.canvas, options.pane));
    this.#renderer?.resize(this.#size);
    this.#observer = options.size ? null : this.#observe();
    this.#looking = setInterval(() => this.#look(), FADE_LOOK_MS);
    this.#watchContext();
    this.#invalidate();
  }

  get state(): StageState {
    return {
      renderer: this.#renderer?.kind ?? null,
      isSoftware: this.#isSoftware,
      size: this.#size,
      drawnFrames: this.#drawnFrames,
      drawMs: this.#lastDrawMs,
    };
  }

  get canvas(): HTMLCanvasElement {
    return this.#canvas;
  }

  get settings(): StageSettings {
    return this.#settings;
  }

  addFigure(id: string, video: HTMLVideoElement, factsOf: FactsLookup, seat?: Seat): Figure {
    const figure = new Figure({ id, video, factsOf, seat }, this.#hostOfFigures());
    this.#figures.add(figure);
    return figure;
  }

  /** Throws `model-invalid` for a model that is not small and honest. */
  addProp(id: string, source: PropSource, options: PropOptions = {}): Prop {
    const prop = new Prop(id, source, options, this.#hostOfProps());
    this.#props.add(prop);
    return prop;
  }

  /** Ahead of the first torch, which would otherwise wait for its shaders. */
  prepareProps(): void {
    const renderer = this.#renderer;
    if (!renderer?.prepare) return;
    const host = { ...this.#hostOfProps(), changed: () => undefined, left: () => undefined };
    const prop = new Prop("prepared", { kind: "torch" }, {}, host);
    const { pane } = this.#settings;
    const middle: Vector3 = [0, pane.lowerEdgeM + pane.size.heightM / 2, 0];
    const pose = { position: middle, rotation: UPRIGHT };
    const nowMs = performance.now();
    prop.update({ look: "solid", isLit: true, isOwn: true, pose, atMs: nowMs });
    // A fire takes a moment to burn.
    prop.scene(this.#settings, nowMs, true);
    const scene = prop.scene(this.#settings, nowMs + 500, true);
    const look = { ...this.#settings, isFrugal: this.#isSoftware };
    if (scene) renderer.prepare(stageScene(look, [], [scene]));
    prop.dispose();
  }

  update(change: Partial<StageSettings>): void {
    this.#settings = merged(this.#settings, change);
    this.#invalidate();
  }

  /** Exposure and white balance: linear light of this room over that of the remote one. */
  setRoomLight(roomGain: Colour): void {
    this.update({ roomGain: [bounded(roomGain[0]), bounded(roomGain[1]), bounded(roomGain[2])] });
  }

  /** Draws now. Needed only by those who want the pixels; the stage draws when something changed. */
  draw(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = 0;
    const renderer = this.#renderer;
    if (!renderer) return;
    const startMs = performance.now();
    this.#render(renderer, startMs);
    this.#drawnAtMs = performance.now();
    // A page that was stopped while it drew: what it may show no more is never handed to the display.
    if (this.#props.haveOutlived()) {
      this.#render(renderer, this.#drawnAtMs);
      this.#drawnAtMs = performance.now();
    }
    this.#lastDrawMs = this.#drawnAtMs - startMs;
    this.#drawnFrames += 1;
    for (const figure of this.#figures) figure.shown(this.#drawnAtMs);
    this.#props.drawn(this.#drawnAtMs);
    if ([...this.#figures].some((figure) => figure.isFading(startMs))) this.#invalidate();
  }

  #render(renderer: StageRenderer, nowMs: number): void {
    const figures = [...this.#figures].flatMap(
      (figure) => figure.scene(this.#settings, nowMs) ?? [],
    );
    const props = this.#props.scenes(this.#settings, nowMs);
    const look = { ...this.#settings, isFrugal: this.#isSoftware };
    renderer.draw(stageScene(look, figures, props));
  }

  /** What the glass shows, from the upper left; null while the graphics context is lost. */
  readPixels(): PixelBlock | null {
    this.draw();
    return this.#renderer?.readPixels() ?? null;
  }

  dispose(): void {
    this.#stop.abort();
    clearInterval(this.#looking);
    cancelAnimationFrame(this.#frameRequest);
    this.#observer?.disconnect();
    for (const figure of this.#figures) figure.dispose();
    this.#props.dispose();
    this.#renderer?.dispose();
    this.#renderer = null;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #hostOfFigures(): FigureHost {
    return {
      copiesPlanes: this.#copiesPlanes || this.#renderer?.kind === "flat",
      personHeightM: this.#personHeightM,
      createPicture: (): FigurePicture | null => this.#renderer?.createPicture() ?? null,
      frameArrived: () => this.#drawSoon(),
      changed: () => this.#invalidate(),
      left: (figure) => {
        this.#figures.delete(figure);
        this.#invalidate();
      },
    };
  }

  #hostOfProps(): PropHost {
    return {
      isFrugal: this.#isSoftware,
      reach: () => reachOfHands(this.#settings),
      loadModel: (model) => this.#renderer?.loadModel(model) ?? null,
      changed: () => this.#invalidate(),
      left: (prop) => {
        this.#props.delete(prop);
        this.#invalidate();
      },
    };
  }

  /** At once, because a drawing that waits for its turn reaches the glass a frame later. */
  #drawSoon(): void {
    if (performance.now() - this.#drawnAtMs < MIN_DRAW_GAP_MS) this.#invalidate();
    else this.draw();
  }

  #invalidate(): void {
    if (this.#stop.signal.aborted) return;
    this.#frameRequest ||= requestAnimationFrame(() => this.draw());
  }

  #look(): void {
    const nowMs = performance.now();
    if ([...this.#figures].some((figure) => figure.isFading(nowMs))) this.#invalidate();
  }

  #observe(): ResizeObserver {
    const observer = new ResizeObserver(() => {
      this.#resize(this.#sizeOf(boxOf(this.#canvas, this.#settings.pane)));
    });
    observer.observe(this.#canvas);
    return observer;
  }

  #sizeOf(covers: PixelSize): PixelSize {
    return drawingSize(covers, this.#isSoftware);
  }

  #resize(size: PixelSize): void {
    if (size.widthPx === this.#size.widthPx && size.heightPx === this.#size.heightPx) return;
    this.#size = size;
    this.#renderer?.resize(size);
    // A resized canvas is empty until it is drawn: not one frame of nothing.
    this.draw();
  }

  #watchContext(): void {
    const { signal } = this.#stop;
    const onLost = (event: Event): void => {
      // Without this the browser never gives the context back.
      event.preventDefault();
      for (const figure of this.#figures) figure.forgetPicture();
      this.#props.forgetAssets();
      this.#renderer?.dispose();
      this.#renderer = null;
    };
    const onRestored = (): void => {
      this.#renderer = this.#factory();
      this.#renderer?.resize(this.#size);
      for (const figure of this.#figures) figure.rebuild();
      this.#props.rebuild();
      this.#invalidate();
    };
    this.#canvas.addEventListener("webglcontextlost", onLost, { signal });
    this.#canvas.addEventListener("webglcontextrestored", onRestored, { signal });
  }
}

export interface StageState {
  /** Null while the graphics context is lost. */
  readonly renderer: RendererKind | null;
  readonly isSoftware: boolean;
  readonly size: PixelSize;
  readonly drawnFrames: number;
  /** How long the last drawing took on this side; a GPU goes on after it. */
  readonly drawMs: number;
}

async function factoryOf(kind: RendererKind, canvas: HTMLCanvasElement): Promise<Factory> {
  if (kind === "flat") return () => new FlatRenderer(canvas);
  const attributes: WebGLContextAttributes = {
    alpha: true,
    premultipliedAlpha: true,
    antialias: false,
    depth: true,
    powerPreference: "high-performance",
  };
  const Three = kind === "three" ? (await import("./three-stage.ts")).ThreeStage : null;
  return () => {
    const gl = canvas.getContext("webgl2", attributes);
    if (!gl || gl.isContextLost()) return null;
    return Three ? new Three(gl) : new BareRenderer(gl);
  };
}

function merged(base: StageSettings, change: Partial<StageSettings>): StageSettings {
  return {
    mode: change.mode ?? base.mode,
    pane: change.pane ?? base.pane,
    standBackM: change.standBackM ?? base.standBackM,
    eye: change.eye ?? base.eye,
    isMirrored: change.isMirrored ?? base.isMirrored,
    backdrop: change.backdrop ?? base.backdrop,
    roomGain: change.roomGain ?? base.roomGain,
    isMotionReduced:
      change.isMotionReduced === undefined ? base.isMotionReduced : change.isMotionReduced,
  };
}

/** Device pixels under the canvas; a canvas without a box gets the shape of its pane. */
function boxOf(canvas: HTMLCanvasElement, { size }: Pane): PixelSize {
  const { width, height } = canvas.getBoundingClientRect();
  const ratio = globalThis.devicePixelRatio || 1;
  if (width > 0 && height > 0) {
    return { widthPx: Math.round(width * ratio), heightPx: Math.round(height * ratio) };
  }
  const long = 960 / Math.max(size.widthM, size.heightM);
  return { widthPx: Math.round(size.widthM * long), heightPx: Math.round(size.heightM * long) };
}

/** One stop each way, so that a wrong measurement never blinds or blackens anybody. */
function bounded(gain: number): number {
  return Number.isFinite(gain) ? Math.max(0.5, Math.min(2, gain)) : 1;
}
