declare module "virtual:runtime-assets" {
  import type { MatteAssets } from "@visavis/matte";

  /** Addresses on this origin, as absolute paths. */
  export const matteAssets: MatteAssets;
}
