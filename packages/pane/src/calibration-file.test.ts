import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeCalibration,
  isSameScreen,
  parseCalibration,
  screenKey,
  type SiteCalibration,
  viewOf,
} from "./calibration-file.ts";
import {
  A4_EDGE_M,
  BANK_CARD_M,
  diagonalInch,
  type ScreenFacts,
  sizeFromDiagonal,
  sizeFromReference,
  sizeFromWidth,
} from "./display.ts";

const portrait: ScreenFacts = { widthPx: 1080, heightPx: 1920, devicePixelRatio: 1 };

const calibration: SiteCalibration = {
  version: 1,
  display: {
    size: { widthM: 0.605, heightM: 1.076 },
    lowerEdgeM: 0.7,
    method: "bank-card",
    errorPercent: 0.65,
    screen: portrait,
  },
  camera: {
    widthPx: 720,
    heightPx: 1280,
    focalPx: 834,
    heightM: 1.3,
    offsetXM: 0,
    pitchRad: 0.1,
    rollRad: 0,
    method: "walk",
    errorPercent: 0.4,
  },
  personHeightM: null,
  createdAt: "2026-11-22T18:00:00.000Z",
};

/** The file with one value replaced. */
function withValue(path: readonly string[], value: unknown): string {
  const copy: unknown = JSON.parse(encodeCalibration(calibration));
  let at = copy;
  for (const key of path.slice(0, -1)) at = Reflect.get(Object(at), key);
  Reflect.set(Object(at), path.at(-1) ?? "", value);
  return JSON.stringify(copy);
}

describe("calibration file", () => {
  test("survives encoding and parsing", () => {
    const metres = fc.double({ min: 0.1, max: 3, noNaN: true });
    fc.assert(
      fc.property(metres, metres, fc.boolean(), (widthM, lowerEdgeM, hasCamera) => {
        const sent: SiteCalibration = {
          ...calibration,
          display: {
            ...calibration.display,
            lowerEdgeM,
            size: { ...calibration.display.size, widthM },
          },
          camera: hasCamera ? calibration.camera : null,
        };
        expect(parseCalibration(encodeCalibration(sent))).toEqual({
          isValid: true,
          calibration: sent,
        });
      }),
    );
  });

  test.each([
    [["display", "size", "widthM"], -1],
    [["display", "lowerEdgeM"], "0.7"],
    [["display", "method"], "thumb"],
    [["camera", "heightM"], 120],
    [["camera", "pitchRad"], null],
    [["personHeightM"], 175],
    [["createdAt"], "yesterday"],
  ])("names the wrong field %j", (path, value) => {
    expect(parseCalibration(withValue(path, value))).toMatchObject({
      isValid: false,
      code: "calibration-invalid",
      problem: "field",
      field: path.join("."),
    });
  });

  test.each([
    ["not-json", "{"],
    ["version", withValue(["version"], 2)],
    ["too-large", " ".repeat(20_000)],
    ["version", "{}"],
    ["field", "null"],
  ])("refuses %s", (problem, text) => {
    expect(parseCalibration(text)).toMatchObject({ isValid: false, problem });
  });

  test("whatever the text, it answers and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseCalibration(text).isValid).toBe(false);
      }),
    );
  });

  test("another zoom is another screen", () => {
    expect(screenKey(portrait)).toBe("visavis.calibration.1080x1920@1");
    expect(isSameScreen(portrait, { ...portrait, devicePixelRatio: 1.25 })).toBe(false);
  });

  test("a calibrated camera is followed to its delivered size", () => {
    expect(viewOf(calibration, 360, 640)?.focalPx).toBeCloseTo(417, 9);
    expect(viewOf(calibration, 640, 360)).toBeNull();
    expect(viewOf({ camera: null }, 720, 1280)).toBeNull();
  });
});

describe("display size", () => {
  // 55 inches, 1080p, portrait: 0.6341 mm a pixel.
  test.each([
    ["bank card", BANK_CARD_M, 0.74],
    ["A4 edge", A4_EDGE_M, 0.21],
  ])("a %s on 55 inches in 1080p is good to a stated error", (_, referenceM, errorPercent) => {
    const measured = sizeFromReference(portrait, referenceM / 0.0006341, referenceM);
    expect(measured.size.widthM).toBeCloseTo(0.6848, 3);
    expect(measured.errorPercent).toBeCloseTo(errorPercent, 2);
  });

  test("device pixels, not CSS pixels, limit the setting", () => {
    const sharp = { ...portrait, devicePixelRatio: 2 };
    expect(sizeFromReference(sharp, 135, BANK_CARD_M).errorPercent).toBeCloseTo(0.37, 2);
  });

  test("diagonal and tape give the same pane", () => {
    const { size, errorPercent } = sizeFromDiagonal(portrait, 55);
    expect(diagonalInch(size)).toBeCloseTo(55, 9);
    expect(errorPercent).toBeCloseTo(0.73, 2);
    expect(sizeFromWidth(portrait, size.widthM).size.heightM).toBeCloseTo(size.heightM, 9);
  });
});
