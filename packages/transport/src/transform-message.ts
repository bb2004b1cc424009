/** Which end of which connection a transform stands at; made with the transform and never changed. */
export interface TransformOptions {
  readonly side: "sender" | "receiver";
  readonly link: string;
}

/** Page to worker. */
export type TransformCommand =
  /** Facts for every frame published from now on; the port is transferred. */
  | { readonly type: "facts"; readonly port: MessagePort | null }
  | {
      readonly type: "sender";
      readonly link: string;
      readonly appendsTrailer: boolean;
      readonly encodeMs: number | null;
    }
  | { readonly type: "release"; readonly link: string };

/** Worker to page. */
export type TransformReport =
  | { readonly type: "ready" }
  | {
      readonly type: "facts";
      readonly link: string;
      readonly rtpTimestamp: number;
      /** On the wall clock. */
      readonly receivedAtMs: number;
      readonly facts: ArrayBuffer;
    };
