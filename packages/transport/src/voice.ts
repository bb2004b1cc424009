import { Emitter } from "@visavis/protocol";

export interface VoiceOptions {
  /** 0 to 1. */
  readonly volume?: number;
  /** `deviceId` of an audio output; empty for the system's own choice. */
  readonly sinkId?: string;
}

export type VoiceEvents = {
  /** True while the browser waits for a touch or a key before it lets the voice be heard. */
  readonly blockedChanged: boolean;
};

const RETRY_MS = 1_000;
const GESTURES = ["pointerdown", "keydown"] as const;

/**
 * Plays a remote voice through a media element. That is on purpose: the browser's echo canceller
 * knows what elements play and not what Web Audio plays, so a voice put through Web Audio comes back
 * to its speaker; see docs/protocol.md, TR-12. Loudness may follow where the person stands by
 * `setVolume`.
 */
export class Voice implements Disposable {
  readonly events = new Emitter<VoiceEvents>();
  readonly #element: HTMLAudioElement;
  readonly #life = new AbortController();
  #isBlocked = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(track: MediaStreamTrack, { volume = 1, sinkId = "" }: VoiceOptions = {}) {
    this.#element = new Audio();
    this.#element.autoplay = true;
    this.#element.srcObject = new MediaStream([track]);
    this.setVolume(volume);
    for (const gesture of GESTURES) {
      addEventListener(gesture, () => this.#isBlocked && void this.#play(), {
        signal: this.#life.signal,
        capture: true,
      });
    }
    void this.setSinkId(sinkId);
    void this.#play();
  }

  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  get isPlaying(): boolean {
    return !this.#element.paused;
  }

  setVolume(volume: number): void {
    this.#element.volume = Math.max(0, Math.min(1, volume));
  }

  /** False when that output is not there or the browser cannot choose: the voice stays where it was. */
  async setSinkId(sinkId: string): Promise<boolean> {
    if (!("setSinkId" in this.#element)) return sinkId === "";
    if (this.#element.sinkId === sinkId) return true;
    try {
      await this.#element.setSinkId(sinkId);
      return true;
    } catch (error) {
      if (error instanceof DOMException) return false;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#life.abort();
    clearTimeout(this.#retry);
    this.#element.pause();
    this.#element.srcObject = null;
  }

  /** Tries until it plays: on every touch and key, and by itself, for a booth has neither. */
  async #play(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      await this.#element.play();
      this.#become(false);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (this.#life.signal.aborted) return;
      if (error.name === "NotAllowedError") this.#become(true);
      this.#retry = setTimeout(() => void this.#play(), RETRY_MS);
    }
  }

  #become(isBlocked: boolean): void {
    if (this.#life.signal.aborted || this.#isBlocked === isBlocked) return;
    this.#isBlocked = isBlocked;
    this.events.emit("blockedChanged", isBlocked);
  }
}

export function createVoice(track: MediaStreamTrack, options?: VoiceOptions): Voice {
  return new Voice(track, options);
}
