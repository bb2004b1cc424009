import type { ErrorCode } from "./errors.ts";

/** The way of one frame, in order; the camera is where the clock starts. */
export const stageNames = [
  "wait",
  "matte",
  "pack",
  "encode",
  "network",
  "jitter",
  "decode",
  "glass",
] as const;
export type StageName = (typeof stageNames)[number];

/** Of a time in milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

/** What is known of the way from one remote site to this glass. */
export interface LedgerView {
  readonly frames: number;
  readonly fps: number;
  readonly freezes: number;
  readonly frozenMs: number;
  readonly longestGapMs: number;
  readonly total: Quantiles | null;
  /** Where that time went. */
  readonly stages: Readonly<Partial<Record<StageName, Quantiles>>>;
}

/**
 * How a page and its view of one remote site are doing: what `window.visavis.report()` says, to
 * rehearsals and to whoever watches over a booth. Null stands for what could not be measured.
 */
export interface PageReport {
  readonly camera: { readonly width: number; readonly height: number; readonly fps: number } | null;
  readonly sent: {
    readonly width: number;
    readonly height: number;
    readonly fps: number;
    readonly kbps: number;
    readonly codec: string;
  } | null;
  readonly shown: {
    readonly fps: number;
    readonly freezes: number;
    readonly frozenMs: number;
  } | null;
  /** Camera to glass of the remote person, and where that time went, by stage. */
  readonly latencyMs:
    | (Quantiles & { readonly stages: Readonly<Partial<Record<StageName, Quantiles>>> })
    | null;
  readonly audio: { readonly receivedSeconds: number; readonly concealedShare: number } | null;
  /** Height of the remote person on this glass; null while nobody is seen whole. */
  readonly heightM: number | null;
  readonly errors: readonly ErrorCode[];
}
