import { type FigurePlacement, placeFigure, transformPoint, type Vector3 } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { DEFAULT_BACKDROP, drawnEye, type StageLook } from "./stage-look.ts";
import { cardMatrix, type SceneFigure, stageScene } from "./stage-scene.ts";

const look: StageLook = {
  mode: "lit",
  pane: { size: { widthM: 1.2, heightM: 2.1 }, lowerEdgeM: 0 },
  standBackM: 0,
  eye: [0.3, 1.6, 1.5],
  isMirrored: false,
  backdrop: DEFAULT_BACKDROP,
  roomGain: [1, 1, 1],
};

function placement(standBackM: number, hasFloorContact = true): FigurePlacement {
  const placed = placeFigure({
    facts: {
      camera: { width: 720, height: 1280 },
      crop: { x: 160, y: 100, width: 400, height: 1100 },
      view: null,
      person: { topRow: 120, footRow: 1190, planeM: 0, hasFloorContact },
      metresPerPixel: 0.0016,
    },
    pane: look.pane,
    standBackM,
    eye: look.eye,
    fallback: { personHeightM: 1.7 },
  });
  if (!placed) throw new Error("no placement");
  return placed;
}

function figure(id: string, standBackM: number, hasFloorContact = true): SceneFigure<null> {
  return { id, picture: null, placement: placement(standBackM, hasFloorContact), opacity: 1 };
}

const keys = (mode: StageLook["mode"], ...figures: SceneFigure<null>[]): string[] =>
  stageScene({ ...look, mode }, figures).items.map(({ key }) => key);

describe("stage scene", () => {
  test("what is farther is drawn first, each person over his own shadow", () => {
    expect(keys("lit", figure("near", 0.1), figure("far", 1))).toEqual([
      "wall line",
      "shadow far",
      "figure far",
      "shadow near",
      "figure near",
    ]);
  });

  test("where black is nothing there is no shadow but a line of light", () => {
    expect(keys("black", figure("a", 0))).toEqual(["glow a", "figure a"]);
  });

  test("people whose feet are not seen throw no shadow", () => {
    expect(keys("transparent", figure("a", 0, false))).toEqual(["figure a"]);
  });

  test("only a lit room has walls; a transparent stage is empty", () => {
    expect(stageScene(look, []).floor).not.toBeNull();
    expect(stageScene({ ...look, mode: "black" }, [])).toMatchObject({ floor: null, items: [] });
    expect(stageScene({ ...look, mode: "transparent" }, []).clear).toEqual([0, 0, 0, 0]);
  });

  test("a mirror changes the side of the eye and of the picture", () => {
    expect(drawnEye({ eye: look.eye, isMirrored: true })).toEqual([-0.3, 1.6, 1.5]);
    const point: Vector3 = [0.2, 1, 0];
    const seen = (isMirrored: boolean): Vector3 => {
      const { projection, view } = stageScene({ ...look, isMirrored }, []);
      return transformPoint(projection, transformPoint(view, point));
    };
    // On the glass itself nothing depends on the eye, so the two are each other's mirror image.
    expect(seen(true)[0]).toBeCloseTo(-seen(false)[0], 9);
    expect(seen(true)[1]).toBeCloseTo(seen(false)[1], 9);
  });

  test("room light, given linearly, is applied to gamma-coded colour", () => {
    const lit = stageScene({ ...look, roomGain: [2, 1, 0.5] }, [figure("a", 0)]).items.at(-1);
    expect(lit?.uniforms["uGain"]).toEqual([2 ** (1 / 2.2), 1, 0.5 ** (1 / 2.2)]);
  });

  test("a figure's bounds hold its whole picture", () => {
    const placed = placement(0);
    const item = stageScene(look, [figure("a", 0)]).items.at(-1);
    const [left = 0, bottom = 0, right = 0, top = 0] = item?.bounds ?? [];
    const [upperLeft, , lowerRight] = placed.corners;
    expect(left).toBeCloseTo(upperLeft[0] / 0.6, 6);
    expect(right).toBeCloseTo(lowerRight[0] / 0.6, 6);
    expect(bottom).toBeCloseTo(lowerRight[1] / 1.05 - 1, 6);
    expect(top).toBeCloseTo(upperLeft[1] / 1.05 - 1, 6);
  });

  test("card space stands on the floor in the person's plane", () => {
    const placed = placement(0.4);
    const matrix = cardMatrix(placed);
    expect(transformPoint(matrix, [0, 0, 0])[2]).toBeCloseTo(-0.4, 9);
    expect(transformPoint(matrix, [0, 1.2, 0])[1]).toBeCloseTo(1.2, 9);
    expect(transformPoint(matrix, [0, 0, 0.1])[2]).toBeCloseTo(-0.3, 9);
  });
});
