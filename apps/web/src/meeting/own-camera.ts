import { type ReadonlySignal, signal } from "@preact/signals";
import {
  type CameraWatch,
  type Capture,
  type CaptureEvents,
  type CaptureReport,
  type CaptureSettings,
  type DeviceChoice,
  openCamera,
  startCapture,
  watchCamera,
} from "@visavis/capture";
import { type ErrorCode, isVisavisError } from "@visavis/protocol";
import { matteAssets } from "virtual:runtime-assets";

const RETRY_MS = 5000;

export type CameraState =
  | { readonly state: "off" | "opening" | "on" }
  | { readonly state: "failed"; readonly code: ErrorCode };

/** How the picture of this site is to be made; whatever is left out is capture's own choice. */
export type CameraWishes = Partial<CaptureSettings>;

/** This site's camera and the cut-out that is made of it: opened once, brought back for ever. */
export class OwnCamera {
  readonly #choice: () => DeviceChoice;
  #wishes: CameraWishes;
  readonly #state = signal<CameraState>({ state: "off" });
  readonly #track = signal<MediaStreamTrack | null>(null);
  readonly #capture = signal<Capture | null>(null);
  readonly #captureFault = signal<ErrorCode | null>(null);
  readonly #report = signal<CaptureReport | null>(null);
  readonly #isPersonSeen = signal(false);
  readonly #isOff = signal(false);
  readonly #sizeListeners = new Set<(size: CaptureEvents["cameraChanged"]) => void>();
  #watch: CameraWatch | null = null;
  #retry = 0;
  #isWanted = false;
  #opening: Promise<void> | null = null;

  constructor(choice: () => DeviceChoice, wishes: CameraWishes) {
    this.#choice = choice;
    this.#wishes = wishes;
  }

  get state(): ReadonlySignal<CameraState> {
    return this.#state;
  }

  /** The camera's own picture, uncut; for this person's eyes only. */
  get track(): ReadonlySignal<MediaStreamTrack | null> {
    return this.#track;
  }

  /** What may leave this machine. Null where the browser cannot cut a person out. */
  get capture(): ReadonlySignal<Capture | null> {
    return this.#capture;
  }

  /** Why there is no cut-out although the camera works. */
  get captureFault(): ReadonlySignal<ErrorCode | null> {
    return this.#captureFault;
  }

  get report(): ReadonlySignal<CaptureReport | null> {
    return this.#report;
  }

  get isPersonSeen(): ReadonlySignal<boolean> {
    return this.#isPersonSeen;
  }

  /** As they are now. */
  get wishes(): CameraWishes {
    return this.#wishes;
  }

  get isOff(): ReadonlySignal<boolean> {
    return this.#isOff;
  }

  /** Told of the size of the upright picture, before its first frame is worked on and after. */
  onSize(listener: (size: CaptureEvents["cameraChanged"]) => void): void {
    this.#sizeListeners.add(listener);
  }

  /** Opens the wanted camera, or changes to it. Tries again until it is there or `close`. */
  async open(): Promise<void> {
    this.#isWanted = true;
    await this.#opening;
    this.#opening ??= this.#open();
    await this.#opening;
    this.#opening = null;
  }

  /** Camera off: nobody is shown and next to nothing is sent, but it is back at once. */
  setOff(isOff: boolean): void {
    this.#isOff.value = isOff;
    this.update({ isPaused: isOff });
  }

  update(wishes: CameraWishes): void {
    this.#wishes = { ...this.#wishes, ...wishes };
    this.#capture.peek()?.update(wishes);
  }

  async close(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#retry);
    const capture = this.#capture.peek();
    this.#capture.value = null;
    this.#watch?.[Symbol.dispose]();
    this.#watch = null;
    this.#track.value = null;
    this.#state.value = { state: "off" };
    await capture?.[Symbol.asyncDispose]();
  }

  async #open(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      if (this.#watch) await this.#watch.choose(this.#choice());
      else await this.#start();
      this.#state.value = { state: "on" };
    } catch (error) {
      if (this.#watch) return;
      const code = isVisavisError(error) ? error.code : "camera-missing";
      this.#state.value = { state: "failed", code };
      this.#retry = window.setTimeout(() => this.#isWanted && void this.open(), RETRY_MS);
    }
  }

  async #start(): Promise<void> {
    if (this.#state.peek().state === "off") this.#state.value = { state: "opening" };
    const request = this.#choice();
    const track = await openCamera(request);
    if (!this.#isWanted) return track.stop();
    const watch = watchCamera({ track, request });
    this.#watch = watch;
    this.#track.value = track;
    watch.events.on("changed", (next) => this.#changeTrack(next));
    watch.events.on("lost", ({ code }) => {
      this.#state.value = { state: "failed", code };
    });
    await this.#cutOut(track, watch);
  }

  #changeTrack(track: MediaStreamTrack): void {
    this.#track.value = track;
    this.#state.value = { state: "on" };
    this.#capture.peek()?.update({ camera: track });
  }

  /** For as long as the camera is wanted; a capture that cannot go on is replaced by a new one. */
  async #cutOut(camera: MediaStreamTrack, watch: CameraWatch): Promise<void> {
    try {
      const capture = await startCapture({ camera, assets: matteAssets, ...this.#wishes });
      if (this.#watch !== watch) return await capture[Symbol.asyncDispose]();
      this.#follow(capture, watch);
      // Wishes and cameras may have changed while the worker was starting.
      capture.update({ ...this.#wishes, ...(watch.track !== camera && { camera: watch.track }) });
      this.#captureFault.value = null;
      this.#capture.value = capture;
    } catch (error) {
      this.#captureFault.value = isVisavisError(error) ? error.code : "matte-failed";
    }
    return undefined;
  }

  #follow(capture: Capture, watch: CameraWatch): void {
    const { events, facts } = capture;
    // Until a transport takes the port over, its messages would pile up.
    facts.addEventListener("message", () => {});
    facts.start();
    events.on("report", (report) => (this.#report.value = report));
    events.on("personChanged", ({ isPresent }) => (this.#isPersonSeen.value = isPresent));
    events.on("pictureChanged", ({ fault }) => watch.reportFault(fault));
    events.on("cameraChanged", (size) => {
      for (const listener of this.#sizeListeners) listener(size);
    });
    events.on("ready", () => (this.#captureFault.value = null));
    events.on("failed", ({ code, isRecovering }) => {
      this.#captureFault.value = code;
      if (!isRecovering) this.#replace(capture, watch);
    });
  }

  #replace(broken: Capture, watch: CameraWatch): void {
    if (this.#capture.peek() === broken) this.#capture.value = null;
    void broken[Symbol.asyncDispose]();
    setTimeout(() => {
      const isNeeded = this.#watch === watch && this.#capture.peek() === null;
      if (isNeeded) void this.#cutOut(watch.track, watch);
    }, RETRY_MS);
  }
}
