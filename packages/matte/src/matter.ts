import {
  type CropRectangle,
  type PackedLayout,
  PACKED_UNITS,
  VisavisError,
} from "@visavis/protocol";
import { compileKernels, createKernels, type KernelExports } from "./kernels.ts";
import type { Backdrop, Band, MatteFrame, People, PersonBox, Rotation } from "./matte-frame.ts";
import { MaskReader } from "./camera-mask.ts";
import { type Accelerator, createPersonNet, NET_SIDE, type PersonNet } from "./person-net.ts";
import { type Plate, readPlate, writePlate } from "./plate.ts";
import { PersonRegion, type Region, wholeFrame } from "./person-region.ts";

export interface MatteAssets {
  readonly kernelsUrl: string;
  /** Directory, ends with a slash. */
  readonly litertUrl: string;
  readonly modelUrl: string;
}

export interface MatterFormat {
  /** Of the camera's buffer, before rotation. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rotation?: Rotation;
  /** Of the camera's Y'CbCr; what comes out is BT.709 of limited range. */
  readonly matrix?: "bt601" | "bt709";
  readonly range?: "limited" | "full";
  readonly people?: People;
}

export interface ProcessOptions {
  readonly backdrop: Backdrop;
  /** False repeats what the net said last: the cheapest way to keep up. */
  readonly isNetDue: boolean;
  /** May change from frame to frame; `narrow` when left out. */
  readonly band?: Band;
  /** False draws the edge once: a fifth less work, for a machine without the time. */
  readonly isEdgeRedrawn?: boolean;
  /** The camera's own mask of this frame, which then takes the place of the net. */
  readonly mask?: ImageBitmap | null;
}

export interface PackOptions {
  /** In pixels of the upright frame. */
  readonly crop: CropRectangle;
  readonly layout: PackedLayout;
}

const LUMA_WEIGHTS = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;
const WHO = { one: 0, near: 1, all: 2 } as const;
/** The outermost pixels repeat their neighbours, and the edge is soft. */
const BORDER_PX = 4;
const LEAST_SIDE_PX = 64;
const MOST_SIDE_PX = 1920;
/** Weight of a new matte while nobody is there: what is left fades within a few frames. */
const FADE_SHARE = 0.6;

/** Turns camera frames into a person with true alpha. One for each camera. */
export class Matter {
  readonly #kernels: KernelExports;
  readonly #net: PersonNet;
  #format: Required<MatterFormat> | null = null;
  #region = new PersonRegion({ widthPx: 0, heightPx: 0 });
  #isPersonSeen = false;
  #mask: ImageBitmap | null = null;
  readonly #maskReader = new MaskReader();

  private constructor(kernels: KernelExports, net: PersonNet) {
    this.#kernels = kernels;
    this.#net = net;
  }

  static async create(assets: MatteAssets, accelerator: Accelerator = "wasm"): Promise<Matter> {
    const [kernels, net] = await Promise.all([
      compileKernels(assets.kernelsUrl),
      createPersonNet(assets, accelerator),
    ]);
    return Matter.assemble(kernels, net);
  }

  /** From parts that are there already; the net is then the matter's to close. */
  static async assemble(kernels: WebAssembly.Module, net: PersonNet): Promise<Matter> {
    return new Matter(await createKernels(kernels), net);
  }

  /** Forgets all that was learnt of another picture. */
  configure(format: MatterFormat): void {
    const { widthPx, heightPx, rotation = 0, people = "near" } = format;
    const { matrix = "bt709", range = "limited" } = format;
    const sides = [widthPx, heightPx];
    if (!sides.every((px) => Number.isInteger(px) && px >= LEAST_SIDE_PX && px <= MOST_SIDE_PX)) {
      throw new VisavisError("matte-failed", `no matte of ${widthPx} x ${heightPx}`);
    }
    const [kr, kb] = LUMA_WEIGHTS[matrix];
    this.#kernels.configure(widthPx, heightPx, rotation / 90, kr, kb, range === "full");
    this.#format = { widthPx, heightPx, rotation, matrix, range, people };
    this.#region = new PersonRegion(this.size);
    this.#isPersonSeen = false;
  }

  /** Of the upright frame: both sides multiples of 8, cut centrally from the camera's. */
  get size(): { readonly widthPx: number; readonly heightPx: number } {
    return { widthPx: this.#kernels.width(), heightPx: this.#kernels.height() };
  }

  /** Where the camera's I420 belongs, tightly packed: the target of `VideoFrame.copyTo`. */
  get input(): Uint8Array<ArrayBuffer> {
    const { widthPx, heightPx } = this.#ready();
    const chroma = Math.ceil(widthPx / 2) * Math.ceil(heightPx / 2);
    return this.#view(this.#kernels.inputPointer(), widthPx * heightPx + 2 * chroma);
  }

  async process(options: ProcessOptions): Promise<MatteFrame> {
    const { backdrop, isNetDue, band = "narrow", isEdgeRedrawn = true, mask = null } = options;
    this.#ready();
    this.#mask = mask;
    const startedMs = performance.now();
    this.#kernels.takeFrame();
    const takenMs = performance.now();
    if (isNetDue) await this.#look();
    const seenMs = performance.now();
    this.#kernels.setBand(band === "hair");
    this.#kernels.setEdge(isEdgeRedrawn);
    this.#matte(backdrop);
    const matteMs = performance.now() - seenMs + takenMs - startedMs;
    return this.#frame(isNetDue ? seenMs - takenMs : 0, matteMs);
  }

  /** Forgets the plate; the frames added next are the empty room. */
  beginPlate(): void {
    this.#ready();
    this.#kernels.beginPlate();
  }

  /** The frame in `input` shows the empty room. */
  addToPlate(): void {
    this.#ready();
    this.#kernels.takeFrame();
    this.#kernels.addFrameToPlate();
  }

  finishPlate(): void {
    this.#kernels.finishPlate();
  }

  /** What is known of the empty room now, as data that can be kept; null while nothing is. */
  keepPlate(): Plate | null {
    return this.plateShare > 0 ? readPlate(this.#kernels) : null;
  }

  /**
   * Goes on with what was kept, of the same camera in the same place.
   *
   * @throws VisavisError plate-failed when it is of another size
   */
  restorePlate(plate: Plate): void {
    this.#ready();
    writePlate(this.#kernels, plate);
  }

  /** Share of the picture whose empty room is known, 0 to 1. */
  get plateShare(): number {
    return this.#format ? this.#kernels.shareOfPlate() : 0;
  }

  /** How often the plate was given up since the start: the camera was moved, or the room changed. */
  get platesLost(): number {
    return this.#kernels.lostPlates();
  }

  /** The last frame's crop as a packed picture; a view, good until the next call. */
  pack({ crop, layout }: PackOptions): Uint8Array<ArrayBuffer> {
    this.#ready();
    const { widthPx, heightPx } = layout;
    const bytes = (widthPx * heightPx * 3) / 2;
    if (bytes > this.#kernels.packedCapacity() || !(crop.width > 0) || !(crop.height > 0)) {
      throw new VisavisError("matte-failed", `no packing into ${widthPx} x ${heightPx}`);
    }
    const unit = heightPx / PACKED_UNITS;
    this.#kernels.pack(crop.x, crop.y, crop.width, crop.height, widthPx, unit);
    return this.#view(this.#kernels.packedPointer(), bytes);
  }

  [Symbol.dispose](): void {
    this.#net.close();
    this.#format = null;
  }

  #ready(): Required<MatterFormat> {
    if (!this.#format) throw new VisavisError("matte-failed", "not configured");
    return this.#format;
  }

  #matte(backdrop: Backdrop): void {
    const leastShare = this.#isPersonSeen ? 0 : FADE_SHARE;
    switch (backdrop.kind) {
      case "none":
        return this.#kernels.matteWithNet(leastShare);
      case "plate":
        return this.#kernels.matteWithPlate(leastShare);
      case "chroma":
        return this.#kernels.matteWithScreen(leastShare, backdrop.screen === "blue");
    }
  }

  async #look(): Promise<void> {
    if (this.#region.isCheckDue()) {
      const whole = wholeFrame(this.size);
      const person = await this.#see(whole);
      if (person && this.#region.isFollowing(person)) return;
      this.#region.lose();
      this.#accept(whole, person);
      return;
    }
    const isSearching = !this.#region.isTracking;
    this.#accept(this.#region.region, await this.#see(this.#region.region));
    // Found in the whole frame: look again from near, so that the first picture is a good one.
    if (isSearching && this.#region.isTracking) {
      this.#accept(this.#region.region, await this.#see(this.#region.region));
    }
  }

  /** Runs the net over a region; tells where in the frame the person is. */
  async #see(region: Region): Promise<Region | null> {
    const kernels = this.#kernels;
    const { left, top, right, bottom } = region;
    const mask = this.#mask ? this.#readMask(this.#mask, region) : await this.#askNet(region);
    this.#floats(kernels.netMaskPointer(), NET_SIDE ** 2).set(mask);
    const who = WHO[this.#ready().people];
    if (kernels.choosePerson(who, left, top, right, bottom) === 0) return null;
    const scaleX = (right - left) / NET_SIDE;
    const scaleY = (bottom - top) / NET_SIDE;
    return {
      left: left + kernels.maskLeft() * scaleX,
      top: top + kernels.maskTop() * scaleY,
      right: left + kernels.maskRight() * scaleX,
      bottom: top + kernels.maskBottom() * scaleY,
    };
  }

  async #askNet({ left, top, right, bottom }: Region): Promise<Float32Array> {
    this.#kernels.readForNet(left, top, right, bottom);
    const input = this.#floats(this.#kernels.netInputPointer(), NET_SIDE ** 2 * 3);
    return this.#net.run(input);
  }

  #readMask(mask: ImageBitmap, region: Region): Float32Array {
    const camera = this.#ready();
    const { rotation } = camera;
    return this.#maskReader.read({ mask, camera, rotation, picture: this.size }, region);
  }

  /** The mask that was just chosen becomes the frame's. */
  #accept({ left, top, right, bottom }: Region, person: Region | null): void {
    this.#kernels.spreadMask(left, top, right, bottom);
    this.#isPersonSeen = person !== null;
    if (person) this.#region.follow(person);
    else this.#region.lose();
  }

  #frame(netMs: number, matteMs: number): MatteFrame {
    const kernels = this.#kernels;
    const { widthPx, heightPx } = this.size;
    const box = personBox(kernels);
    const touches = {
      top: box !== null && box.top < BORDER_PX,
      bottom: box !== null && box.bottom > heightPx - BORDER_PX,
      left: box !== null && box.left < BORDER_PX,
      right: box !== null && box.right > widthPx - BORDER_PX,
    };
    const pixels = widthPx * heightPx;
    const alpha = this.#view(kernels.alphaPointer(), pixels);
    const colour = this.#view(kernels.colourPointer(), (pixels * 3) / 2);
    return { widthPx, heightPx, alpha, colour, box, touches, netMs, matteMs };
  }

  #view(start: number, bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#kernels.memory.buffer, start, bytes);
  }

  #floats(start: number, count: number): Float32Array {
    return new Float32Array(this.#kernels.memory.buffer, start, count);
  }
}

function personBox(kernels: KernelExports): PersonBox | null {
  const right = kernels.boxRight();
  if (right === 0) return null;
  return {
    left: kernels.boxLeft(),
    top: kernels.boxTop(),
    right,
    bottom: kernels.boxBottom(),
  };
}
