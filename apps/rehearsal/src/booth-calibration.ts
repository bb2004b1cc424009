/** The display that a rehearsal stands in for: 49 inches, upright, its picture from 0.75 m upwards. */
export const DISPLAY = { widthM: 0.605, heightM: 1.076, lowerEdgeM: 0.75 } as const;
export const DISPLAY_PIXELS = { width: 1080, height: 1920 } as const;

export interface BoothCalibration {
  readonly version: 1;
  readonly display: object;
  readonly camera: null;
  readonly personHeightM: number;
  readonly createdAt: string;
}

/** The file that the calibrate page would write for this display; the clip's camera is not known. */
export function boothCalibration(personHeightM: number, pixelRatio: number): BoothCalibration {
  const { widthM, heightM, lowerEdgeM } = DISPLAY;
  return {
    version: 1,
    display: {
      size: { widthM, heightM },
      lowerEdgeM,
      method: "numbers",
      errorPercent: 0,
      screen: {
        widthPx: DISPLAY_PIXELS.width,
        heightPx: DISPLAY_PIXELS.height,
        devicePixelRatio: pixelRatio,
      },
    },
    camera: null,
    personHeightM,
    createdAt: new Date().toISOString(),
  };
}

/** Runs in the page before its own scripts: keeps the calibration where the calibrate page does. */
export function storeCalibration(calibration: string): void {
  const ratio = Number(devicePixelRatio.toFixed(4));
  const key = `visavis.calibration.${screen.width}x${screen.height}@${ratio}`;
  localStorage.setItem(key, calibration);
}
