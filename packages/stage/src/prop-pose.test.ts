import { describe, expect, test } from "vitest";
import { poseFromSeat, poseOnFigure } from "./prop-pose.ts";
import { pointOf, type Pose, rotate, uprightTo } from "./rotation.ts";

const leaning: Pose = { position: [0.3, 1.2, 0.4], rotation: uprightTo([0.6, 0.8, 0]) };

describe("a pose from another room", () => {
  test("comes by the half turn: to the other side, as a rotation", () => {
    const here = poseFromSeat(leaning);
    const expected = [-0.3, 1.2, -0.4];
    here.position.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? 0, 9));
    const [x, y] = rotate(here.rotation, [0, 1, 0]);
    expect([x, y]).toEqual([expect.closeTo(-0.6, 9), expect.closeTo(0.8, 9)]);
  });

  test("is back where it was after both ways", () => {
    const back = poseFromSeat(poseFromSeat(leaning));
    back.position.forEach((value, i) => expect(value).toBeCloseTo(leaning.position[i] ?? 0, 9));
    const tip = pointOf(back, [0.1, 0.4, 0.2]);
    const before = pointOf(leaning, [0.1, 0.4, 0.2]);
    tip.forEach((value, i) => expect(value).toBeCloseTo(before[i] ?? 0, 9));
  });
});

describe("a thing in a remote hand", () => {
  test("meets the picture of that hand, where the lens saw it", () => {
    const held: Pose = { ...leaning, position: [0.3, 1.2, 2] };
    const shown = poseOnFigure(held, { planeM: 2.5, lensHeightM: 1.6, standBackM: 0.1 });
    expect(shown.position[0]).toBeCloseTo(-0.3 * 1.25, 9);
    expect(shown.position[1]).toBeCloseTo(1.6 - 0.4 * 1.25, 9);
    expect(shown.position[2]).toBeGreaterThan(-0.1);
    expect(shown.position[2]).toBeLessThan(0);
  });

  test("without a measured camera stays at its own height and side", () => {
    const shown = poseOnFigure(leaning, { planeM: 0, lensHeightM: null, standBackM: 0 });
    expect(shown.position.slice(0, 2)).toEqual([expect.closeTo(-0.3, 9), 1.2]);
  });
});
