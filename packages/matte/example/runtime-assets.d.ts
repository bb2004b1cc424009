declare module "virtual:runtime-assets" {
  import type { MatteAssets } from "../src/index.ts";

  /** Addresses on this origin, as absolute paths. */
  export const matteAssets: MatteAssets;
}
