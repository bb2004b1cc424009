/** Where alpha comes from, besides the net. */
export type Backdrop =
  /** Nothing is known of the room: the net, refined by the picture's colours. */
  | { readonly kind: "none" }
  /** The camera stands still: the empty room is learnt, or was taken. */
  | { readonly kind: "plate" }
  /** A screen of one colour. */
  | { readonly kind: "chroma"; readonly screen: "green" | "blue" };

/** Clockwise turn that makes the camera's buffer upright. */
export type Rotation = 0 | 90 | 180 | 270;

/**
 * How far around the edge pixels are looked at one by one: `hair` goes wide, so that loose strands are
 * found; it costs a few milliseconds, and is worth it when the head fills much of the picture.
 */
export type Band = "narrow" | "hair";

/** Who is shown: the main person; also those who stand as near; everybody. */
export type People = "one" | "near" | "all";

export interface PersonBox {
  readonly left: number;
  readonly top: number;
  /** Exclusive, as `bottom`. */
  readonly right: number;
  readonly bottom: number;
}

/** One matted frame. The arrays are views of the kernels' memory: good until the next call. */
export interface MatteFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 0 to 255, one byte a pixel. */
  readonly alpha: Uint8Array;
  /** I420 of the same size: the person, straight, his colour bled over everything around him. */
  readonly colour: Uint8Array;
  /** Tight around opaque pixels; null when nobody is there. */
  readonly box: PersonBox | null;
  /** Where the person leaves the picture. */
  readonly touches: {
    readonly top: boolean;
    readonly bottom: boolean;
    readonly left: boolean;
    readonly right: boolean;
  };
  /** 0 when the net was not due. */
  readonly netMs: number;
  readonly matteMs: number;
}
