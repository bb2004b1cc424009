import { VisavisError } from "@visavis/protocol";
import { installPlate, type KeptPlate, type PlateMatter } from "./kept-plate.ts";
import type { Backdrop, MatteFrame, Rotation } from "./matte-frame.ts";
import { type PictureGrid, pictureGrid } from "./picture-grid.ts";
import { isSameSize, type PictureSize } from "./picture-size.ts";
import { PlateShot, shareOfPerson, type ShotState } from "./plate-shot.ts";

/** What is known of the empty room. */
export interface PlateState {
  /** What the matte works with now. */
  readonly source: "none" | "learnt" | "taken";
  /** Of the picture, whose room is known: 0 to 1. */
  readonly share: number;
}

export interface PlateListener {
  readonly onState: (state: PlateState) => void;
  readonly onProgress: (progress: number) => void;
  readonly onLost: () => void;
}

/** The camera's buffer, before rotation. */
export interface RawPicture {
  readonly camera: PictureSize;
  readonly rotation: Rotation;
  readonly atMs: number;
}

/** Smaller steps of the known share are not worth an event. */
const SHARE_STEP = 0.02;

/** Takes the empty room out of the frames that flow, and tells what is known of it. */
export class PlateTaker {
  readonly #matter: PlateMatter;
  readonly #listener: PlateListener;
  #shot: {
    readonly taker: PromiseWithResolvers<KeptPlate>;
    readonly isSurelyEmpty: boolean;
  } | null = null;
  #running: PlateShot | null = null;
  #grid: PictureGrid | null = null;
  #raw: RawPicture | null = null;
  /** To be used as soon as a picture of its size is there. */
  #waiting: KeptPlate | null = null;
  #isTaken = false;
  #losses = 0;
  #used: Backdrop["kind"] = "none";
  #state: PlateState = { source: "none", share: 0 };

  constructor(matter: PlateMatter, listener: PlateListener) {
    this.#matter = matter;
    this.#listener = listener;
  }

  get state(): PlateState {
    return this.#state;
  }

  take(isSurelyEmpty: boolean): Promise<KeptPlate> {
    this.#shot ??= { taker: Promise.withResolvers<KeptPlate>(), isSurelyEmpty };
    return this.#shot.taker.promise;
  }

  use(plate: KeptPlate): void {
    this.#waiting = plate;
  }

  forget(): void {
    this.#waiting = null;
    this.#isTaken = false;
    if (this.#raw) this.#matter.beginPlate();
  }

  close(): void {
    this.#refuse("plate-failed");
  }

  /** The matter works on another picture and has forgotten all. */
  begin(): void {
    this.#isTaken = false;
    this.#losses = this.#matter.platesLost;
    if (this.#running) this.#refuse("plate-failed");
  }

  backdropFor(backdrop: Backdrop): Backdrop {
    // A screen's matte trusts every cell; what lies in the plate then is no room.
    if (this.#used === "chroma" && backdrop.kind !== "chroma") this.forget();
    this.#used = backdrop.kind;
    return this.#running ? { kind: "none" } : backdrop;
  }

  /** The camera's bytes, before the kernels change them. */
  read(i420: Uint8Array, raw: RawPicture): void {
    this.#raw = raw;
    if (this.#shot) this.#running ??= new PlateShot(raw.atMs, this.#shot.isSurelyEmpty);
    this.#running?.addPicture(i420, raw.atMs);
    this.#grid = this.#running && pictureGrid(i420, raw.camera);
  }

  matted({ alpha }: MatteFrame, atMs: number): void {
    if (this.#running && this.#grid) {
      const share = shareOfPerson(alpha);
      this.#follow(this.#running.next({ grid: this.#grid, personShare: share, atMs }));
    }
    if (this.#used === "plate" && this.#matter.platesLost > this.#losses) this.#lose();
    this.#useWaiting();
    this.#tell();
  }

  #follow(next: ShotState): void {
    switch (next.state) {
      case "taking":
        this.#listener.onProgress(next.progress);
        return;
      case "refused":
        this.#refuse(next.code);
        return;
      case "taken": {
        const raw = this.#raw;
        if (!raw) return;
        const takenAtMs = Math.round(performance.timeOrigin + performance.now());
        const plate = { ...next.plate, camera: raw.camera, rotation: raw.rotation, takenAtMs };
        this.#waiting = plate;
        this.#shot?.taker.resolve(plate);
        this.#endShot();
      }
    }
  }

  #refuse(code: Extract<ShotState, { state: "refused" }>["code"]): void {
    this.#shot?.taker.reject(new VisavisError(code, "the empty room was not taken"));
    this.#endShot();
  }

  #endShot(): void {
    this.#shot = null;
    this.#running = null;
    this.#grid = null;
  }

  #useWaiting(): void {
    const plate = this.#waiting;
    const raw = this.#raw;
    if (!plate || !raw || this.#running) return;
    if (!isSameSize(plate.camera, raw.camera) || plate.rotation !== raw.rotation) return;
    this.#waiting = null;
    // Writes over the camera's bytes: the frame is done with them.
    installPlate(this.#matter, plate);
    this.#losses = this.#matter.platesLost;
    this.#isTaken = true;
  }

  #lose(): void {
    this.#losses = this.#matter.platesLost;
    this.#isTaken = false;
    this.#listener.onLost();
  }

  #tell(): void {
    const isUsed = this.#used === "plate";
    const learnt = this.#isTaken ? "taken" : "learnt";
    const now: PlateState = {
      source: isUsed ? learnt : "none",
      share: isUsed ? this.#matter.plateShare : 0,
    };
    const before = this.#state;
    const isStep = Math.abs(now.share - before.share) >= SHARE_STEP;
    if (now.source === before.source && !isStep) return;
    this.#state = now;
    this.#listener.onState(now);
  }
}
