import type { KeptPlate, PictureGrid, Plate } from "@visavis/matte";

/** A room that was only learnt, with what tells it from another. */
export interface LearntPlate {
  readonly plate: Plate;
  readonly grid: PictureGrid;
  /** 1 in cells of the grid where the room has never been seen. */
  readonly unknown: Uint8Array;
  /** When it was kept; its name is that of the others', so that the oldest is found. */
  readonly takenAtMs: number;
}

/** Where plates outlast a reload. */
export interface PlateStore {
  load(key: string): Promise<KeptPlate | null>;
  save(key: string, plate: KeptPlate): Promise<void>;
  loadLearnt(key: string): Promise<LearntPlate | null>;
  saveLearnt(key: string, plate: LearntPlate): Promise<void>;
  /** What was taken and what was learnt. */
  remove(key: string): Promise<void>;
}

const DATABASE = "visavis-plates";
const PLATES = "plates";
/** A few megabytes each: one for every camera and size this machine has used lately. */
const MOST_PLATES = 8;

/** Storage may be refused (private windows, a full disk): then a plate lasts as long as the page. */
export class IndexedDbPlateStore implements PlateStore {
  #database: Promise<IDBDatabase> | null = null;

  async load(key: string): Promise<KeptPlate | null> {
    const found = await this.#get(key);
    return isKeptPlate(found) ? found : null;
  }

  save(key: string, plate: KeptPlate): Promise<void> {
    return this.#put(key, plate);
  }

  async loadLearnt(key: string): Promise<LearntPlate | null> {
    const found = await this.#get(learntKey(key));
    return isLearntPlate(found) ? found : null;
  }

  saveLearnt(key: string, plate: LearntPlate): Promise<void> {
    return this.#put(learntKey(key), plate);
  }

  async remove(key: string): Promise<void> {
    try {
      const plates = await this.#plates("readwrite");
      await Promise.all([settled(plates.delete(key)), settled(plates.delete(learntKey(key)))]);
    } catch {
      // See above.
    }
  }

  async #get(key: string): Promise<unknown> {
    try {
      const plates = await this.#plates("readonly");
      return await settled(plates.get(key));
    } catch {
      return null;
    }
  }

  async #put(key: string, plate: KeptPlate | LearntPlate): Promise<void> {
    try {
      const plates = await this.#plates("readwrite");
      await settled(plates.put(plate, key));
      await this.#prune();
    } catch {
      // See above.
    }
  }

  async #prune(): Promise<void> {
    const plates = await this.#plates("readwrite");
    const keys = await settled(plates.getAllKeys());
    if (keys.length <= MOST_PLATES) return;
    const ages = await Promise.all(
      keys.map(async (key) => {
        const found: unknown = await settled(plates.get(key));
        const isOurs = isKeptPlate(found) || isLearntPlate(found);
        return { key, takenAtMs: isOurs ? found.takenAtMs : 0 };
      }),
    );
    const oldest = ages.toSorted((a, b) => a.takenAtMs - b.takenAtMs);
    for (const { key } of oldest.slice(0, keys.length - MOST_PLATES)) plates.delete(key);
  }

  async #plates(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.#database ??= openDatabase();
    return (await this.#database).transaction(PLATES, mode).objectStore(PLATES);
  }
}

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(PLATES));
  return settled(request);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("no storage")));
  });
}

function isKeptPlate(value: unknown): value is KeptPlate {
  if (typeof value !== "object" || value === null) return false;
  return "sums" in value && value.sums instanceof Uint16Array && "takenAtMs" in value;
}

function learntKey(key: string): string {
  return `${key} learnt`;
}

function isLearntPlate(value: unknown): value is LearntPlate {
  if (typeof value !== "object" || value === null) return false;
  return "plate" in value && "grid" in value && "unknown" in value && "takenAtMs" in value;
}
