import {
  encodeCalibration,
  parseCalibration,
  screenKey,
  type ScreenFacts,
  type SiteCalibration,
} from "@visavis/pane";

/** The display this page is on; moved to another one, or zoomed, it is another screen. */
export function currentScreen(): ScreenFacts {
  return { widthPx: screen.width, heightPx: screen.height, devicePixelRatio };
}

/** Null when this display was never calibrated, or what was kept cannot be read any more. */
export function savedCalibration(of: ScreenFacts = currentScreen()): SiteCalibration | null {
  const text = readStored(screenKey(of));
  if (text === null) return null;
  const result = parseCalibration(text);
  return result.isValid ? result.calibration : null;
}

/** False when this browser keeps nothing. */
export function saveCalibration(calibration: SiteCalibration): boolean {
  try {
    localStorage.setItem(screenKey(calibration.display.screen), encodeCalibration(calibration));
    return true;
  } catch {
    return false;
  }
}

function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
