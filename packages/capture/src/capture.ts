import type { MatteAssets } from "@visavis/matte";
import { type CameraSource, openSource, type SourceWay } from "@visavis/platform";
import { Emitter, type ErrorCode, VisavisError } from "@visavis/protocol";
import { captureSupport, createCaptureWorker, postCommand } from "./capture-support.ts";
import { openTarget, type PackedTarget } from "./packed-target.ts";
import type { PictureSize } from "./picture.ts";
import { sleepMs } from "./sleep.ts";
import type { PictureFault } from "./picture-watch.ts";
import type { PlateChange } from "./plate-difference.ts";
import type {
  CaptureCommand,
  CaptureFailure,
  CaptureNotice,
  CaptureReport,
  CaptureSettings,
} from "./worker-message.ts";

export type CaptureEvents = {
  /** Net and kernels are loaded: the picture is matted from now on. */
  ready: null;
  report: CaptureReport;
  personChanged: { readonly isPresent: boolean };
  /** The camera delivers another size: a new camera, or one that was turned. */
  cameraChanged: PictureSize;
  /** Black, frozen or silent for five seconds; null when it is well again. */
  pictureChanged: { readonly fault: PictureFault | null };
  /** Share of the work of taking a plate that is done, 0 to 1. */
  plateProgress: { readonly progress: number };
  /** The room no longer looks like its plate; it is learnt again, or comes back by itself. */
  plateLost: { readonly change: PlateChange };
  failed: CaptureFailure;
  /** No packed frames will come any more. */
  ended: null;
};

export interface CaptureOptions extends Partial<CaptureSettings> {
  /** Stays the caller's: capture works on a clone, and never stops it. */
  readonly camera: MediaStreamTrack;
  readonly assets: MatteAssets;
}

export interface PlateOptions {
  /** Somebody says that the room is empty, whatever the net sees: a portrait on the wall. */
  readonly isSurelyEmpty?: boolean;
}

export interface CaptureUpdate extends Partial<CaptureSettings> {
  readonly camera?: MediaStreamTrack;
}

/** A running capture. Whoever started it disposes of it, which stops `track`. */
export interface Capture extends AsyncDisposable {
  /** Packed frames, for the transport. */
  readonly track: MediaStreamTrack;
  /** A `FactsMessage` for each packed frame, sent before the frame. Transferable. */
  readonly facts: MessagePort;
  readonly events: Pick<Emitter<CaptureEvents>, "on">;
  update(partial: CaptureUpdate): void;
  /**
   * Takes the empty room, about two seconds. Rejects with plate-not-empty, plate-moving or
   * plate-failed, and then leaves the plate there was.
   */
  takePlate(options?: PlateOptions): Promise<void>;
  /** Forgets the plate that was taken, also the kept one. */
  forgetPlate(): void;
  /** The empty room as far as it is known, upright; null while nothing is. The caller closes it. */
  platePicture(): Promise<ImageBitmap | null>;
}

const FEW_CORES = 4;
const DEFAULTS: CaptureSettings = {
  rotation: 0,
  backdrop: { kind: "none" },
  people: "near",
  hair: "auto",
  view: null,
  personHeightM: null,
  hasCodeStrip: false,
  maxColourHeightPx: usualColourHeightPx(),
  isPaused: false,
};
const STOP_WAIT_MS = 1000;
/** Of a camera that is gone already: another one will follow. */
const NO_CAMERA: CameraSource = {
  source: { kind: "messages" },
  transfer: [],
  frameWanted() {},
  stop() {},
};

/** A small machine encodes a taller picture so slowly that the other side sees it late. */
function usualColourHeightPx(): number {
  return navigator.hardwareConcurrency > FEW_CORES ? 1280 : 980;
}

/** @throws VisavisError browser-unsupported, naming what the browser lacks */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const support = await captureSupport();
  if (!support.ways) {
    throw new VisavisError("browser-unsupported", `no ${support.missing.join(", no ")}`);
  }
  const { camera, assets, ...partial } = options;
  const settings = { ...DEFAULTS, ...partial };
  if (!support.keepsTimestamps) settings.hasCodeStrip = true;
  const { source, target } = support.ways;
  const capture = new WorkerCapture(source, openTarget(target), support.keepsTimestamps);
  await capture.start({ camera, assets, settings });
  return capture;
}

class WorkerCapture implements Capture {
  readonly events = new Emitter<CaptureEvents>();
  readonly facts: MessagePort;
  readonly #worker = createCaptureWorker();
  readonly #workerFacts: MessagePort;
  readonly #way: SourceWay;
  readonly #target: PackedTarget;
  readonly #keepsTimestamps: boolean;
  readonly #ended = Promise.withResolvers<void>();
  readonly #started = Promise.withResolvers<MediaStreamTrack | null>();
  #plate: PromiseWithResolvers<void> | null = null;
  #platePicture: PromiseWithResolvers<ImageBitmap | null> | null = null;
  #source: CameraSource | null = null;
  #track: MediaStreamTrack | null = null;

  constructor(way: SourceWay, target: PackedTarget, keepsTimestamps: boolean) {
    const { port1, port2 } = new MessageChannel();
    this.facts = port1;
    this.#workerFacts = port2;
    this.#way = way;
    this.#target = target;
    this.#keepsTimestamps = keepsTimestamps;
    this.#worker.addEventListener("message", ({ data }: MessageEvent<CaptureNotice>) => {
      this.#onNotice(data);
    });
    this.#worker.addEventListener("error", ({ message }) => this.#onWorkerError(message));
  }

  get track(): MediaStreamTrack {
    if (!this.#track) throw new VisavisError("matte-failed", "capture has no track");
    return this.#track;
  }

  async start({
    camera,
    assets,
    settings,
  }: Required<Pick<CaptureOptions, "camera" | "assets">> & {
    settings: CaptureSettings;
  }): Promise<void> {
    const input = this.#open(camera);
    const { target, transfer } = this.#target;
    this.#post(
      {
        type: "start",
        assets,
        settings,
        facts: this.#workerFacts,
        source: input.source,
        cameraId: cameraIdOf(camera),
        target,
      },
      [this.#workerFacts, ...input.transfer, ...transfer],
    );
    try {
      this.#track = (await this.#started.promise) ?? this.#target.track;
    } catch (cause) {
      this.#worker.terminate();
      this.#source?.stop();
      throw cause;
    }
    // Keep the frame rate rather than the detail when bits are short.
    if (this.#track) this.#track.contentHint = "motion";
  }

  update({ camera, ...settings }: CaptureUpdate): void {
    if (Object.keys(settings).length > 0) {
      const strip = this.#keepsTimestamps ? {} : { hasCodeStrip: true };
      this.#post({ type: "update", settings: { ...settings, ...strip } });
    }
    if (!camera) return;
    const before = this.#source;
    const input = this.#open(camera);
    const cameraId = cameraIdOf(camera);
    this.#post({ type: "source", source: input.source, cameraId }, input.transfer);
    before?.stop();
  }

  takePlate({ isSurelyEmpty = false }: PlateOptions = {}): Promise<void> {
    if (!this.#plate) this.#post({ type: "take-plate", isSurelyEmpty });
    this.#plate ??= Promise.withResolvers<void>();
    return this.#plate.promise;
  }

  forgetPlate(): void {
    this.#post({ type: "forget-plate" });
  }

  platePicture(): Promise<ImageBitmap | null> {
    this.#platePicture ??= Promise.withResolvers<ImageBitmap | null>();
    this.#post({ type: "show-plate" });
    return this.#platePicture.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#post({ type: "stop" });
    this.#source?.stop();
    await Promise.race([this.#ended.promise, sleepMs(STOP_WAIT_MS)]);
    this.#worker.terminate();
    this.#track?.stop();
    this.facts.close();
    this.#onPlate("plate-failed");
    this.#onPlatePicture(null);
  }

  #open(camera: MediaStreamTrack): CameraSource {
    this.#source =
      camera.readyState === "ended"
        ? NO_CAMERA
        : openSource(this.#way, camera, (frame) => this.#post({ type: "frame", frame }, [frame]));
    this.#source.frameWanted();
    return this.#source;
  }

  #post(command: CaptureCommand, transfer: Transferable[] = []): void {
    postCommand(this.#worker, command, transfer);
  }

  #onNotice(notice: CaptureNotice): void {
    switch (notice.type) {
      case "probed":
        return;
      case "started":
        return this.#started.resolve(notice.track);
      case "ready":
        return this.events.emit("ready", null);
      case "report":
        return this.events.emit("report", notice.report);
      case "person-changed":
        return this.events.emit("personChanged", { isPresent: notice.isPresent });
      case "camera-changed":
        return this.events.emit("cameraChanged", notice.camera);
      case "picture-changed":
        return this.events.emit("pictureChanged", { fault: notice.fault });
      case "plate-progress":
        return this.events.emit("plateProgress", { progress: notice.progress });
      case "plate-taken":
        return this.#onPlate(notice.refusal);
      case "plate-lost":
        return this.events.emit("plateLost", { change: notice.change });
      case "plate-picture":
        return this.#onPlatePicture(notice.bitmap);
      case "frame-taken":
        return this.#source?.frameWanted();
      case "packed":
        return this.#target.show(notice.frame);
      case "failed":
        this.#started.reject(failureError(notice.failure));
        return this.events.emit("failed", notice.failure);
      case "ended":
        this.#ended.resolve();
        return this.events.emit("ended", null);
    }
  }

  #onPlate(refusal: ErrorCode | null): void {
    if (refusal) this.#plate?.reject(new VisavisError(refusal, "the empty room was not taken"));
    else this.#plate?.resolve();
    this.#plate = null;
  }

  #onPlatePicture(bitmap: ImageBitmap | null): void {
    if (this.#platePicture) this.#platePicture.resolve(bitmap);
    else bitmap?.close();
    this.#platePicture = null;
  }

  /** The worker's script is gone or threw: nothing in it can go on. */
  #onWorkerError(detail: string): void {
    const failure: CaptureFailure = { code: "matte-failed", detail, isRecovering: false };
    this.#started.reject(failureError(failure));
    this.events.emit("failed", failure);
    this.#ended.resolve();
  }
}

/** Hidden until the camera was allowed, and absent from tracks that are no camera's. */
function cameraIdOf(camera: MediaStreamTrack): string | null {
  return camera.getSettings().deviceId ?? null;
}

function failureError({ code, detail }: CaptureFailure): VisavisError {
  return new VisavisError(code, detail);
}
