import type { MatteFigures, PlateChange, PlateStatus } from "@visavis/capture";
import type { BackdropName } from "./studio-choice.ts";

/** The one thing that would do most for the cut-out now. */
export type StudioAdvice =
  | "good"
  | "moreLight"
  | "otherClothes"
  | "stepAwayFromWall"
  | "takePlate"
  | "unsureEdge"
  | `plateLost-${PlateChange}`;

export interface StudioState {
  readonly backdrop: BackdropName;
  readonly figures: MatteFigures | null;
  readonly plate: PlateStatus | null;
  /** Since the plate was last whole. */
  readonly lost: PlateChange | null;
}

/** Levels of 255. Below, the camera amplifies its own noise. */
const DARK_LUMA = 50;
const LOUD_NOISE = 5;
/** Shares of the outline, and of the room beside it. */
const BLENDED_SHARE = 0.35;
const SHADOW_SHARE = 0.25;
/** Of the picture's height: a dancer in jeans before a wall measures 0.009. */
const WIDE_EDGE_SHARE = 0.016;
const KNOWN_SHARE = 0.75;

/** Null while nobody is there to be judged. */
export function studioAdvice({ backdrop, figures, plate, lost }: StudioState): StudioAdvice | null {
  const usesPlate = backdrop === "auto" || backdrop === "plate";
  const isPlateWhole = plate?.source === "taken";
  if (usesPlate && lost && plate?.takenAtMs && !isPlateWhole) return `plateLost-${lost}`;
  if (!figures) return null;
  if (figures.personLuma < DARK_LUMA || figures.noise > LOUD_NOISE) return "moreLight";
  if (figures.blendedShare > BLENDED_SHARE) return "otherClothes";
  if (figures.shadowShare > SHADOW_SHARE) return "stepAwayFromWall";
  const isRoomKnown = isPlateWhole || (plate?.share ?? 0) > KNOWN_SHARE;
  if (usesPlate && !isRoomKnown) return "takePlate";
  return figures.edgeShare > WIDE_EDGE_SHARE ? "unsureEdge" : "good";
}

const STEADY_REPORTS = 3;

/** Advice that stays long enough to be read and followed. Pure state. */
export interface SteadyAdvice {
  readonly shown: StudioAdvice | null;
  readonly next: StudioAdvice | null;
  readonly reports: number;
}

export const NO_ADVICE: SteadyAdvice = { shown: null, next: null, reports: 0 };

/** One report on, about one a second. */
export function nextAdvice(before: SteadyAdvice, advice: StudioAdvice | null): SteadyAdvice {
  if (advice === before.shown) return { ...before, next: advice, reports: 0 };
  const reports = advice === before.next ? before.reports + 1 : 1;
  const isDue = reports >= STEADY_REPORTS;
  return { shown: isDue ? advice : before.shown, next: advice, reports: isDue ? 0 : reports };
}
