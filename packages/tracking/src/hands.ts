import {
  type CameraSource,
  insertableStreams,
  openSource,
  type SourceWay,
} from "@visavis/platform";
import { Emitter, type ErrorCode, VisavisError } from "@visavis/protocol";
import type { Hand } from "./hand.ts";
import type { TrackingAssets } from "./hand-nets.ts";
import type { HandsCommand, HandsCost, HandsNotice, HandsSettings } from "./worker-message.ts";

export type HandsEvents = {
  /** The nets are loaded: hands are looked for from now on. */
  ready: null;
  handChanged: Hand;
  costChanged: HandsCost;
  /** Hands will not be seen in this visit; the other ways to give and take remain. */
  failed: { readonly code: ErrorCode; readonly detail: string };
};

export interface HandsOptions extends Partial<HandsSettings> {
  /** Stays the caller's: hands are looked for in a clone, and the camera is never stopped. */
  readonly camera: MediaStreamTrack;
  readonly assets: TrackingAssets;
}

export interface HandsUpdate extends Partial<HandsSettings> {
  readonly camera?: MediaStreamTrack;
}

/** The hands of the person before the pane. Whoever created it disposes of it. */
export interface Hands extends AsyncDisposable {
  readonly events: Pick<Emitter<HandsEvents>, "on">;
  /** Of the last second; zeros before the first look. */
  readonly cost: HandsCost;
  update(partial: HandsUpdate): void;
}

const DEFAULTS: HandsSettings = {
  view: null,
  scale: null,
  rotation: 0,
  personHeightM: null,
  planeM: null,
  isPersonPresent: null,
  captureLoad: null,
  budgetMs: 200,
};
const NO_COST: HandsCost = {
  looksPerSecond: 0,
  msPerLook: 0,
  msPerSecond: 0,
  lateMs: 0,
  slowdown: 1,
};
const STOP_WAIT_MS = 1000;

/**
 * Never throws for what the browser or the machine lacks: that comes as `failed`, because a meeting
 * goes on without hands.
 */
export function createHands({ camera, assets, ...settings }: HandsOptions): Hands {
  const hands = new WorkerHands();
  hands.start({ camera, assets, settings: { ...DEFAULTS, ...settings } });
  return hands;
}

class WorkerHands implements Hands {
  readonly events = new Emitter<HandsEvents>();
  // A classic worker, because the nets' runtime loads its code with importScripts.
  readonly #worker = new Worker(new URL("./hands.worker.ts", import.meta.url));
  readonly #probed = Promise.withResolvers<boolean>();
  readonly #ended = Promise.withResolvers<void>();
  #way: SourceWay | null = null;
  #camera: MediaStreamTrack | null = null;
  #source: CameraSource | null = null;
  #cost = NO_COST;
  #isDisposed = false;

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<HandsNotice>) => {
      this.#onNotice(data);
    });
    this.#worker.addEventListener("error", (event) => {
      // Told as an event of ours, and needs no second telling on the console.
      event.preventDefault();
      this.#fail(event.message);
      this.#probed.resolve(false);
      this.#ended.resolve();
    });
  }

  get cost(): HandsCost {
    return this.#cost;
  }

  start({
    camera,
    assets,
    settings,
  }: {
    readonly camera: MediaStreamTrack;
    readonly assets: TrackingAssets;
    readonly settings: HandsSettings;
  }): void {
    this.#camera = camera;
    void this.#start(assets, settings).catch((error: unknown) => this.#fail(String(error)));
  }

  update({ camera, ...settings }: HandsUpdate): void {
    if (Object.keys(settings).length > 0) this.#post({ type: "update", settings });
    if (!camera) return;
    this.#camera = camera;
    // Not started yet: it will start with this camera.
    if (!this.#way) return;
    const before = this.#source;
    const { source, transfer } = this.#open(this.#way, camera);
    this.#post({ type: "source", source }, transfer);
    before?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#post({ type: "stop" });
    this.#source?.stop();
    const waited = new Promise((resolve) => {
      setTimeout(resolve, STOP_WAIT_MS);
    });
    if (this.#way) await Promise.race([this.#ended.promise, waited]);
    this.#worker.terminate();
  }

  async #start(assets: TrackingAssets, settings: HandsSettings): Promise<void> {
    const way = await this.#findWay();
    if (this.#isDisposed || !this.#camera) return;
    this.#way = way;
    const { source, transfer } = this.#open(way, this.#camera);
    this.#post({ type: "start", assets, settings, source }, transfer);
  }

  async #findWay(): Promise<SourceWay> {
    if (typeof VideoFrame === "undefined") {
      throw new VisavisError("browser-unsupported", "no VideoFrame");
    }
    if (insertableStreams().Processor) return "window-stream";
    this.#post({ type: "probe" });
    return (await this.#probed.promise) ? "worker-track" : "video-element";
  }

  #open(way: SourceWay, camera: MediaStreamTrack): CameraSource {
    this.#source = openSource(way, camera, (frame) => {
      this.#post({ type: "frame", frame }, [frame]);
    });
    return this.#source;
  }

  #post(command: HandsCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  #onNotice(notice: HandsNotice): void {
    switch (notice.type) {
      case "probed":
        return this.#probed.resolve(notice.hasProcessor);
      case "ready":
        return this.events.emit("ready", null);
      case "hand": {
        const atMs = notice.hand.atMs - performance.timeOrigin;
        return this.events.emit("handChanged", { ...notice.hand, atMs });
      }
      case "cost":
        this.#cost = notice.cost;
        return this.events.emit("costChanged", notice.cost);
      case "frame-wanted":
        return this.#source?.frameWanted();
      case "failed":
        return this.#fail(notice.detail);
      case "ended":
        return this.#ended.resolve();
    }
  }

  #fail(detail: string): void {
    if (this.#isDisposed) return;
    this.#source?.stop();
    this.#cost = NO_COST;
    this.events.emit("failed", { code: "tracking-failed", detail });
  }
}
