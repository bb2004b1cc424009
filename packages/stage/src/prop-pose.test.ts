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
  test("is drawn just before the picture of that hand", () => {
    const shown = poseOnFigure(leaning, { standBackM: 0.1, addedM: [0, 0] });
    expect(shown.position.slice(0, 2)).toEqual([expect.closeTo(-0.3, 9), 1.2]);
    expect(shown.position[2]).toBeGreaterThan(-0.1);
    expect(shown.position[2]).toBeLessThan(0);
  });

  test("goes where the figure was moved on this glass", () => {
    const shown = poseOnFigure(leaning, { standBackM: 0, addedM: [0.1, 0.7] });
    expect(shown.position.slice(0, 2)).toEqual([expect.closeTo(-0.4, 9), expect.closeTo(1.9, 9)]);
  });
});
