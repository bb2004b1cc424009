import type { Band, MatteAssets, People, Rotation } from "@visavis/matte";
import type { CameraView } from "@visavis/pane";
import type { FrameSource } from "@visavis/platform";
import type { ErrorCode } from "@visavis/protocol";
import type { BackdropChoice } from "./backdrop-choice.ts";
import type { BudgetLevel } from "./budget.ts";
import type { HairChoice } from "./hair-choice.ts";
import type { MatteFigures } from "./matte-figures.ts";
import type { PictureSize } from "./picture.ts";
import type { PictureFault } from "./picture-watch.ts";
import type { PlateChange } from "./plate-difference.ts";

/** What can change while capture runs. */
export interface CaptureSettings {
  /** Clockwise, from the camera's picture to the upright one. */
  readonly rotation: Rotation;
  readonly backdrop: BackdropChoice;
  readonly people: People;
  readonly hair: HairChoice;
  /** Of the upright picture; null when the camera is not calibrated. */
  readonly view: CameraView | null;
  /** Of the person before this camera, if somebody said it. */
  readonly personHeightM: number | null;
  readonly hasCodeStrip: boolean;
  readonly maxColourHeightPx: number;
  /** Camera off: nobody is shown, and next to nothing is sent. */
  readonly isPaused: boolean;
}

/** Where packed frames go. */
export type FrameTarget =
  | { readonly kind: "stream"; readonly writable: WritableStream<VideoFrame> }
  | { readonly kind: "generator" }
  | { readonly kind: "messages" };

/** Page to worker. */
export type CaptureCommand =
  | { readonly type: "probe" }
  | {
      readonly type: "start";
      readonly assets: MatteAssets;
      readonly settings: CaptureSettings;
      readonly facts: MessagePort;
      readonly source: FrameSource;
      readonly cameraId: string | null;
      readonly target: FrameTarget;
    }
  | { readonly type: "update"; readonly settings: Partial<CaptureSettings> }
  | { readonly type: "source"; readonly source: FrameSource; readonly cameraId: string | null }
  | { readonly type: "frame"; readonly frame: VideoFrame }
  | { readonly type: "take-plate"; readonly isSurelyEmpty: boolean }
  | { readonly type: "forget-plate" }
  | { readonly type: "show-plate" }
  | { readonly type: "stop" };

/** What is known of the empty room. */
export interface PlateStatus {
  /** What the matte works with now. */
  readonly source: "none" | "learnt" | "taken";
  /** Of the picture, whose room is known: 0 to 1. */
  readonly share: number;
  /** When the kept plate of this camera was taken, by the clock; also while it is not in use. */
  readonly takenAtMs: number | null;
}

/** How the person's picture stands before the pane, as the frame facts say it. */
export interface PersonScale {
  /** From the pane; 0 when it is not known. */
  readonly planeM: number;
  readonly metresPerPixel: number;
  /** The feet's row where they are seen, else the lowest row that is sent. */
  readonly baseRow: number;
  readonly hasFloorContact: boolean;
}

/** Once a second: what capture did, and what it cost. Times are means over the second, in ms. */
export interface CaptureReport {
  readonly camera: PictureSize & { readonly fps: number };
  readonly packed: PictureSize & { readonly fps: number };
  /** Camera frames that came while an older one was worked on. */
  readonly droppedFrames: number;
  readonly waitMs: number;
  readonly readMs: number;
  readonly netMs: number;
  readonly matteMs: number;
  readonly packMs: number;
  /** Of the time there is, what the work takes, smoothed; near 1 and above frames are dropped. */
  readonly load: number;
  /** 0 is full quality; see `limits`. */
  readonly level: number;
  readonly limits: BudgetLevel;
  /** Whether loose hair is looked for now. */
  readonly band: Band;
  readonly plate: PlateStatus;
  /** Null while nobody is there. */
  readonly figures: MatteFigures | null;
  readonly person: PersonScale | null;
}

export interface CaptureFailure {
  readonly code: ErrorCode;
  readonly detail: string;
  /** Whether capture goes on trying by itself. */
  readonly isRecovering: boolean;
}

/** Worker to page. */
export type CaptureNotice =
  | { readonly type: "probed"; readonly hasProcessor: boolean; readonly hasGenerator: boolean }
  | { readonly type: "started"; readonly track: MediaStreamTrack | null }
  | { readonly type: "ready" }
  | { readonly type: "report"; readonly report: CaptureReport }
  | { readonly type: "person-changed"; readonly isPresent: boolean }
  | { readonly type: "camera-changed"; readonly camera: PictureSize }
  | { readonly type: "picture-changed"; readonly fault: PictureFault | null }
  | { readonly type: "plate-progress"; readonly progress: number }
  | { readonly type: "plate-taken"; readonly refusal: ErrorCode | null }
  | { readonly type: "plate-lost"; readonly change: PlateChange }
  | { readonly type: "plate-picture"; readonly bitmap: ImageBitmap | null }
  | { readonly type: "frame-taken" }
  | { readonly type: "packed"; readonly frame: VideoFrame }
  | { readonly type: "failed"; readonly failure: CaptureFailure }
  | { readonly type: "ended" };
