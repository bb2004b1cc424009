import { type ReadonlySignal, signal } from "@preact/signals";
import { type DeviceChoice, openMicrophone } from "@visavis/capture";
import { type ErrorCode, isVisavisError } from "@visavis/protocol";

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
  readonly #choice: () => DeviceChoice;
  #meter: { context: AudioContext; timer: number } | null = null;
  #retry = 0;

  constructor(choice: () => DeviceChoice) {
    this.#choice = choice;
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
      this.#take(await openMicrophone(this.#choice()));
      this.#state.value = { state: "on" };
    } catch (error) {
      const code = isVisavisError(error) ? error.code : "microphone-missing";
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

/** Root mean square on a scale where speech at arm's length fills about two thirds. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-9);
  return Math.max(0, Math.min(1, (decibels + 60) / 55));
}
