import type { ScreenFacts } from "@visavis/pane";
import { t } from "../language.ts";
import { entryText } from "./number-text.ts";

export function screenText({ widthPx, heightPx, devicePixelRatio }: ScreenFacts): string {
  return t("calibrate:screen", {
    width: widthPx,
    height: heightPx,
    ratio: entryText(devicePixelRatio, 2),
  });
}
