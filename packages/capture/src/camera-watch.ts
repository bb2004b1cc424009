import type { ErrorCode } from "@visavis/protocol";
import { Emitter, isVisavisError } from "@visavis/protocol";
import { type CameraRequest, openCamera } from "./camera.ts";
import type { DeviceAccess } from "./device.ts";
import { sleepMs } from "./sleep.ts";

/** Quick tries first, for a plug that wobbles; then for ever. */
const QUICK_TRIES = 5;
const QUICK_WAIT_MS = 200;
const PATIENT_WAIT_MS = 5000;
const LET_GO_MS = 600;
/** For so long only the camera that was lost will do; then any is better than none. */
const LOYAL_MS = 3000;
const MUTED_FAULT_MS = 5000;
/** A dark room must not make the camera blink for ever. */
const FIRST_REOPEN_WAIT_MS = 5000;
const MAX_REOPEN_WAIT_MS = 300_000;

export type CameraWatchEvents = {
  /** A track to use instead of the one before, which is stopped once this event is over. */
  changed: MediaStreamTrack;
  /** No picture any more; tries go on until `changed`. */
  lost: { readonly code: ErrorCode; readonly detail: string };
};

export interface CameraWatch extends Disposable {
  readonly events: Pick<Emitter<CameraWatchEvents>, "on">;
  /** The newest track; ended while the camera is lost. */
  readonly track: MediaStreamTrack;
  /** Says that the picture is black, frozen or silent, as capture has found. */
  reportFault(fault: string | null): void;
  /** Changes to another camera. Rejects, and keeps the one it has, when that cannot be opened. */
  choose(request: CameraRequest): Promise<void>;
}

export interface CameraWatchOptions extends DeviceAccess {
  readonly track: MediaStreamTrack;
  readonly request: CameraRequest;
  /** Tells of devices that come and go; the page's own unless a test passes another. */
  readonly arrivals?: EventTarget;
}

/** Keeps a camera alive for weeks: lost, unplugged, taken by another program, black or frozen. */
export function watchCamera(options: CameraWatchOptions): CameraWatch {
  return new Watch(options);
}

class Watch implements CameraWatch {
  readonly events = new Emitter<CameraWatchEvents>();
  readonly #access: DeviceAccess;
  readonly #arrivals: EventTarget;
  readonly #closing = new AbortController();
  readonly #sleep: (ms: number) => Promise<void>;
  #request: CameraRequest;
  /** What to look for when the camera was lost: the device that was open, not what was asked for. */
  #identity: CameraRequest;
  #track: MediaStreamTrack;
  #ofTrack = new AbortController();
  #isReopening = false;
  #wake: (() => void) | null = null;
  #fault: string | null = null;
  #reopenWaitMs = FIRST_REOPEN_WAIT_MS;
  #mayReopenAtMs = 0;

  constructor({ track, request, arrivals, ...access }: CameraWatchOptions) {
    this.#access = access;
    this.#sleep = access.sleep ?? sleepMs;
    this.#arrivals = arrivals ?? navigator.mediaDevices;
    this.#request = request;
    this.#identity = request;
    this.#track = track;
    this.#adopt(track);
    const { signal } = this.#closing;
    this.#arrivals.addEventListener("devicechange", () => this.#onArrival(), { signal });
  }

  get track(): MediaStreamTrack {
    return this.#track;
  }

  reportFault(fault: string | null): void {
    this.#fault = fault;
    if (!fault) {
      this.#reopenWaitMs = FIRST_REOPEN_WAIT_MS;
      return;
    }
    const nowMs = performance.now();
    if (nowMs < this.#mayReopenAtMs) return;
    this.#mayReopenAtMs = nowMs + this.#reopenWaitMs;
    this.#reopenWaitMs = Math.min(MAX_REOPEN_WAIT_MS, this.#reopenWaitMs * 2);
    void this.#reopen(`picture is ${fault}`);
  }

  async choose(request: CameraRequest): Promise<void> {
    const track = await openCamera(request, this.#access);
    this.#request = request;
    this.#replace(track);
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
    this.#ofTrack.abort();
    this.#wake?.();
    this.#track.stop();
  }

  /** Back to the camera of choice as soon as it is plugged in again. */
  #onArrival(): void {
    this.#wake?.();
    if (!this.#isReopening && this.#isSubstitute()) void this.#tryReturn();
  }

  #isSubstitute(): boolean {
    const { deviceId } = this.#track.getSettings();
    return Boolean(this.#identity.deviceId) && deviceId !== this.#identity.deviceId;
  }

  async #tryReturn(): Promise<void> {
    try {
      this.#replace(await openCamera({ ...this.#identity, isStrict: true }, this.#access));
    } catch {
      // Something else was plugged in.
    }
  }

  /** Tries until a camera is there. One run at a time. */
  async #reopen(detail: string): Promise<void> {
    if (this.#isReopening || this.#closing.signal.aborted) return;
    this.#isReopening = true;
    const sinceMs = performance.now();
    let code: ErrorCode = "camera-lost";
    this.events.emit("lost", { code, detail });
    // A device that hangs must be let go by everybody before it can be opened afresh.
    const wasLive = this.#track.readyState === "live";
    this.#track.stop();
    if (wasLive) await this.#sleep(LET_GO_MS);
    for (let attempt = 1; !this.#closing.signal.aborted; attempt++) {
      const isStrict = performance.now() - sinceMs < LOYAL_MS;
      try {
        const track = await openCamera({ ...this.#identity, isStrict }, this.#access);
        this.#replace(track);
        break;
      } catch (error) {
        const next = isVisavisError(error) ? error.code : "camera-lost";
        if (next !== code) this.events.emit("lost", { code: next, detail: String(error) });
        code = next;
      }
      await this.#waitFor(attempt < QUICK_TRIES ? QUICK_WAIT_MS : PATIENT_WAIT_MS);
    }
    this.#isReopening = false;
  }

  /** Until the time is over or a device comes or goes. */
  async #waitFor(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([this.#sleep(ms), woken]);
    this.#wake = null;
  }

  #replace(track: MediaStreamTrack): void {
    if (this.#closing.signal.aborted) {
      track.stop();
      return;
    }
    const before = this.#track;
    this.#track = track;
    this.#adopt(track);
    this.events.emit("changed", track);
    before.stop();
  }

  #adopt(track: MediaStreamTrack): void {
    this.#ofTrack.abort();
    this.#ofTrack = new AbortController();
    const { signal } = this.#ofTrack;
    const { deviceId } = track.getSettings();
    const isChosen = this.#identity === this.#request || deviceId === this.#identity.deviceId;
    if (isChosen && deviceId) {
      const label = this.#request.label ?? (track.label || undefined);
      this.#identity = { ...this.#request, deviceId, label };
    }
    track.addEventListener("ended", () => void this.#reopen("the camera stopped"), { signal });
    track.addEventListener("mute", () => void this.#onMute(track, signal), { signal });
  }

  /** A short mute is the system's own doing; a long one is a picture that will not come back. */
  async #onMute(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
    await this.#sleep(MUTED_FAULT_MS);
    if (track.muted && !signal.aborted && !this.#fault) this.reportFault("muted");
  }
}
