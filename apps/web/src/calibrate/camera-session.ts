import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Capture } from "@visavis/capture";
import { type CameraView, viewAtSize } from "@visavis/pane";
import { decodeFacts, type FactsMessage, type FrameFacts } from "@visavis/protocol";
import { Devices } from "../devices/devices.ts";
import { OwnCamera } from "../meeting/own-camera.ts";
import type { Parameters } from "../parameters.ts";
import type { SeenPerson } from "./measured-height.ts";

export interface UprightPicture {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The camera of this page and what its matte says of the person, frame by frame. */
export class CameraSession {
  readonly devices: Devices;
  readonly camera: OwnCamera;
  /** Degrees clockwise from the camera's picture to the upright one. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly #picture = signal<UprightPicture | null>(null);
  readonly #person = signal<SeenPerson | null>(null);
  #view: CameraView | null = null;

  constructor(parameters: Parameters) {
    this.rotation = parameters.values.rotate ?? 0;
    this.devices = new Devices(parameters);
    this.camera = new OwnCamera(() => this.devices.choice("videoinput"), {
      rotation: this.rotation,
    });
    effect(() => {
      const capture = this.camera.capture.value;
      return capture ? this.#listen(capture) : undefined;
    });
  }

  /** The upright picture's size; null before the first frame. */
  get picture(): ReadonlySignal<UprightPicture | null> {
    return this.#picture;
  }

  /** Null while nobody is seen. */
  get person(): ReadonlySignal<SeenPerson | null> {
    return this.#person;
  }

  async open(): Promise<void> {
    await this.camera.open();
    await this.devices.refresh();
  }

  async close(): Promise<void> {
    this.#picture.value = null;
    this.#person.value = null;
    await this.camera.close();
  }

  /** Measures with this lens from now on; null measures nothing but rows. */
  measureWith(view: CameraView | null): void {
    this.#view = view;
    this.#applyView();
  }

  #applyView(): void {
    const picture = this.#picture.peek();
    const view = this.#view && picture && viewAtSize(this.#view, picture.widthPx, picture.heightPx);
    this.camera.update({ view });
  }

  #listen(capture: Capture): () => void {
    const listening = new AbortController();
    const { facts } = capture;
    facts.addEventListener(
      "message",
      ({ data }: MessageEvent<FactsMessage>) => this.#take(decodeFacts(data.facts, Date.now())),
      listening,
    );
    facts.start();
    return () => listening.abort();
  }

  #take({ camera, person }: FrameFacts): void {
    const before = this.#picture.peek();
    if (before?.widthPx !== camera.width || before.heightPx !== camera.height) {
      this.#picture.value = { widthPx: camera.width, heightPx: camera.height };
      this.#applyView();
    }
    this.#person.value = person && {
      ...person,
      pictureHeightPx: camera.height,
      atMs: performance.now(),
    };
  }
}
