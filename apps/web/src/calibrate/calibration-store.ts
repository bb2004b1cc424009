import {
  encodeCalibration,
  isSameScreen,
  parseCalibration,
  screenKey,
  type ScreenFacts,
  type SiteCalibration,
} from "@visavis/pane";

const PREFIX = "visavis.calibration.";

/** What of `localStorage` is used, so that tests need no browser. */
export type CalibrationStorage = Pick<
  Storage,
  "getItem" | "setItem" | "removeItem" | "key" | "length"
>;

/** The screen that this window is on. */
export function currentScreen(): ScreenFacts {
  return { widthPx: screen.width, heightPx: screen.height, devicePixelRatio };
}

/** The calibration of exactly this screen; null when there is none, or none that is whole. */
export function storedCalibration(
  storage: CalibrationStorage | null,
  of: ScreenFacts,
): SiteCalibration | null {
  const calibration = read(storage, screenKey(of));
  return calibration && isSameScreen(calibration.display.screen, of) ? calibration : null;
}

/** The newest calibration of another screen or zoom: its camera may still be right. */
export function otherCalibration(
  storage: CalibrationStorage | null,
  than: ScreenFacts,
): SiteCalibration | null {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? "");
  const found = keys
    .filter((key) => key.startsWith(PREFIX) && key !== screenKey(than))
    .flatMap((key) => read(storage, key) ?? [])
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  return found[0] ?? null;
}

/** False when the browser keeps nothing, as in some private windows. */
export function storeCalibration(
  storage: CalibrationStorage | null,
  calibration: SiteCalibration,
): boolean {
  try {
    storage?.setItem(screenKey(calibration.display.screen), encodeCalibration(calibration));
    return storage !== null;
  } catch {
    return false;
  }
}

export function forgetCalibration(storage: CalibrationStorage | null, of: ScreenFacts): void {
  storage?.removeItem(screenKey(of));
}

/** Null where the browser refuses storage altogether. */
export function pageStorage(): CalibrationStorage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function read(storage: CalibrationStorage | null, key: string): SiteCalibration | null {
  const text = storage?.getItem(key);
  if (typeof text !== "string") return null;
  const result = parseCalibration(text);
  return result.isValid ? result.calibration : null;
}
