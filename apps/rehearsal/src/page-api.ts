import type { PageReport, Quantiles } from "@visavis/protocol";

/** What a page of Visavis tells programs that drive it, at `window.visavis`. */
interface PageApi {
  /** Of the first remote site. */
  report(): Promise<PageReport>;
  /** Of every remote site, by peer id. */
  ledger(): Readonly<Record<string, PageLedger>>;
  /** The matte as it arrived; null while there is none. */
  alphaPng(): Promise<Blob | null>;
  /** Null while the page has no torch. */
  torch(object?: string): PageObject | null;
  /** Which frames its glass showed of it, from the `from`th on. */
  torchFrames(from: number): PageFrames | null;
  /** Gives the torch or takes it, as a key press does; false when that came to nothing. */
  passTorch(): Promise<boolean>;
  /** From another tracker than the page's own; a `Hand` of the page's. */
  handChanged(hand: object): void;
  /** True once a remote person is on the glass. */
  readonly ready: boolean;
}

/** One side of a pass, on the wall clock. */
interface PassMark {
  readonly term: number;
  readonly seq: number;
  readonly atMs: number;
}

/** One drawn frame of the torch, on the wall clock. */
export interface PageFrame {
  readonly atMs: number;
  readonly isSolid: boolean;
  readonly term: number;
  readonly seq: number;
}

export interface PageFrames {
  readonly count: number;
  readonly frames: readonly PageFrame[];
}

/** What a page drew of the torch, and what became of its offers. */
export interface PageTorch {
  readonly self: string;
  readonly role: string;
  readonly drawn: readonly { readonly atMs: number; readonly isSolid: boolean }[];
  readonly solidFrames: readonly number[];
  readonly frames: number;
  readonly given: readonly PassMark[];
  readonly taken: readonly PassMark[];
  readonly refused: number;
  readonly passes: number;
}

/** With what a page says of fire, kiss and hands. */
export interface PageObject extends PageTorch {
  readonly isLit: boolean;
  /** Of the kiss that goes on, else of the longest so far. */
  readonly kissS: number;
  readonly hands: string;
  readonly hand: { readonly state: string; readonly source: string } | null;
  readonly handsCost: {
    readonly looksPerSecond: number;
    readonly msPerLook: number;
    readonly msPerSecond: number;
  } | null;
}

/** Since the remote site's first frame. */
export interface PageLedger {
  readonly frames: number;
  readonly freezes: number;
  readonly frozenMs: number;
  readonly total: Quantiles | null;
}

declare global {
  interface Window {
    visavis?: PageApi;
  }
}
