import { hasGpu } from "./chromium-flags.ts";

/** The display that a rehearsal stands in for: 49 inches, upright, its picture from 0.75 m upwards. */
const DISPLAY = { widthM: 0.605, heightM: 1.076, lowerEdgeM: 0.75 } as const;
export const DISPLAY_PIXELS = { width: 1080, height: 1920 } as const;

/** A display's and a camera's measures as the calibrate page writes them; see its file format. */
export interface BoothCalibration {
  readonly version: 1;
  readonly display: {
    readonly size: { readonly widthM: number; readonly heightM: number };
    readonly lowerEdgeM: number;
    readonly method: "numbers";
    readonly errorPercent: number;
    readonly screen: {
      readonly widthPx: number;
      readonly heightPx: number;
      readonly devicePixelRatio: number;
    };
  };
  readonly camera: {
    readonly widthPx: number;
    readonly heightPx: number;
    readonly focalPx: number;
    readonly heightM: number;
    readonly offsetXM: number;
    readonly pitchRad: number;
    readonly rollRad: number;
    readonly method: "numbers";
    readonly errorPercent: number;
  } | null;
  readonly personHeightM: number | null;
  readonly createdAt: string;
}

/** Without a GPU the display is composed at half size; its CSS pixels stay the same. */
export function pixelRatio(): number {
  return hasGpu() ? 1 : 0.5;
}

/** The rehearsal's display with a camera that nobody measured, only the person before it. */
export function boothCalibration(personHeightM: number): BoothCalibration {
  const { widthM, heightM, lowerEdgeM } = DISPLAY;
  const { width: widthPx, height: heightPx } = DISPLAY_PIXELS;
  return {
    version: 1,
    display: {
      size: { widthM, heightM },
      lowerEdgeM,
      method: "numbers",
      errorPercent: 0,
      screen: { widthPx, heightPx, devicePixelRatio: pixelRatio() },
    },
    camera: null,
    personHeightM,
    createdAt: new Date().toISOString(),
  };
}

/** Runs in the page before its own scripts: keeps the calibration where the calibrate page does. */
export function storeCalibration(calibration: string): void {
  // An empty page between two links has no storage.
  if (!location.host) return;
  const ratio = Number(devicePixelRatio.toFixed(4));
  const key = `visavis.calibration.${screen.width}x${screen.height}@${ratio}`;
  localStorage.setItem(key, calibration);
}
