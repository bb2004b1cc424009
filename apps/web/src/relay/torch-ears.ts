import { type ReadonlySignal, signal } from "@preact/signals";
import type { Vector3 } from "@visavis/pane";
import { type PropState, type TorchCue, TorchSound } from "@visavis/stage";
import { remember, remembered } from "../memory.ts";

export interface TorchEarsOptions {
  /** As the link says it; null: as this browser was told last, or by default. */
  readonly isWanted: boolean | null;
  readonly isOnByDefault: boolean;
  /** Where the viewer's head is, in the pane frame. */
  readonly eye: () => Vector3;
  /** Empty for the browser's own choice. */
  readonly speakerId: () => string;
}

const GESTURES = ["pointerdown", "keydown"] as const;
const MEMORY = "sound";

/** What is heard of the torches. Silent until somebody has touched the page, and whenever it is muted. */
export class TorchEars implements Disposable {
  readonly #options: TorchEarsOptions;
  readonly #isOn;
  readonly #listening = new AbortController();
  readonly #fires: TorchSound[] = [];
  #context: AudioContext | null = null;
  #speaker: HTMLAudioElement | null = null;
  #out: MediaStreamAudioDestinationNode | null = null;
  #last: PropState | null = null;

  constructor(options: TorchEarsOptions) {
    this.#options = options;
    const kept = remembered(MEMORY);
    const byMemory = kept === null ? options.isOnByDefault : kept === "on";
    this.#isOn = signal(options.isWanted ?? byMemory);
    for (const name of GESTURES) {
      addEventListener(name, () => this.#wake(), { signal: this.#listening.signal, capture: true });
    }
  }

  get isOn(): ReadonlySignal<boolean> {
    return this.#isOn;
  }

  setOn(isOn: boolean): void {
    this.#isOn.value = isOn;
    remember(MEMORY, isOn ? "on" : "off");
    if (isOn) this.#wake();
    else void this.#context?.suspend().catch(() => undefined);
  }

  /** Every frame: what is there, and how it burns. */
  update(props: readonly PropState[]): void {
    const context = this.#context;
    if (!context || !this.#isOn.peek()) return;
    const eye = this.#options.eye();
    props.forEach((prop, i) => {
      const { flame, position } = prop;
      if (!position) return;
      if (flame > 0) this.#last = prop;
      // Made when something first burns.
      if (flame > 0 || this.#fires[i]) this.#fire(context, i).update({ eye, flame, position });
    });
    for (const fire of this.#fires.slice(props.length)) {
      fire.update({ eye, flame: 0, position: this.#last?.position ?? [0, 1, 0] });
    }
  }

  play(cue: TorchCue): void {
    if (this.#context && this.#isOn.peek()) this.#fire(this.#context, 0).play(cue);
  }

  [Symbol.dispose](): void {
    this.#listening.abort();
    for (const fire of this.#fires.splice(0)) fire.dispose();
    if (this.#speaker) this.#speaker.srcObject = null;
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }

  #fire(context: AudioContext, index: number): TorchSound {
    const known = this.#fires[index];
    if (known) return known;
    const made = new TorchSound(context, this.#out ? { destination: this.#out } : {});
    this.#fires[index] = made;
    return made;
  }

  /** Only in answer to a gesture: browsers keep a context silent until then. */
  #wake(): void {
    if (!this.#isOn.peek() || this.#listening.signal.aborted) return;
    if (!this.#context) {
      this.#context = new AudioContext({ latencyHint: "balanced" });
      // By way of an element: the browser takes out of the microphone what elements play.
      this.#out = new MediaStreamAudioDestinationNode(this.#context);
      this.#speaker = new Audio();
      this.#speaker.srcObject = this.#out.stream;
      const speakerId = this.#options.speakerId();
      if (speakerId) void this.#speaker.setSinkId?.(speakerId).catch(() => undefined);
    }
    // Refused where the gesture was none; the next one is taken.
    void this.#context.resume().catch(() => undefined);
    void this.#speaker?.play().catch(() => undefined);
  }
}
