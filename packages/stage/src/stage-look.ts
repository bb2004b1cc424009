import type { Pane, Vector3 } from "@visavis/pane";

/**
 * `lit`: a screen in a lit room. `black`: black shows nothing (Pepper's ghost, transparent
 * displays). `transparent`: the people alone, for compositors such as OBS.
 */
export type StageMode = "lit" | "black" | "transparent";

/** Red, green and blue, 0 to 1, as the display takes them. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface Backdrop {
  readonly wall: Colour;
  readonly floor: Colour;
}

/** Calm and dark, yet light enough for a shadow to be seen on the floor. */
export const DEFAULT_BACKDROP: Backdrop = {
  wall: [0.105, 0.115, 0.13],
  floor: [0.19, 0.2, 0.215],
};

/** How the stage looks, the same for all figures. */
export interface StageLook {
  readonly mode: StageMode;
  /** The display that the canvas covers. */
  readonly pane: Pane;
  /** How far behind the glass people stand; 0 to 0.15 m reads as true height on the glass. */
  readonly standBackM: number;
  /** In the pane frame. */
  readonly eye: Vector3;
  /** For displays that are seen in a mirror: the eye and the picture both change sides. */
  readonly isMirrored: boolean;
  readonly backdrop: Backdrop;
  /** Linear light of this room over that of the remote one, per channel. */
  readonly roomGain: Colour;
  /** Without a GPU: leaves out what costs more than it shows. */
  readonly isFrugal?: boolean;
}

/** Where the eye of the drawing stands: a viewer who looks into a mirror sees the other side. */
export function drawnEye({ eye, isMirrored }: Pick<StageLook, "eye" | "isMirrored">): Vector3 {
  return isMirrored ? [-eye[0], eye[1], eye[2]] : eye;
}
