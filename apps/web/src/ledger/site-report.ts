import type { ErrorCode } from "@visavis/protocol";
import type { Quantiles } from "./quantiles.ts";
import type { StageName } from "./stage-times.ts";

/** How this site and its view of a remote one are doing; one entry of a rehearsal's report. */
export interface SiteReport {
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
  /** Camera to glass of the remote person. */
  readonly latencyMs:
    | (Quantiles & { readonly stages: Partial<Record<StageName, Quantiles>> })
    | null;
  readonly audio: { readonly receivedSeconds: number; readonly concealedShare: number } | null;
  /** Height of the remote person on this glass; null while nobody is seen whole. */
  readonly heightM: number | null;
  readonly errors: readonly ErrorCode[];
}
