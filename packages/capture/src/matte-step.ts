import {
  type Backdrop,
  type Band,
  cameraMask,
  FrameReader,
  frameSize,
  isSameFormat,
  type PictureSize,
  rotatedSize,
  type MatteFrame,
  type Matter,
  type MatterFormat,
  type Rotation,
  sourceColour,
  uprightRotation,
} from "@visavis/matte";
import { sleepMs } from "./sleep.ts";
import type { CaptureSettings } from "./worker-message.ts";

const RETRY_WAITS_MS = [1000, 2000, 4000, 8000, 10_000];

/** One camera frame with its alpha; good until the next one. */
export interface MattedFrame {
  readonly matte: MatteFrame;
  /** What the kernels work on: upright, sides multiples of 8. */
  readonly picture: PictureSize;
  /** The whole upright picture of the camera. */
  readonly upright: PictureSize;
  /** Of the camera's buffer, before rotation. */
  readonly camera: PictureSize;
  readonly rotation: Rotation;
  /** Rises whenever the kernels have forgotten all they had learnt. */
  readonly generation: number;
  readonly readMs: number;
  /** The camera's luma as it came, for the watch on the picture. */
  readonly luma: Uint8Array;
}

export interface MatteOptions {
  readonly settings: CaptureSettings;
  readonly backdrop: Backdrop;
  readonly isNetDue: boolean;
  readonly band: Band;
  readonly isEdgeRedrawn: boolean;
  /** Told of the camera's bytes before the kernels change them in place. */
  readonly onRead: (i420: Uint8Array, camera: PictureSize) => void;
}

/** Owns the matter: opens it, sets it to the camera's size, and opens it anew after a failure. */
export class MatteStep {
  readonly #create: () => Promise<Matter>;
  readonly #reader = new FrameReader();
  readonly #onReady: () => void;
  readonly #onFailed: (error: unknown) => void;
  #matter: Matter | null = null;
  #format: Required<MatterFormat> | null = null;
  #generation = 0;
  #failures = 0;
  #isClosed = false;

  constructor(
    create: () => Promise<Matter>,
    { onReady, onFailed }: { onReady: () => void; onFailed: (error: unknown) => void },
  ) {
    this.#create = create;
    this.#onReady = onReady;
    this.#onFailed = onFailed;
    void this.#open();
  }

  /** Null while it is not loaded, or between a failure and the next try. */
  get matter(): Matter | null {
    return this.#matter;
  }

  /** Throws when the matte fails. Does not close the frame. */
  async matte(
    matter: Matter,
    frame: VideoFrame,
    { settings, backdrop, isNetDue, band, isEdgeRedrawn, onRead }: MatteOptions,
  ): Promise<MattedFrame> {
    const startedMs = performance.now();
    const size = frameSize(frame);
    const rotation = uprightRotation(frame, settings.rotation);
    const { people } = settings;
    this.#configure(matter, { ...size, ...sourceColour(frame), rotation, people });
    const { input } = matter;
    await this.#reader.read(frame, input);
    const readMs = performance.now() - startedMs;
    onRead(input, size);
    const luma = input.subarray(0, size.widthPx * size.heightPx);
    const mask = cameraMask(frame);
    const isDue = isNetDue || mask !== null;
    const matte = await matter.process({
      backdrop,
      isNetDue: isDue,
      band,
      isEdgeRedrawn,
      mask,
    });
    mask?.close();
    this.#failures = 0;
    const upright = rotatedSize(size, rotation);
    const { size: picture } = matter;
    const generation = this.#generation;
    return { matte, picture, upright, camera: size, rotation, generation, readMs, luma };
  }

  /** After a failure: away with it, and a new one after a while. */
  async reset(): Promise<void> {
    this.#drop();
    const waitMs = RETRY_WAITS_MS[Math.min(this.#failures++, RETRY_WAITS_MS.length - 1)];
    await sleepMs(waitMs ?? 0);
    await this.#open();
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #configure(matter: Matter, format: Required<MatterFormat>): void {
    if (this.#format && isSameFormat(this.#format, format)) return;
    matter.configure(format);
    this.#format = format;
    this.#generation++;
  }

  async #open(): Promise<void> {
    if (this.#isClosed) return;
    try {
      const matter = await this.#create();
      if (this.#isClosed) {
        matter[Symbol.dispose]();
        return;
      }
      this.#matter = matter;
      this.#onReady();
    } catch (error) {
      this.#onFailed(error);
      void this.reset();
    }
  }

  #drop(): void {
    try {
      this.#matter?.[Symbol.dispose]();
    } catch {
      // A net that trapped may refuse to be closed; its memory goes with the worker.
    }
    this.#matter = null;
    this.#format = null;
  }
}
