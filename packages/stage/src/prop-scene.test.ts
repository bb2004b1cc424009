import { offAxis, type Pane, type Vector3 } from "@visavis/pane";
import { describe, expect, test } from "vitest";
import { lightsOf, propLayers, type SceneProp } from "./prop-scene.ts";
import { formOf } from "./prop-source.ts";
import { pointOf, type Rotation, UPRIGHT, uprightTo } from "./rotation.ts";
import { TORCH_FLAME } from "./torch-geometry.ts";

const pane: Pane = { size: { widthM: 1.2, heightM: 2.1 }, lowerEdgeM: 0 };
const eye: Vector3 = [0, 1.6, 1.5];
const clip = offAxis(pane, eye);

function torch(
  z: number,
  rotation: Rotation = UPRIGHT,
  change: Partial<SceneProp> = {},
): SceneProp {
  const pose = { position: [0.2, 1.1, z], rotation } as const;
  const { box, mesh, reachM } = formOf("torch", true);
  return {
    id: "t",
    pose,
    presence: 1,
    solidity: 1,
    flame: 1,
    ember: 0,
    light: 1,
    flameAt: pointOf(pose, TORCH_FLAME),
    drift: [0, 0, 0],
    smokeAge: null,
    flashes: [],
    flightAt: null,
    isCalm: false,
    nowMs: 1000,
    timeS: 1,
    mesh,
    asset: null,
    reachM,
    box,
    ...change,
  };
}

/** What is drawn, with the figures among it, from far to near. */
function order(prop: SceneProp, planes: readonly number[]): string[] {
  const figures = planes.map((zM) => ({ zM, keys: [`figure ${zM}`] }));
  const layers = propLayers(prop, { clip, eye, planes, lights: lightsOf([prop]) });
  const parts = layers.map(({ items, zM }) => ({ zM, keys: items.map(({ key }) => key) }));
  return [...figures, ...parts].toSorted((a, b) => a.zM - b.zM).flatMap(({ keys }) => keys);
}

describe("a torch among people", () => {
  test("in front of the pane is drawn over the person", () => {
    expect(order(torch(0.7), [-0.1])).toEqual(["figure -0.1", "prop t 0", "flame t", "sparks t"]);
  });

  test("behind the person is drawn under", () => {
    expect(order(torch(-0.9), [-0.1]).at(-1)).toBe("figure -0.1");
  });

  test("that reaches through the person's plane is cut there", () => {
    const leaning = uprightTo([0, 0.8, 0.6]);
    const through = torch(-0.15, leaning);
    expect(order(through, [-0.1])).toEqual([
      "prop t 0",
      "figure -0.1",
      "prop t 1",
      "flame t",
      "sparks t",
    ]);
    const slices = propLayers(through, { clip, eye, planes: [-0.1], lights: [] })
      .flatMap(({ items }) => items)
      .filter(({ shape }) => shape === "body")
      .map(({ uniforms }) => uniforms["uSlice"]);
    expect(slices).toEqual([
      [-1000, -0.1],
      [-0.1, 1000],
    ]);
  });

  test("that leans away has its fire behind the person and its grip before", () => {
    const leaning = uprightTo([0, 0.8, -0.6]);
    expect(order(torch(0.02, leaning), [-0.1])).toEqual([
      "prop t 0",
      "flame t",
      "sparks t",
      "figure -0.1",
      "prop t 1",
    ]);
  });

  test("stands between two people at different distances", () => {
    expect(order(torch(-0.6), [-1.4, -0.05])).toEqual([
      "figure -1.4",
      "prop t 0",
      "flame t",
      "sparks t",
      "figure -0.05",
    ]);
  });
});

describe("what is drawn of it", () => {
  const flash = { kind: "pass", startMs: 900, at: [0, 1.2, 0] } as const;

  test("a ghost has no fire and no light", () => {
    const ghost = torch(0.2, UPRIGHT, { solidity: 0, flame: 0, light: 0 });
    expect(order(ghost, [])).toEqual(["prop t 0"]);
    expect(lightsOf([ghost])).toEqual([]);
  });

  test("in calm there are no sparks", () => {
    const calm = order(torch(0.2, UPRIGHT, { isCalm: true, flashes: [flash] }), []);
    expect(calm.filter((key) => key.startsWith("sparks"))).toEqual([]);
  });

  test("a burst takes the place of the fire's own sparks: never more than one lot", () => {
    const keys = order(torch(0.2, UPRIGHT, { flashes: [flash, { ...flash, kind: "kiss" }] }), []);
    expect(keys.filter((key) => key.startsWith("sparks"))).toHaveLength(1);
  });

  test("on its way it is a light in the glass and nothing else", () => {
    const lost = { presence: 0, solidity: 0, flame: 0, light: 0, flightAt: [0, 1, 0] } as const;
    expect(order(torch(0.2, UPRIGHT, lost), [])).toEqual(["flight t", "sparks flight t"]);
  });

  test("at most two fires shine on people", () => {
    const fires = [0.2, 1, 0.6].map((light) => torch(0.2, UPRIGHT, { light }));
    expect(lightsOf(fires).map(({ strength }) => strength)).toEqual([1, 0.6]);
  });
});
