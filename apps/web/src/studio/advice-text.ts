import { t } from "../language.ts";
import type { StudioAdvice } from "./studio-advice.ts";

// Written out, so that the check for missing texts sees every key and the compiler every piece of advice.
const texts: Record<StudioAdvice, () => string> = {
  good: () => t("studio.good"),
  moreLight: () => t("studio.moreLight"),
  otherClothes: () => t("studio.otherClothes"),
  stepAwayFromWall: () => t("studio.stepAwayFromWall"),
  takePlate: () => t("studio.wantsPlate"),
  unsureEdge: () => t("studio.unsureEdge"),
  "plateLost-changed": () => t("studio.lostChanged"),
  "plateLost-light": () => t("studio.lostLight"),
  "plateLost-moved": () => t("studio.lostMoved"),
  "plateLost-refocused": () => t("studio.lostRefocused"),
  "plateLost-zoomed": () => t("studio.lostZoomed"),
};

/** What would make the cut-out better, in a plain sentence. */
export function adviceText(advice: StudioAdvice): string {
  return texts[advice]();
}
