import type { KeptPlate } from "@visavis/matte";
import type { LearntPlate, PlateStore } from "../plate-store.ts";

/** For tests. */
export class MemoryPlateStore implements PlateStore {
  readonly plates = new Map<string, KeptPlate>();
  readonly learnt = new Map<string, LearntPlate>();

  load(key: string): Promise<KeptPlate | null> {
    return Promise.resolve(this.plates.get(key) ?? null);
  }

  save(key: string, plate: KeptPlate): Promise<void> {
    this.plates.set(key, plate);
    return Promise.resolve();
  }

  loadLearnt(key: string): Promise<LearntPlate | null> {
    return Promise.resolve(this.learnt.get(key) ?? null);
  }

  saveLearnt(key: string, plate: LearntPlate): Promise<void> {
    this.learnt.set(key, plate);
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    this.plates.delete(key);
    this.learnt.delete(key);
    return Promise.resolve();
  }
}
