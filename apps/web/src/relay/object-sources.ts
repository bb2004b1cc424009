import type { ObjectKind } from "@visavis/protocol";
import type { PropSource } from "@visavis/stage";
import { fetchModel } from "../room-models.ts";
import type { RoomKey } from "../room-link.ts";

/** Where a shared object's form comes from. */
export interface ObjectSources {
  sourceOf(name: string, kind: ObjectKind): Promise<PropSource>;
}

/** Torch and scroll are made here; a model is fetched from the room's server, once. */
export class RoomSources implements ObjectSources {
  readonly #key: RoomKey;
  readonly #models = new Map<string, Promise<ArrayBuffer | null>>();

  constructor(key: RoomKey) {
    this.#key = key;
  }

  async sourceOf(name: string, kind: ObjectKind): Promise<PropSource> {
    if (kind !== "model") return { kind };
    const model = this.#models.get(name) ?? fetchModel(this.#key, name);
    this.#models.set(name, model);
    const glb = await model;
    // What cannot be had can still be passed: something stands in for it.
    return glb ? { kind, glb } : { kind: "scroll" };
  }
}
