declare module "virtual:runtime-assets" {
  /** Addresses on this origin, absolute paths. */
  export const matteAssets: {
    readonly kernelsUrl: string;
    readonly litertUrl: string;
    readonly modelUrl: string;
  };
}
