import { type ReadonlySignal, signal } from "@preact/signals";
import { type ErrorCode, VisavisError } from "@visavis/protocol";

const RETRY_MS = 5000;
const METER_INTERVAL_MS = 80;

export type MicrophoneState =
  | { readonly state: "off" | "opening" | "on" }
  | { readonly state: "failed"; readonly code: ErrorCode };

/** This person's voice: opened once, kept through unplugging, muted without closing. */
export class Microphone {
  readonly #state = signal<MicrophoneState>({ state: "off" });
  readonly #track = signal<MediaStreamTrack | null>(null);
  readonly #level = signal(0);
  readonly #isMuted = signal(false);
  readonly #deviceId: () => string | null;
  #meter: { context: AudioContext; timer: number } | null = null;
  #retry = 0;

  constructor(deviceId: () => string | null) {
    this.#deviceId = deviceId;
  }

  get state(): ReadonlySignal<MicrophoneState> {
    return this.#state;
  }

  get track(): ReadonlySignal<MediaStreamTrack | null> {
    return this.#track;
  }

  /** 0 silent to 1, while the meter runs. */
  get level(): ReadonlySignal<number> {
    return this.#level;
  }

  get isMuted(): ReadonlySignal<boolean> {
    return this.#isMuted;
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted.value = isMuted;
    const track = this.#track.peek();
    if (track) track.enabled = !isMuted;
  }

  async open(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#track.peek() === null) this.#state.value = { state: "opening" };
    try {
      this.#take(await openTrack(this.#deviceId()));
      this.#state.value = { state: "on" };
    } catch (error) {
      const code = error instanceof VisavisError ? error.code : "microphone-missing";
      this.#state.value = { state: "failed", code };
      this.#retry = window.setTimeout(() => void this.open(), RETRY_MS);
    }
  }

  /** Shows the level; only before joining, since it costs a little all the time. */
  startMeter(): void {
    const track = this.#track.peek();
    if (!track || this.#meter) return;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = window.setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.#level.value = loudness(samples);
    }, METER_INTERVAL_MS);
    this.#meter = { context, timer };
  }

  stopMeter(): void {
    if (!this.#meter) return;
    clearInterval(this.#meter.timer);
    void this.#meter.context.close();
    this.#meter = null;
    this.#level.value = 0;
  }

  close(): void {
    clearTimeout(this.#retry);
    this.stopMeter();
    this.#track.peek()?.stop();
    this.#track.value = null;
    this.#state.value = { state: "off" };
  }

  #take(track: MediaStreamTrack): void {
    const hadMeter = this.#meter !== null;
    this.stopMeter();
    this.#track.peek()?.stop();
    track.enabled = !this.#isMuted.peek();
    track.addEventListener("ended", () => {
      if (this.#track.peek() === track) void this.open();
    });
    this.#track.value = track;
    if (hadMeter) this.startMeter();
  }
}

async function openTrack(deviceId: string | null): Promise<MediaStreamTrack> {
  const processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const audio = deviceId ? { ...processing, deviceId: { ideal: deviceId } } : processing;
  let track: MediaStreamTrack | undefined;
  try {
    [track] = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks();
  } catch (cause) {
    throw asVisavisError(cause);
  }
  if (!track) throw new VisavisError("microphone-missing", "no audio track");
  await cancelAllEcho(track);
  return track;
}

/**
 * Where the browser can, cancels everything this machine plays, not only what comes from a call:
 * a voice that is placed in the room goes through WebAudio, which the usual canceller does not hear.
 */
async function cancelAllEcho(track: MediaStreamTrack): Promise<void> {
  const kinds: unknown = track.getCapabilities?.().echoCancellation;
  if (!Array.isArray(kinds) || !kinds.includes("all")) return;
  const constraints: object = { echoCancellation: "all" };
  // A browser that lists the kind and then refuses it keeps the usual canceller.
  await track.applyConstraints(constraints).catch(() => undefined);
}

function asVisavisError(cause: unknown): VisavisError {
  const name = cause instanceof DOMException ? cause.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") {
    return new VisavisError("microphone-denied", "not allowed", { cause });
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return new VisavisError("microphone-busy", "not readable", { cause });
  }
  return new VisavisError("microphone-missing", name || "no microphone", { cause });
}

/** Root mean square on a scale where speech at arm's length fills about two thirds. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-9);
  return Math.max(0, Math.min(1, (decibels + 60) / 55));
}
