import {
  type Backdrop,
  cellPixels,
  coveredCells,
  installPlate,
  type KeptPlate,
  type PictureGrid,
  pictureGrid,
  plateGrid,
  type PlateMatter,
  platePicture,
  PlateShot,
  type PlateSums,
  type Rotation,
  shareOfPerson,
  type ShotState,
} from "@visavis/matte";
import {
  type BackdropChoice,
  backdropOf,
  nextSteadiness,
  STEADY,
  type Steadiness,
} from "./backdrop-choice.ts";
import { KnownRoom } from "./known-room.ts";
import { LearntRoom } from "./learnt-room.ts";
import { type MatteFigures, matteFigures } from "./matte-figures.ts";
import { isSameSize, type PictureSize } from "./picture.ts";
import { plateChange } from "./plate-difference.ts";
import type { PlateStore } from "./plate-store.ts";
import { ReturnOfPlate } from "./return-of-plate.ts";
import type { CaptureNotice, PlateStatus } from "./worker-message.ts";

/** One frame that is matted and packed; `matter.input` is free to be written. */
export interface RoomFrame {
  readonly matter: PlateMatter;
  /** Rises whenever the matter has forgotten all it had learnt. */
  readonly generation: number;
  readonly alpha: Uint8Array;
  /** Of the alpha. */
  readonly picture: PictureSize;
  readonly rotation: Rotation;
  /** Of the camera's buffer. */
  readonly camera: PictureSize;
  readonly atMs: number;
}

interface Look {
  readonly grid: PictureGrid;
  readonly pixelsBefore: Uint8Array | null;
}

const LOOK_MS = 500;
/** The rest of the picture is what somebody hides who has not moved yet: his own outline. */
const WELL_KNOWN_SHARE = 0.97;

/**
 * Looks after the clean plate of one camera: takes it, keeps it through a reload, gives it back to the
 * matte once the room is seen to be the same, and says what happened when it is lost.
 */
export class PlateKeeper {
  readonly #store: PlateStore;
  readonly #notify: (notice: CaptureNotice) => void;
  readonly #room = new KnownRoom();
  readonly #learnt: LearntRoom;
  #return = new ReturnOfPlate();
  #steady: Steadiness = STEADY;
  #cameraId: string | null = null;
  #key: string | null = null;
  #kept: KeptPlate | null = null;
  #keptGrid: PictureGrid | null = null;
  #shot: PlateShot | null = null;
  #used: Backdrop["kind"] = "none";
  #isTakenInUse = false;
  #generation = -1;
  #losses = 0;
  #isLossUnexplained = false;
  #lookAtMs = 0;
  #pixelsBefore: Uint8Array | null = null;
  #look: Look | null = null;
  #figures: MatteFigures | null = null;

  constructor(store: PlateStore, notify: (notice: CaptureNotice) => void) {
    this.#store = store;
    this.#learnt = new LearntRoom(store);
    this.#notify = notify;
  }

  get isTaking(): boolean {
    return this.#shot !== null;
  }

  /** Of the last look; null while nobody is there. */
  get figures(): MatteFigures | null {
    return this.#figures;
  }

  /** Whether the room itself carries the outline, so that the net may rest now and then. */
  isRoomKnown(matter: PlateMatter): boolean {
    if (this.#used === "chroma") return true;
    return this.#used === "plate" && (this.#isTakenInUse || matter.plateShare > WELL_KNOWN_SHARE);
  }

  status(matter: PlateMatter | null): PlateStatus {
    const isInUse = this.#used === "plate" && matter !== null;
    return {
      source: isInUse ? (this.#isTakenInUse ? "taken" : "learnt") : "none",
      share: isInUse ? matter.plateShare : 0,
      takenAtMs: this.#kept?.takenAtMs ?? null,
    };
  }

  /** Another camera may stand elsewhere: its plates are its own. */
  setCamera(cameraId: string | null): void {
    this.#cameraId = cameraId;
  }

  take(isSurelyEmpty: boolean, atMs: number): void {
    this.#shot = new PlateShot(atMs, isSurelyEmpty);
  }

  /** Some times a second, also while no frames come: nobody waits for a plate for ever. */
  tick(atMs: number): void {
    if (this.#shot?.isOverdue(atMs)) this.#refuse("plate-failed");
  }

  forget(matter: PlateMatter | null): void {
    if (this.#key !== null) void this.#store.remove(this.#key);
    this.#setKept(null);
    this.#room.forget();
    this.#learnt.forget();
    this.#isTakenInUse = false;
    matter?.beginPlate();
  }

  /** What this frame is to be matted with. */
  backdropFor(choice: BackdropChoice, matter: PlateMatter, atMs: number): Backdrop {
    if (this.#shot) return { kind: "none" };
    const backdrop = backdropOf(choice, { steady: this.#steady, atMs });
    // A screen's matte trusts every cell; what lies in the plate then is not a room.
    if (this.#used === "chroma" && backdrop.kind !== "chroma") this.#startOver(matter);
    this.#used = backdrop.kind;
    return backdrop;
  }

  /** The camera's bytes, before the kernels change them. */
  read(i420: Uint8Array, camera: PictureSize, atMs: number): void {
    this.#look = null;
    this.#shot?.addPicture(i420, atMs);
    if (this.#shot) this.#look = { grid: pictureGrid(i420, camera), pixelsBefore: null };
    if (this.#shot || atMs < this.#lookAtMs) return;
    if (this.#pixelsBefore === null) {
      this.#pixelsBefore = cellPixels(i420, camera);
      return;
    }
    this.#look = { grid: pictureGrid(i420, camera), pixelsBefore: this.#pixelsBefore };
    this.#pixelsBefore = null;
    this.#lookAtMs = atMs + LOOK_MS;
  }

  matted(frame: RoomFrame): void {
    if (frame.generation !== this.#generation) this.#begin(frame);
    const look = this.#look;
    if (this.#shot) {
      if (look) this.#continueShot(this.#shot, frame, look.grid);
      return;
    }
    const { matter, atMs } = frame;
    if (this.#used === "plate" && matter.platesLost > this.#losses) this.#lose(frame);
    if (!look || !isOf(look.grid, frame.camera)) return;
    const covered = coveredCells(frame);
    if (this.#isLossUnexplained) this.#explainLoss(look.grid, covered);
    this.#room.see(look.grid, covered);
    this.#measure(frame, look, covered);
    if (this.#used !== "plate" || this.#isTakenInUse) return;
    if (this.#offerKept(matter, look.grid, covered, atMs)) return;
    const now = { matter, now: look.grid, covered, atMs };
    if (this.#learnt.look(now)) this.#losses = matter.platesLost;
    else this.#learnt.save(matter, this.#room, atMs);
  }

  /** Upright; for looking at. Its receiver closes it. */
  async picture(): Promise<ImageBitmap | null> {
    if (this.#kept && this.#isTakenInUse) return platePicture(this.#kept);
    const room = this.#room.picture();
    return room ? createImageBitmap(room) : null;
  }

  #begin({ matter, generation, camera, rotation, atMs }: RoomFrame): void {
    this.#generation = generation;
    this.#losses = matter.platesLost;
    this.#isTakenInUse = false;
    this.#return = new ReturnOfPlate();
    if (this.#shot) this.#refuse("plate-failed");
    const size = `${camera.widthPx}x${camera.heightPx}`;
    const key = this.#cameraId === null ? null : `${this.#cameraId} ${size} ${rotation}`;
    void this.#learnt.begin(key, atMs);
    const isSame = this.#kept !== null && isSameSize(this.#kept.camera, camera);
    if (key === this.#key && isSame && this.#kept?.rotation === rotation) return;
    this.#key = key;
    this.#setKept(null);
    this.#room.forget();
    if (key !== null) void this.#load(key);
  }

  async #load(key: string): Promise<void> {
    const plate = await this.#store.load(key);
    if (plate && key === this.#key && !this.#kept) this.#setKept(plate);
  }

  #setKept(plate: KeptPlate | null): void {
    this.#kept = plate;
    this.#keptGrid = plate && plateGrid(plate);
  }

  #startOver(matter: PlateMatter): void {
    matter.beginPlate();
    this.#isTakenInUse = false;
    this.#return = new ReturnOfPlate();
  }

  #continueShot(shot: PlateShot, frame: RoomFrame, grid: PictureGrid): void {
    const { atMs } = frame;
    const next: ShotState = shot.next({ grid, personShare: shareOfPerson(frame.alpha), atMs });
    switch (next.state) {
      case "taking":
        this.#notify({ type: "plate-progress", progress: next.progress });
        return;
      case "refused":
        this.#refuse(next.code);
        return;
      case "taken":
        this.#accept(next.plate, frame);
    }
  }

  #refuse(code: Extract<ShotState, { state: "refused" }>["code"]): void {
    this.#shot = null;
    this.#notify({ type: "plate-taken", refusal: code });
  }

  #accept(sums: PlateSums, { matter, camera, rotation, atMs }: RoomFrame): void {
    this.#shot = null;
    const takenAtMs = Math.round(performance.timeOrigin + atMs);
    const plate: KeptPlate = { ...sums, camera, rotation, takenAtMs };
    this.#setKept(plate);
    this.#room.forget();
    if (this.#key !== null) void this.#store.save(this.#key, plate);
    this.#return = new ReturnOfPlate();
    this.#steady = STEADY;
    this.#use(matter, plate, atMs);
    this.#notify({ type: "plate-taken", refusal: null });
  }

  #use(matter: PlateMatter, plate: KeptPlate, atMs: number): void {
    installPlate(matter, plate);
    this.#return.used(atMs);
    this.#isTakenInUse = true;
    this.#losses = matter.platesLost;
  }

  /** The kept plate is used once the room is seen to be its own; true when it is. */
  #offerKept(matter: PlateMatter, now: PictureGrid, covered: Uint8Array, atMs: number): boolean {
    if (!this.#kept || !this.#keptGrid) return false;
    const change = plateChange({ plate: this.#keptGrid, now, hidden: covered });
    const isDue = this.#return.isDue(change === null, atMs);
    if (isDue) this.#use(matter, this.#kept, atMs);
    return isDue;
  }

  #lose({ matter, atMs }: RoomFrame): void {
    this.#losses = matter.platesLost;
    this.#steady = nextSteadiness(this.#steady, atMs);
    this.#return.lost(atMs);
    this.#isLossUnexplained = true;
    this.#isTakenInUse = false;
    this.#lookAtMs = 0;
  }

  #explainLoss(now: PictureGrid, covered: Uint8Array): void {
    this.#isLossUnexplained = false;
    const plate = this.#keptGrid ?? this.#room.grid;
    const unknown = this.#keptGrid ? null : this.#room.unknown;
    const hidden = unknown ? covered.map((alpha, cell) => alpha | (unknown[cell] ?? 0)) : covered;
    const isComparable = plate !== null && plate.y.length === now.y.length;
    const change = isComparable ? plateChange({ plate, now, hidden }) : "unknown";
    this.#room.forget();
    // The room is the same after all: somebody stood close before the camera. The plate comes back.
    if (change === null && this.#keptGrid) return;
    const told = change === null || change === "unknown" ? "changed" : change;
    this.#notify({ type: "plate-lost", change: told });
  }

  #measure({ alpha, picture }: RoomFrame, { grid, pixelsBefore }: Look, covered: Uint8Array): void {
    if (!pixelsBefore || pixelsBefore.length !== covered.length) return;
    const plate = this.#isTakenInUse ? this.#keptGrid : null;
    this.#figures = matteFigures({ grid, pixelsBefore, covered, alpha, picture, plate });
  }
}

function isOf({ columns, rows }: PictureGrid, { widthPx, heightPx }: PictureSize): boolean {
  return columns === widthPx >> 3 && rows === heightPx >> 3;
}
