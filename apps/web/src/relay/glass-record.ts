import type { GlassFrame, GlassFrames, GlassReport } from "@visavis/protocol";

const MOST_CHANGES = 10_000;
const MOST_FRAMES = 20_000;

/** What this page's glass really showed of an object; for reports. */
export class GlassRecord {
  readonly #drawn: { readonly atMs: number; readonly isSolid: boolean }[] = [];
  readonly #frames: GlassFrame[] = [];
  #count = 0;
  #isSolid = false;

  get report(): GlassReport {
    const solid = this.#frames.filter(({ isSolid }) => isSolid);
    const solidFrames = solid.map(({ atMs }) => atMs);
    return { drawn: [...this.#drawn], solidFrames, frames: this.#count };
  }

  /** From the `from`th frame on, as far as they are still kept. */
  since(from: number): GlassFrames {
    const isNew = Math.min(this.#frames.length, Math.max(0, this.#count - from));
    return { count: this.#count, frames: isNew === 0 ? [] : this.#frames.slice(-isNew) };
  }

  frame(frame: GlassFrame): void {
    const { atMs, isSolid } = frame;
    this.#count += 1;
    push(this.#frames, frame, MOST_FRAMES);
    if (isSolid === this.#isSolid) return;
    this.#isSolid = isSolid;
    push(this.#drawn, { atMs, isSolid }, MOST_CHANGES);
  }
}

function push<Item>(list: Item[], item: Item, most: number): void {
  list.push(item);
  // In pieces, so that a full list is not moved at every frame.
  if (list.length > most * 1.25) list.splice(0, list.length - most);
}
