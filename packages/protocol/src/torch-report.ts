import type { PeerId } from "./ids.ts";

/** One drawn frame of a shared object, on the wall clock, and which holding it belongs to. */
export interface GlassFrame {
  readonly atMs: number;
  readonly isSolid: boolean;
  readonly term: number;
  readonly seq: number;
}

/** A part of a glass's record, for whoever follows it while it is written. */
export interface GlassFrames {
  /** How many frames there have been; the next question begins here. */
  readonly count: number;
  readonly frames: readonly GlassFrame[];
}

/** What a page's glass really showed of a shared object, on the wall clock. */
export interface GlassReport {
  /** The first frame of each look. */
  readonly drawn: readonly { readonly atMs: number; readonly isSolid: boolean }[];
  /** When each of the last frames with a solid object was drawn. */
  readonly solidFrames: readonly number[];
  readonly frames: number;
}

/** A pass as one side of it saw it, on the wall clock. */
export interface PassMark {
  readonly term: number;
  readonly seq: number;
  readonly atMs: number;
}

/** What became of the offers at one site. */
export interface PassReport {
  /** Given from here: when it was committed. */
  readonly given: readonly PassMark[];
  /** Taken here: when the commit came. */
  readonly taken: readonly PassMark[];
  /** Offers from here that were refused or taken back. */
  readonly refused: number;
  /** Passes from here that the other side has acknowledged. */
  readonly passes: number;
}

/**
 * What a shared object is to one site.
 * - `none`: it is not here.
 * - `reserved`: accepted from another site; drawn as a ghost.
 * - `held`: here, and drawn solid while the lease lasts.
 * - `offered`: as held, and offered to another site.
 * - `passed`: given to another site; never drawn, never taken back.
 */
export type RelayRole = "none" | "reserved" | "held" | "offered" | "passed";

/** `reach`: open and held out towards the pane, as if to take something. */
export type HandState = "none" | "open" | "reach" | "grip";

/** `wrist`: the hand itself is too small or hidden, and only the arm is known. */
export type HandSource = "hand" | "wrist" | "input";

/**
 * Whether the camera looks for hands. `none`: there is no camera to see them with; `resting`: the
 * picture needs the whole machine; `failed`: this machine cannot.
 */
export type HandsState = "none" | "resting" | "starting" | "ready" | "failed";

/** What a page says of a shared object, at `window.visavis.torch()`, to programs that drive it. */
export interface TorchReport extends GlassReport, PassReport {
  readonly self: PeerId;
  readonly role: RelayRole;
  readonly term: number;
  readonly seq: number;
  readonly leaseMs: number;
  /** As far as this page knows. */
  readonly holder: PeerId | null;
  readonly isLit: boolean;
  /** The hand that would give or take it; null while none is known. */
  readonly hand: {
    readonly extension: number;
    readonly source: HandSource;
    readonly state: HandState;
  } | null;
  readonly hands: HandsState;
  readonly handsCost: {
    readonly looksPerSecond: number;
    readonly msPerLook: number;
    readonly msPerSecond: number;
  } | null;
  /** Of the kiss that goes on, else of the longest so far; seconds, to a tenth. */
  readonly kissS: number;
}
