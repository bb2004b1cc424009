import type { CameraView } from "@visavis/pane";
import type { FrameSource } from "@visavis/platform";
import type { Hand } from "./hand.ts";
import type { TrackingAssets } from "./hand-nets.ts";
import type { Rotation } from "./pixel-patch.ts";
import type { PictureScale } from "./site-geometry.ts";

/** What can change while hands are tracked. */
export interface HandsSettings {
  /** Of the upright picture; null when the camera is not calibrated. */
  readonly view: CameraView | null;
  /** How an uncalibrated picture stands on the stage, from its frame facts; null: guessed. */
  readonly scale: PictureScale | null;
  /** Clockwise, from the camera's picture to the upright one. */
  readonly rotation: Rotation;
  readonly personHeightM: number | null;
  /** The person's distance from the pane, from capture's frame facts; null: measured here. */
  readonly planeM: number | null;
  /** False: nothing is looked at. True: somebody is there. Null: found out by a look now and then. */
  readonly isPersonPresent: boolean | null;
  /** Of capture, as its report says: hands step down before the matte must. */
  readonly captureLoad: number | null;
  /** Work per second that hands may cost. */
  readonly budgetMs: number;
}

/** Page to worker. */
export type HandsCommand =
  | { readonly type: "probe" }
  | {
      readonly type: "start";
      readonly assets: TrackingAssets;
      readonly settings: HandsSettings;
      readonly source: FrameSource;
    }
  | { readonly type: "update"; readonly settings: Partial<HandsSettings> }
  | { readonly type: "source"; readonly source: FrameSource }
  | { readonly type: "frame"; readonly frame: VideoFrame }
  | { readonly type: "stop" };

/** What hands cost, over the last second or so. */
export interface HandsCost {
  readonly looksPerSecond: number;
  readonly msPerLook: number;
  readonly msPerSecond: number;
  /** Mean lateness of timers: how busy the machine is with other things. */
  readonly lateMs: number;
  /** The same work's time against its shortest: 1 is an undisturbed machine. */
  readonly slowdown: number;
}

/** Worker to page. Hands' times are since the epoch: the page has a clock of its own. */
export type HandsNotice =
  | { readonly type: "probed"; readonly hasProcessor: boolean }
  | { readonly type: "ready" }
  | { readonly type: "hand"; readonly hand: Hand }
  | { readonly type: "cost"; readonly cost: HandsCost }
  | { readonly type: "frame-wanted" }
  | { readonly type: "failed"; readonly detail: string }
  | { readonly type: "ended" };
