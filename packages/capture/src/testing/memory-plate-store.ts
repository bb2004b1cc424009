import type { KeptPlate } from "@visavis/matte";
import type { PlateStore } from "../plate-store.ts";

/** For tests. */
export class MemoryPlateStore implements PlateStore {
  readonly plates = new Map<string, KeptPlate>();

  load(key: string): Promise<KeptPlate | null> {
    return Promise.resolve(this.plates.get(key) ?? null);
  }

  save(key: string, plate: KeptPlate): Promise<void> {
    this.plates.set(key, plate);
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    this.plates.delete(key);
    return Promise.resolve();
  }
}
