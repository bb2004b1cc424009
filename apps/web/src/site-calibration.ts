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
export type CalibrationStorage = Pick<Storage, "getItem" | "setItem" | "key" | "length">;

/** The display this page is on; moved to another one, or zoomed, it is another screen. */
export function currentScreen(): ScreenFacts {
  return { widthPx: screen.width, heightPx: screen.height, devicePixelRatio };
}

/** Null when this display was never calibrated, or what was kept cannot be read any more. */
export function savedCalibration(
  of: ScreenFacts = currentScreen(),
  storage: CalibrationStorage | null = pageStorage(),
): SiteCalibration | null {
  const calibration = read(storage, screenKey(of));
  return calibration && isSameScreen(calibration.display.screen, of) ? calibration : null;
}

/** The newest calibration of another display or zoom: its camera may still be right. */
export function otherCalibration(
  than: ScreenFacts,
  storage: CalibrationStorage | null = pageStorage(),
): SiteCalibration | null {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? "");
  const found = keys
    .filter((key) => key.startsWith(PREFIX) && key !== screenKey(than))
    .flatMap((key) => read(storage, key) ?? [])
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  return found[0] ?? null;
}

/** False when this browser keeps nothing. */
export function saveCalibration(
  calibration: SiteCalibration,
  storage: CalibrationStorage | null = pageStorage(),
): boolean {
  try {
    storage?.setItem(screenKey(calibration.display.screen), encodeCalibration(calibration));
    return storage !== null;
  } catch {
    return false;
  }
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
