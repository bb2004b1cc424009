import type { Backdrop, Band, MatteAssets, PlateState } from "../src/index.ts";

/** Page to worker. */
export type Command =
  | {
      readonly type: "start";
      readonly assets: MatteAssets;
      readonly camera: ReadableStream<VideoFrame>;
      readonly person: WritableStream<VideoFrame>;
    }
  | { readonly type: "update"; readonly backdrop: Backdrop; readonly band: Band }
  | { readonly type: "take-plate" };

/** Worker to page. */
export type Notice =
  | { readonly type: "running" }
  | { readonly type: "plate"; readonly plate: PlateState }
  | { readonly type: "plate-taken" }
  | { readonly type: "failed"; readonly code: string; readonly detail: string };
