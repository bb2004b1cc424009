import * as v from "valibot";
import { type CameraView, viewAtSize } from "./camera-view.ts";
import type { ScreenFacts } from "./display.ts";
import { MAX_PERSON_M, MIN_PERSON_M } from "./metrology.ts";
import type { Pane } from "./pane.ts";

export const CALIBRATION_VERSION = 1;
const MAX_CHARACTERS = 16 * 1024;

const between = (min: number, max: number) =>
  v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max));
const pixels = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(32768));

const screenSchema = v.object({
  widthPx: pixels,
  heightPx: pixels,
  devicePixelRatio: between(0.1, 16),
});

const displaySchema = v.object({
  size: v.object({ widthM: between(0.03, 20), heightM: between(0.03, 20) }),
  /** The picture's lower edge above the floor. */
  lowerEdgeM: between(-1, 4),
  method: v.picklist(["bank-card", "a4-edge", "diagonal", "tape", "numbers"]),
  errorPercent: between(0, 50),
  screen: screenSchema,
});

const cameraSchema = v.object({
  widthPx: pixels,
  heightPx: pixels,
  focalPx: between(50, 100_000),
  heightM: between(0.05, 5),
  offsetXM: between(-5, 5),
  pitchRad: between(-1.2, 1.2),
  rollRad: between(-0.5, 0.5),
  method: v.picklist(["walk", "numbers"]),
  /** Of a person's measured height. */
  errorPercent: between(0, 50),
});

const calibrationSchema = v.object({
  version: v.literal(CALIBRATION_VERSION),
  display: displaySchema,
  camera: v.nullable(cameraSchema),
  /** Of the person who usually stands here, for a camera that is not calibrated. */
  personHeightM: v.nullable(between(MIN_PERSON_M, MAX_PERSON_M)),
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
});

/** A display and its camera as they stand in a room: what `/calibrate` writes and a booth reads. */
export type SiteCalibration = v.InferOutput<typeof calibrationSchema>;
export type DisplayCalibration = SiteCalibration["display"];
export type CameraCalibration = NonNullable<SiteCalibration["camera"]>;
export type DisplayMethod = DisplayCalibration["method"];

export type CalibrationResult =
  | { readonly isValid: true; readonly calibration: SiteCalibration }
  | {
      readonly isValid: false;
      readonly code: "calibration-invalid";
      readonly problem: "not-json" | "too-large" | "version" | "field";
      /** The first wrong field as a path, `camera.heightM`; empty when there is none to name. */
      readonly field: string;
      /** For logs; text for people is made from `problem` and `field`. */
      readonly message: string;
    };

export function encodeCalibration(calibration: SiteCalibration): string {
  return `${JSON.stringify(calibration, null, 2)}\n`;
}

/** The only door from a file or a browser's storage into the program. */
export function parseCalibration(text: string): CalibrationResult {
  if (text.length > MAX_CHARACTERS) return refuse("too-large", "", `${text.length} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse("not-json", "", "not JSON");
  }
  const result = v.safeParse(calibrationSchema, json);
  if (result.success) return { isValid: true, calibration: result.output };
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? "";
  return refuse(field === "version" ? "version" : "field", field, issue.message);
}

export function paneOf({ display }: Pick<SiteCalibration, "display">): Pane {
  return { size: display.size, lowerEdgeM: display.lowerEdgeM };
}

/** The calibrated camera at the size it delivers now; null when it is another shape or uncalibrated. */
export function viewOf(
  { camera }: Pick<SiteCalibration, "camera">,
  widthPx: number,
  heightPx: number,
): CameraView | null {
  return camera && viewAtSize(camera, widthPx, heightPx);
}

/** Where a screen's calibration is stored; another size or zoom is another screen. */
export function screenKey({ widthPx, heightPx, devicePixelRatio }: ScreenFacts): string {
  return `visavis.calibration.${widthPx}x${heightPx}@${Number(devicePixelRatio.toFixed(4))}`;
}

export function isSameScreen(a: ScreenFacts, b: ScreenFacts): boolean {
  return screenKey(a) === screenKey(b);
}

function refuse(
  problem: "not-json" | "too-large" | "version" | "field",
  field: string,
  message: string,
): CalibrationResult {
  return { isValid: false, code: "calibration-invalid", problem, field, message };
}
