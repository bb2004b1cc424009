/** Part of the frame in pixels; right and bottom exclusive. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Room around the person, as a share of his size, so that the next frame's arm is still inside. */
const MARGIN_WIDE = 0.12;
const MARGIN_HIGH = 0.1;
/** And as a share of the frame's longer side. */
const MARGIN_FRAME = 0.02;
/** The net is square; a region far from it would be squeezed out of all proportion. */
const LEAST_ASPECT = 0.75;
/** How fast a region closes in; it opens at once. */
const CLOSING = 0.15;
/** Net runs between two looks at the whole frame: somebody else may have come, or we are lost. */
const RUNS_PER_CHECK = 90;

export function wholeFrame({ widthPx, heightPx }: Size): Region {
  return { left: 0, top: 0, right: widthPx, bottom: heightPx };
}

/** Where the net looks: around the person while there is one, at the whole frame when not. */
export class PersonRegion {
  readonly #size: Size;
  #tracked: Region | null = null;
  #runs = 0;

  constructor(size: Size) {
    this.#size = size;
  }

  get isTracking(): boolean {
    return this.#tracked !== null;
  }

  get region(): Region {
    return this.#tracked ?? wholeFrame(this.#size);
  }

  /** True now and then, for one run of the net over the whole frame beside the tracked region. */
  isCheckDue(): boolean {
    this.#runs++;
    return this.#tracked !== null && this.#runs % RUNS_PER_CHECK === 0;
  }

  lose(): void {
    this.#tracked = null;
  }

  /** @param person where the net saw him, in frame pixels */
  follow(person: Region): void {
    const wanted = this.#around(person);
    const now = this.#tracked;
    this.#tracked = now
      ? {
          left: Math.min(wanted.left, now.left + CLOSING * (wanted.left - now.left)),
          top: Math.min(wanted.top, now.top + CLOSING * (wanted.top - now.top)),
          right: Math.max(wanted.right, now.right + CLOSING * (wanted.right - now.right)),
          bottom: Math.max(wanted.bottom, now.bottom + CLOSING * (wanted.bottom - now.bottom)),
        }
      : wanted;
  }

  /** Whether what the whole frame shows is whom we follow. */
  isFollowing(person: Region): boolean {
    const { left, top, right, bottom } = this.region;
    const x = (person.left + person.right) / 2;
    const y = (person.top + person.bottom) / 2;
    return x > left && x < right && y > top && y < bottom;
  }

  #around(person: Region): Region {
    const { widthPx, heightPx } = this.#size;
    const margin = MARGIN_FRAME * Math.max(widthPx, heightPx);
    const wide = person.right - person.left;
    const high = person.bottom - person.top;
    let halfWide = wide * (0.5 + MARGIN_WIDE) + margin;
    let halfHigh = high * (0.5 + MARGIN_HIGH) + margin;
    halfWide = Math.max(halfWide, halfHigh * LEAST_ASPECT);
    halfHigh = Math.max(halfHigh, halfWide * LEAST_ASPECT);
    const x = (person.left + person.right) / 2;
    const y = (person.top + person.bottom) / 2;
    return {
      left: Math.max(0, x - halfWide),
      top: Math.max(0, y - halfHigh),
      right: Math.min(widthPx, x + halfWide),
      bottom: Math.min(heightPx, y + halfHigh),
    };
  }
}
