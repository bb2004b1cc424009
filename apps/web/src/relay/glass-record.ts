/** What this page's glass really showed of an object, on the wall clock; for reports. */
export interface GlassReport {
  /** The first frame of each look. */
  readonly drawn: readonly { readonly atMs: number; readonly isSolid: boolean }[];
  /** When each of the last frames with a solid object was drawn. */
  readonly solidFrames: readonly number[];
  readonly frames: number;
}

const MOST_CHANGES = 10_000;
const MOST_FRAMES = 20_000;

export class GlassRecord {
  readonly #drawn: { readonly atMs: number; readonly isSolid: boolean }[] = [];
  readonly #solidFrames: number[] = [];
  #frames = 0;
  #isSolid = false;

  get report(): GlassReport {
    return { drawn: [...this.#drawn], solidFrames: [...this.#solidFrames], frames: this.#frames };
  }

  frame(atMs: number, isSolid: boolean): void {
    this.#frames += 1;
    if (isSolid) push(this.#solidFrames, atMs, MOST_FRAMES);
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
