import { type PictureGrid, type PlateMatter } from "@visavis/matte";
import type { KnownRoom } from "./known-room.ts";
import { plateChange } from "./plate-difference.ts";
import type { LearntPlate, PlateStore } from "./plate-store.ts";
import { ReturnOfPlate } from "./return-of-plate.ts";

/** Less than this of the picture is learnt anew as fast as it is loaded. */
const LEAST_SHARE = 0.5;
const FIRST_SAVE_MS = 5000;
const SAVE_EVERY_MS = 30_000;

export interface RoomLook {
  readonly matter: PlateMatter;
  readonly now: PictureGrid;
  /** Not 0 where the picture shows a person. */
  readonly covered: Uint8Array;
  readonly atMs: number;
}

/**
 * Keeps what was learnt of the room through a reload, and gives it back once the room is seen to be the
 * same: somebody who sits still would never show again what is behind him.
 */
export class LearntRoom {
  readonly #store: PlateStore;
  #key: string | null = null;
  #kept: LearntPlate | null = null;
  #return = new ReturnOfPlate();
  #saveAtMs = Number.POSITIVE_INFINITY;

  constructor(store: PlateStore) {
    this.#store = store;
  }

  /** The matter has forgotten all; null for a camera that cannot be told from others. */
  async begin(key: string | null, atMs: number): Promise<void> {
    this.#key = key;
    this.#kept = null;
    this.#return = new ReturnOfPlate();
    this.#saveAtMs = atMs + FIRST_SAVE_MS;
    if (key === null) return;
    const kept = await this.#store.loadLearnt(key);
    if (key === this.#key) this.#kept = kept;
  }

  forget(): void {
    this.#kept = null;
  }

  /** While the matte works with what it learns; true when what was kept has just been given to it. */
  look({ matter, now, covered, atMs }: RoomLook): boolean {
    const kept = this.#kept;
    if (!kept || kept.grid.y.length !== now.y.length) return false;
    const hidden = covered.map((alpha, cell) => alpha | (kept.unknown[cell] ?? 0));
    const isSame = plateChange({ plate: kept.grid, now, hidden }) === null;
    if (!this.#return.isDue(isSame, atMs)) return false;
    this.#kept = null;
    try {
      matter.restorePlate(kept.plate);
      return true;
    } catch {
      // Of another version's kernels: it is learnt anew.
      return false;
    }
  }

  save(matter: PlateMatter, room: KnownRoom, atMs: number): void {
    const { grid } = room;
    if (atMs < this.#saveAtMs || this.#key === null || !grid) return;
    if (matter.plateShare < LEAST_SHARE) return;
    const plate = matter.keepPlate();
    if (!plate) return;
    this.#saveAtMs = atMs + SAVE_EVERY_MS;
    const takenAtMs = Math.round(performance.timeOrigin + atMs);
    void this.#store.saveLearnt(this.#key, { plate, grid, unknown: room.unknown, takenAtMs });
  }
}
