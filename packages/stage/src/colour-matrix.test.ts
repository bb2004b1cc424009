import { describe, expect, test } from "vitest";
import { correctionTo709, LIMITED_OFFSET, yuvToRgb } from "./colour-matrix.ts";

function apply(matrix: readonly number[], texel: readonly number[]): number[] {
  return [0, 1, 2].map((row) =>
    texel.reduce((sum, value, column) => sum + (matrix[column * 3 + row] ?? 0) * value, 0),
  );
}

function rgbOf(matrix: readonly number[], yuv: readonly number[]): number[] {
  return apply(
    matrix,
    yuv.map((value, i) => value / 255 - (LIMITED_OFFSET[i] ?? 0)),
  );
}

describe("colour matrices", () => {
  test.each(["bt709", "bt601"] as const)("%s keeps black, white and grey neutral", (standard) => {
    const matrix = yuvToRgb(standard);
    for (const [luma, level] of [
      [16, 0],
      [235, 1],
      [125.5, 0.5],
    ] as const) {
      for (const channel of rgbOf(matrix, [luma, 128, 128])) expect(channel).toBeCloseTo(level, 6);
    }
  });

  test("BT.709 red comes back as red", () => {
    const [red, green, blue] = rgbOf(yuvToRgb("bt709"), [62.5596, 102.3378, 240]);
    expect(red).toBeCloseTo(1, 2);
    expect(green).toBeCloseTo(0, 2);
    expect(blue).toBeCloseTo(0, 2);
  });

  test("a picture that a browser read as BT.601 is put right", () => {
    const yuv = [120, 90, 170];
    const wrong = rgbOf(yuvToRgb("bt601"), yuv);
    const right = rgbOf(yuvToRgb("bt709"), yuv);
    const corrected = apply(correctionTo709("bt601"), wrong);
    corrected.forEach((channel, i) => expect(channel).toBeCloseTo(right[i] ?? 0, 6));
  });
});
