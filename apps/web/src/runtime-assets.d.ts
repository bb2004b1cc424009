declare module "virtual:runtime-assets" {
  import type { MatteAssets } from "@visavis/matte";
  import type { TrackingAssets } from "@visavis/tracking";

  /** Addresses on this origin, as absolute paths. */
  export const matteAssets: MatteAssets;
  export const trackingAssets: TrackingAssets;
}
