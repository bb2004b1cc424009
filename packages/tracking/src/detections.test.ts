import { describe, expect, test } from "vitest";
import { answerCount, answerLength, decodeDetections, detectorShape } from "./detections.ts";

const PALM = detectorShape(192, [8, 16, 16, 16], 7);
const REGION = { centreX: 400, centreY: 300, sidePx: 192, turnRad: 0 };

function answers(at: Record<number, number>): { boxes: Float32Array; logits: Float32Array } {
  const boxes = new Float32Array(answerCount(PALM) * answerLength(PALM));
  const logits = new Float32Array(answerCount(PALM)).fill(-10);
  for (const [index, logit] of Object.entries(at)) {
    logits[Number(index)] = logit;
    boxes.set([0, 0, 40, 40], Number(index) * answerLength(PALM));
  }
  return { boxes, logits };
}

describe("detections", () => {
  test("the nets' own numbers of answers", () => {
    expect(answerCount(PALM)).toBe(2016);
    expect(answerCount(detectorShape(224, [8, 16, 32, 32, 32], 4))).toBe(2254);
  });

  test("an answer of the first cell lies at the region's upper left", () => {
    const [found] = decodeDetections(PALM, answers({ 0: 3 }), REGION, 0.5);
    expect(found?.centre[0]).toBeCloseTo(400 - 96 + 4);
    expect(found?.centre[1]).toBeCloseTo(300 - 96 + 4);
    expect(found?.widthPx).toBeCloseTo(40);
    expect(found?.points).toHaveLength(7);
  });

  test("answers for the same thing are one detection, others are others", () => {
    // 24 cells a row, two answers each: neighbours overlap, the last row does not.
    const found = decodeDetections(PALM, answers({ 0: 3, 2: 1, 1151: 2 }), REGION, 0.5);
    expect(found).toHaveLength(2);
    expect(found[0]?.score).toBeGreaterThan(found[1]?.score ?? 1);
    expect(found[0]?.centre[0]).toBeGreaterThan(308);
    expect(found[0]?.centre[0]).toBeLessThan(312);
  });

  test("nothing below the least score", () => {
    expect(decodeDetections(PALM, answers({ 5: -0.1 }), REGION, 0.5)).toEqual([]);
  });
});
