import type { KeptPlate } from "@visavis/matte";

/** Where plates outlast a reload. */
export interface PlateStore {
  load(key: string): Promise<KeptPlate | null>;
  save(key: string, plate: KeptPlate): Promise<void>;
  remove(key: string): Promise<void>;
}

const DATABASE = "visavis-plates";
const PLATES = "plates";
/** A few megabytes each: one for every camera and size this machine has used lately. */
const MOST_PLATES = 6;

/** Storage may be refused (private windows, a full disk): then a plate lasts as long as the page. */
export class IndexedDbPlateStore implements PlateStore {
  #database: Promise<IDBDatabase> | null = null;

  async load(key: string): Promise<KeptPlate | null> {
    try {
      const plates = await this.#plates("readonly");
      const found: unknown = await settled(plates.get(key));
      return isKeptPlate(found) ? found : null;
    } catch {
      return null;
    }
  }

  async save(key: string, plate: KeptPlate): Promise<void> {
    try {
      const plates = await this.#plates("readwrite");
      await settled(plates.put(plate, key));
      await this.#prune();
    } catch {
      // See above.
    }
  }

  async remove(key: string): Promise<void> {
    try {
      const plates = await this.#plates("readwrite");
      await settled(plates.delete(key));
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
        return { key, takenAtMs: isKeptPlate(found) ? found.takenAtMs : 0 };
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
