import type { GlassFrames, LedgerView, PageReport, TorchReport } from "@visavis/protocol";

/** What a page of Visavis tells programs that drive it, at `window.visavis`. */
interface PageApi {
  /** Of the first remote site. */
  report(): Promise<PageReport>;
  /** Of every remote site, by peer id. */
  ledger(): Readonly<Record<string, LedgerView>>;
  /** The matte as it arrived; null while there is none. */
  alphaPng(): Promise<Blob | null>;
  /** Null while the page has no torch. */
  torch(object?: string): TorchReport | null;
  /** Which frames its glass showed of it, from the `from`th on. */
  torchFrames(from: number): GlassFrames | null;
  /** Gives the torch or takes it, as a key press does; false when that came to nothing. */
  passTorch(): Promise<boolean>;
  /** From another tracker than the page's own; a `Hand` of the page's. */
  handChanged(hand: object): void;
  /** True once a remote person is on the glass. */
  readonly ready: boolean;
}

declare global {
  interface Window {
    visavis?: PageApi;
  }
}
