import { VisavisError } from "@visavis/protocol";
import { installPlate } from "./kept-plate.ts";
import type { Backdrop, MatteFrame, Rotation } from "./matte-frame.ts";
import { type PictureGrid, pictureGrid } from "./picture-grid.ts";
import type { Matter } from "./matter.ts";
import { isSameSize, type PictureSize } from "./picture-size.ts";
import type { Plate } from "./plate.ts";
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
  readonly #matter: Matter;
  readonly #listener: PlateListener;
  #shot: {
    readonly taker: PromiseWithResolvers<Plate>;
    readonly isSurelyEmpty: boolean;
  } | null = null;
  #running: PlateShot | null = null;
  #grid: PictureGrid | null = null;
  #raw: RawPicture | null = null;
  /** To be used as soon as a picture of its size is there. */
  #waiting: Plate | null = null;
  #isTaken = false;
  #losses = 0;
  #used: Backdrop["kind"] = "none";
  #state: PlateState = { source: "none", share: 0 };

  constructor(matter: Matter, listener: PlateListener) {
    this.#matter = matter;
    this.#listener = listener;
  }

  get state(): PlateState {
    return this.#state;
  }

  take(isSurelyEmpty: boolean): Promise<Plate> {
    this.#shot ??= { taker: Promise.withResolvers<Plate>(), isSurelyEmpty };
    return this.#shot.taker.promise;
  }

  use(plate: Plate): void {
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
        if (!this.#raw) return;
        // Writes over the camera's bytes: the frame is done with them.
        installPlate(this.#matter, { ...next.plate, ...this.#raw, takenAtMs: 0 });
        this.#trust();
        const plate = this.#matter.keepPlate();
        if (plate) this.#shot?.taker.resolve(plate);
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
    if (!plate || this.#running || !isSameSize(plate, this.#matter.size)) return;
    this.#waiting = null;
    this.#matter.restorePlate(plate);
    this.#trust();
  }

  #trust(): void {
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
