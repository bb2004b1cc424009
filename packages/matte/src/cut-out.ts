import { Emitter, isVisavisError, VisavisError } from "@visavis/protocol";
import { type AlphaFormat, AlphaPicture } from "./alpha-picture.ts";
import { cameraMask } from "./camera-mask.ts";
import { FrameReader, frameSize, sourceColour, uprightRotation } from "./frame-reader.ts";
import { type FramesIn, type OpenFrames, readableOf } from "./frames-in.ts";
import type { Backdrop, Band, MatteFrame, People, Rotation } from "./matte-frame.ts";
import { type MatteAssets, Matter, type MatterFormat } from "./matter.ts";
import { isSameFormat } from "./matter-format.ts";
import type { Plate } from "./plate.ts";
import type { Accelerator } from "./person-net.ts";
import { type PlateState, PlateTaker } from "./plate-taker.ts";

/** What may change while frames flow. */
export interface CutOutSettings {
  readonly backdrop: Backdrop;
  readonly people: People;
  readonly band: Band;
  /** Clockwise, from the camera's picture to the upright one; what frames say of themselves is added. */
  readonly rotation: Rotation;
}

export interface CutOutOptions extends Partial<CutOutSettings> {
  readonly assets: MatteAssets;
  readonly format?: AlphaFormat;
  readonly accelerator?: Accelerator;
  /** What was kept earlier of the empty room, of the same camera in the same place. */
  readonly plate?: Plate;
}

export type CutOutEvents = {
  /** Somebody has come into the picture, or nobody is there any more. */
  readonly person: { readonly isPresent: boolean };
  /** What is known of the empty room has changed. */
  readonly plate: PlateState;
  /** Share of the work of taking the plate that is done, 0 to 1. */
  readonly plateProgress: number;
  /** The room no longer looks like its plate; it is learnt again. */
  readonly plateLost: null;
  /** A frame could not be matted: the last person fades. Said once, until frames are well again. */
  readonly failed: VisavisError;
  readonly recovered: null;
};

const DEFAULTS: CutOutSettings = {
  backdrop: { kind: "none" },
  people: "near",
  band: "narrow",
  rotation: 0,
};
const FADE_MS = 600;

/**
 * Cuts a person out of every frame of a camera. Loads net and kernels first, so that the first frame
 * comes out with its alpha.
 *
 * @param source a camera's track, of which a clone is used, or frames, which are taken over
 * @throws VisavisError matte-failed when something does not load; browser-unsupported when a track
 *   cannot be read here
 */
export async function cutOut(source: FramesIn, options: CutOutOptions): Promise<CutOut> {
  const frames = readableOf(source);
  try {
    const matter = await Matter.create(options.assets, options.accelerator ?? "auto");
    return new CutOut(frames, matter, options);
  } catch (error) {
    frames.stop();
    throw error;
  }
}

type Settings = Omit<CutOutOptions, "assets" | "accelerator">;

/** A person with true alpha, frame by frame. */
export class CutOut implements AsyncDisposable {
  /** One for each frame that comes in, with its timestamp. Whoever reads them closes them. */
  readonly frames: ReadableStream<VideoFrame>;
  readonly #events = new Emitter<CutOutEvents>();
  readonly #source: ReadableStreamDefaultReader<VideoFrame>;
  readonly #stop: () => void;
  readonly #matter: Matter;
  readonly #reader = new FrameReader();
  readonly #picture: AlphaPicture;
  readonly #plates: PlateTaker;
  #settings: CutOutSettings;
  #format: Required<MatterFormat> | null = null;
  #isPresent = false;
  #failedAtMs: number | null = null;
  #isClosed = false;

  constructor(
    { readable, stop }: OpenFrames,
    matter: Matter,
    { format = "I420A", plate, ...settings }: Settings,
  ) {
    this.#source = readable.getReader();
    this.#stop = stop;
    this.#matter = matter;
    this.#picture = new AlphaPicture(format);
    this.#settings = { ...DEFAULTS, ...settings };
    this.#plates = new PlateTaker(matter, {
      onState: (state) => this.#events.emit("plate", state),
      onProgress: (progress) => this.#events.emit("plateProgress", progress),
      onLost: () => this.#events.emit("plateLost", null),
    });
    if (plate) this.#plates.use(plate);
    // Nothing in store: a frame is worked on when somebody waits for it, and never grows old here.
    const sink = { pull: this.#pull.bind(this), cancel: () => this.#close() };
    this.frames = new ReadableStream<VideoFrame>(sink, { highWaterMark: 0 });
  }

  get events(): Pick<Emitter<CutOutEvents>, "on"> {
    return this.#events;
  }

  get plateState(): PlateState {
    return this.#plates.state;
  }

  update(settings: Partial<CutOutSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /**
   * Takes the empty room while frames flow, about two seconds, and uses it from then on. It can be kept
   * (it is plain data, at home in IndexedDB) and given to `usePlate` another day.
   *
   * @throws VisavisError plate-not-empty, plate-moving or plate-failed; what was known then stays
   */
  takePlate({ isSurelyEmpty = false } = {}): Promise<Plate> {
    return this.#plates.take(isSurelyEmpty);
  }

  /** Of the same camera in the same place; a plate of another size is passed over. */
  usePlate(plate: Plate): void {
    this.#plates.use(plate);
  }

  /** What is known of the empty room now, also what was only learnt; null while nothing is. */
  keepPlate(): Plate | null {
    return this.#format && this.#matter.keepPlate();
  }

  forgetPlate(): void {
    this.#plates.forget();
  }

  /** Ends `frames`, closes what is on its way, and lets the camera's clone go. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #pull(controller: ReadableStreamDefaultController<VideoFrame>): Promise<void> {
    const { value: frame, done } = await this.#source.read();
    if (done || this.#isClosed) {
      frame?.close();
      await this.#close();
      controller.close();
      return;
    }
    try {
      const matted = await this.#frameOf(frame);
      if (this.#isClosed) matted.close();
      else controller.enqueue(matted);
    } finally {
      frame.close();
    }
  }

  async #frameOf(frame: VideoFrame): Promise<VideoFrame> {
    const atMs = frame.timestamp / 1000;
    try {
      const matte = await this.#matte(frame, atMs);
      this.#picture.draw(this.#matter, matte);
      this.#plates.matted(matte, atMs);
      this.#notice(matte);
    } catch (error) {
      this.#fade(error, atMs);
      if (this.#picture.isEmpty) return emptyFrame(frame);
    }
    return this.#picture.toFrame(frame.timestamp, frame.duration);
  }

  async #matte(frame: VideoFrame, atMs: number): Promise<MatteFrame> {
    const { people, rotation, band, backdrop } = this.#settings;
    const size = frameSize(frame);
    const turn = uprightRotation(frame, rotation);
    this.#configure({ ...size, ...sourceColour(frame), rotation: turn, people });
    const { input } = this.#matter;
    await this.#reader.read(frame, input);
    this.#plates.read(input, { camera: size, rotation: turn, atMs });
    const mask = cameraMask(frame);
    try {
      const used = this.#plates.backdropFor(backdrop);
      return await this.#matter.process({ backdrop: used, isNetDue: true, band, mask });
    } finally {
      mask?.close();
    }
  }

  #configure(format: Required<MatterFormat>): void {
    if (this.#format && isSameFormat(this.#format, format)) return;
    this.#format = null;
    this.#matter.configure(format);
    this.#format = format;
    this.#plates.begin();
  }

  #notice({ box }: MatteFrame): void {
    const isPresent = box !== null;
    if (isPresent !== this.#isPresent) this.#events.emit("person", { isPresent });
    this.#isPresent = isPresent;
    if (this.#failedAtMs !== null) this.#events.emit("recovered", null);
    this.#failedAtMs = null;
  }

  #fade(cause: unknown, atMs: number): void {
    if (this.#failedAtMs === null) this.#events.emit("failed", failureOf(cause));
    this.#failedAtMs ??= atMs;
    if (!this.#picture.isEmpty) this.#picture.fade(shareAfter(atMs - this.#failedAtMs));
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.#plates.close();
    this.#matter[Symbol.dispose]();
    // A read that waits for a camera which gives nothing any more.
    await this.#source.cancel().catch(() => {});
  }
}

function shareAfter(ms: number): number {
  return Math.min(1, Math.max(0, 1 - ms / FADE_MS));
}

function failureOf(cause: unknown): VisavisError {
  if (isVisavisError(cause)) return cause;
  return new VisavisError("matte-failed", String(cause), { cause });
}

/** Nothing to be seen, as small as can be: the room is never shown in place of a person. */
function emptyFrame({ timestamp }: VideoFrame): VideoFrame {
  return new VideoFrame(new Uint8Array(2 * 2 * 4), {
    format: "RGBA",
    codedWidth: 2,
    codedHeight: 2,
    timestamp,
  });
}
