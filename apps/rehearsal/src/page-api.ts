/** What a page of Visavis tells programs that drive it, at `window.visavis`. */
interface PageApi {
  /** Of the first remote site. */
  report(): Promise<PageReport>;
  /** Of every remote site, by peer id. */
  ledger(): Readonly<Record<string, PageLedger>>;
  /** The matte as it arrived; null while there is none. */
  alphaPng(): Promise<Blob | null>;
  /** True once a remote person is on the glass. */
  readonly ready: boolean;
}

interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

/** Null stands for what could not be measured. */
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
  readonly latencyMs: (Quantiles & { readonly stages: Readonly<Record<string, Quantiles>> }) | null;
  readonly audio: { readonly receivedSeconds: number; readonly concealedShare: number } | null;
  /** Of the remote person on this glass. */
  readonly heightM: number | null;
  readonly errors: readonly string[];
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
