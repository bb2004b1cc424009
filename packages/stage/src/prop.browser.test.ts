import type { Pane } from "@visavis/pane";
import { type FrameFacts, wholePictureFacts } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import type { Prop } from "./prop.ts";
import type { Pose } from "./rotation.ts";
import type { PixelBlock } from "./stage-renderer.ts";
import { packSynthetic, type SyntheticPerson } from "./synthetic-person.ts";
import { pixelAt, plain, type SyntheticStage, syntheticStage } from "./synthetic-stage.ts";

/** Two millimetres a pixel, the floor just below the middle of the torch's fall of light. */
const pane: Pane = { size: { widthM: 0.9, heightM: 1.6 }, lowerEdgeM: 0 };
const size = { widthPx: 450, heightPx: 800 };
const packed = { widthPx: 192, unitRows: 4 };
const facts: FrameFacts = {
  ...wholePictureFacts({ width: 192, height: 392 }),
  person: { topRow: 0, footRow: 392, planeM: 0, hasFloorContact: true },
  metresPerPixel: 0.004,
};

/** A grey board, 38 cm wide, from the floor to 1.4 m. */
const board: SyntheticPerson = {
  alphaAt: (u, v) => (Math.abs(u - 0.5) < 0.25 && v > 0.1 ? 1 : 0),
  colourAt: () => [90, 128, 128],
};
const frame = plain(packSynthetic(board, packed, null));
const stageOptions = { pane, size, facts, mode: "transparent", eye: [0, 0.8, 1.5] } as const;

/** Beside the board, its fire 0.27 m from the middle and 1.33 m high. */
const beside: Pose = { position: [0.27, 0.9, 0.02], rotation: [0, 0, 0, 1] };
const STEM = [360, 350] as const;
const onBoard: Pose = { position: [0, 0.7, 0.02], rotation: [0, 0, 0, 1] };
const BOARD_STEM = [225, 450] as const;

async function settle(setup: SyntheticStage, ms = 700): Promise<PixelBlock> {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) {
    setup.stage.draw();
    await new Promise((done) => setTimeout(done, 20));
  }
  return await setup.show(frame);
}

function addTorch(setup: SyntheticStage, pose: Pose, look: "solid" | "ghost" = "solid"): Prop {
  const prop = setup.stage.addProp("torch", { kind: "torch" });
  prop.update({ pose, look, isLit: true, isOwn: true });
  return prop;
}

/** Mean of each channel over a box. */
function mean(
  pixels: PixelBlock,
  [left, top]: readonly [number, number],
  side = 12,
): readonly [number, number, number, number] {
  const sums = [0, 0, 0, 0];
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      pixelAt(pixels, x, y).forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value));
    }
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sums.map((sum) => sum / side ** 2);
  return [red, green, blue, alpha];
}

/** Right of the board: a person whose frames come late on a busy machine turns to a ghost. */
const TORCH_FROM_X = 330;

function largestDifference(a: PixelBlock, b: PixelBlock): number {
  let most = 0;
  for (let i = 0; i < a.data.length; i++) {
    if ((i >> 2) % a.widthPx < TORCH_FROM_X) continue;
    most = Math.max(most, Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)));
  }
  return most;
}

describe.each(["bare", "three"] as const)("a torch on the %s stage", (renderer) => {
  const options = { ...stageOptions, renderer };

  test("is opaque when solid, a veil when a ghost, nothing when none", async () => {
    await using setup = await syntheticStage(options);
    const prop = addTorch(setup, beside);
    expect(pixelAt(await settle(setup), ...STEM)[3]).toBe(255);
    prop.update({ look: "ghost" });
    const ghost = pixelAt(await settle(setup), ...STEM);
    expect(ghost[3]).toBeGreaterThan(10);
    expect(ghost[3]).toBeLessThan(160);
    expect(ghost[2]).toBeGreaterThan(ghost[0]);
    prop.update({ look: "none" });
    expect(pixelAt(await settle(setup), ...STEM)).toEqual([0, 0, 0, 0]);
    expect(prop.state).toMatchObject({ look: "none", isSolid: false, isBurning: false });
  });

  test("is no longer drawn in the first frame in which it may not be solid", async () => {
    await using setup = await syntheticStage(options);
    let hasLease = true;
    const prop = setup.stage.addProp("torch", { kind: "torch" }, { maySolid: () => hasLease });
    prop.update({ pose: beside, look: "solid", isLit: true, isOwn: true });
    await settle(setup);
    expect(prop.state.isSolid).toBe(true);
    hasLease = false;
    const pixels = setup.stage.readPixels();
    expect(pixels && pixelAt(pixels, ...STEM)).toEqual([0, 0, 0, 0]);
    expect(prop.state.isSolid).toBe(false);
  });

  test("[RELAY-28] a page that was stopped in the middle of a drawing shows nothing of what ran out meanwhile", async () => {
    await using setup = await syntheticStage(options);
    let drawings = Number.POSITIVE_INFINITY;
    const maySolid = (): boolean => drawings-- > 0;
    const prop = setup.stage.addProp("torch", { kind: "torch" }, { maySolid });
    prop.update({ pose: beside, look: "solid", isLit: true, isOwn: true });
    await settle(setup);
    const looks: string[] = [];
    prop.onDrawn(({ look }) => looks.push(look));
    // The right is there when the drawing begins, and gone when it ends.
    drawings = 1;
    const pixels = setup.stage.readPixels();
    expect(pixels && pixelAt(pixels, ...STEM)).toEqual([0, 0, 0, 0]);
    expect(looks).toEqual(["none"]);
  });

  test("warms the near side of a person more than the far side, and a ghost does not", async () => {
    await using setup = await syntheticStage({ ...options, isMotionReduced: true });
    const before = await settle(setup, 100);
    const prop = addTorch(setup, beside, "ghost");
    const near = [296, 240] as const;
    const far = [150, 700] as const;
    expect(mean(await settle(setup), near)).toEqual(mean(before, near));
    prop.update({ look: "solid" });
    const lit = await settle(setup, 900);
    const gain = (at: readonly [number, number], i: number): number =>
      (mean(lit, at)[i] ?? 0) / (mean(before, at)[i] ?? 1);
    expect(gain(near, 0)).toBeGreaterThan(1.25);
    expect(gain(near, 0)).toBeGreaterThan(gain(near, 2) + 0.15);
    expect(gain(near, 0)).toBeGreaterThan(gain(far, 0) + 0.15);
    expect(mean(lit, near)[3]).toBe(255);
  });

  test("is over the person before the pane and under him behind", async () => {
    await using setup = await syntheticStage({ ...options, standBackM: 0.1 });
    const bare = await settle(setup, 100);
    const prop = addTorch(setup, onBoard);
    const over = await settle(setup);
    expect(mean(over, BOARD_STEM, 3)[0]).toBeGreaterThan(mean(bare, BOARD_STEM, 3)[0] + 25);
    prop.update({ pose: { ...onBoard, position: [0, 0.7, -0.4] }, isLit: false });
    const under = await settle(setup, 1200);
    expect(mean(under, BOARD_STEM, 3)).toEqual(mean(bare, BOARD_STEM, 3));
  });

  test("stands still for those who asked for less motion", async () => {
    await using setup = await syntheticStage({ ...options, isMotionReduced: true });
    addTorch(setup, beside);
    const first = await settle(setup, 900);
    const second = await settle(setup, 150);
    expect(largestDifference(first, second)).toBe(0);
  });

  test("flickers for all others", async () => {
    await using setup = await syntheticStage({ ...options, isMotionReduced: false });
    addTorch(setup, beside);
    const first = await settle(setup, 900);
    expect(largestDifference(first, await settle(setup, 150))).toBeGreaterThan(8);
  });

  test("is back after the graphics context was lost", async () => {
    await using setup = await syntheticStage({ ...options, isMotionReduced: true });
    const prop = addTorch(setup, beside);
    const before = await settle(setup, 900);
    const gl = setup.canvas.getContext("webgl2");
    const loss = gl?.getExtension("WEBGL_lose_context");
    const restored = new Promise((done) =>
      setup.canvas.addEventListener("webglcontextrestored", done, { once: true }),
    );
    loss?.loseContext();
    await new Promise((done) => setTimeout(done, 50));
    prop.update({ pose: beside });
    loss?.restoreContext();
    await restored;
    expect(largestDifference(before, await settle(setup, 200))).toBeLessThanOrEqual(1);
  });

  test("leaves pure black outside of itself where black means nothing", async () => {
    await using setup = await syntheticStage({ ...options, mode: "black" });
    addTorch(setup, { ...beside, position: [0.27, 0.6, 0.02] });
    const pixels = await settle(setup);
    const corners = [
      [5, 5],
      [60, 30],
      [440, 790],
    ] as const;
    for (const [x, y] of corners) expect(pixelAt(pixels, x, y)).toEqual([0, 0, 0, 255]);
  });

  test("shows sparks in the glass when its commit is late, and no torch", async () => {
    await using setup = await syntheticStage({ ...options, isMotionReduced: true });
    const prop = addTorch(setup, beside);
    await settle(setup);
    prop.flash("in-flight");
    prop.update({ look: "none" });
    const soon = setup.stage.readPixels();
    expect(soon && pixelAt(soon, ...STEM)).toEqual([0, 0, 0, 0]);
    expect(prop.state.isInFlight).toBe(false);
    const late = await settle(setup, 500);
    expect(prop.state.isInFlight).toBe(true);
    expect(mean(late, [354, 344])[0]).toBeGreaterThan(15);
  });

  test("glides when its pose jumps, and jumps only under a flash", async () => {
    await using setup = await syntheticStage({ ...options, isMotionReduced: true });
    const prop = addTorch(setup, beside);
    // Longer ago than what a hand's way is foretold from.
    await settle(setup, 400);
    const places: number[] = [];
    prop.onDrawn(({ position }) => places.push(position?.[0] ?? 0));
    prop.update({ pose: { ...beside, position: [-0.3, 0.9, 0.02] } });
    await settle(setup, 400);
    const steps = places.map((x, i) => Math.abs(x - (places[i - 1] ?? 0.27)));
    expect(Math.max(...steps)).toBeLessThan(0.5);
    expect(places.at(-1)).toBeCloseTo(-0.3, 3);
    prop.flash("pass");
    prop.update({ pose: beside });
    setup.stage.draw();
    expect(prop.state.position?.[0]).toBeCloseTo(0.27, 6);
  });
});

test("poses that no hand could have are refused and counted", async () => {
  await using setup = await syntheticStage({ ...stageOptions, renderer: "bare" });
  const prop = addTorch(setup, beside);
  for (const x of [Number.NaN, Infinity, 1e6]) {
    expect(prop.update({ pose: { ...beside, position: [x, 1, 0] } })).toBe(false);
  }
  expect(prop.update({ pose: { ...beside, position: [15, 1, 0] } })).toBe(true);
  expect(prop.state.refusedPoses).toBe(3);
  // It glides there frame by frame, and a busy machine draws few of them.
  await expect
    .poll(
      async () => {
        await settle(setup, 200);
        return prop.state.position?.[0];
      },
      { timeout: 10_000 },
    )
    .toBeCloseTo(0.9 / 2 + 0.7, 3);
});

test("both renderers draw the same torch", async () => {
  const pictures: PixelBlock[] = [];
  for (const renderer of ["bare", "three"] as const) {
    const options = { ...stageOptions, renderer, mode: "lit", isMotionReduced: true } as const;
    await using setup = await syntheticStage(options);
    addTorch(setup, beside);
    pictures.push(await settle(setup, 900));
  }
  const [bare, three] = pictures;
  expect(bare && three ? largestDifference(bare, three) : 255).toBeLessThanOrEqual(3);
});

test("without WebGL a torch is still there, and a ghost of it is still a ghost", async () => {
  await using setup = await syntheticStage({ ...stageOptions, renderer: "flat" });
  const prop = addTorch(setup, beside);
  expect(pixelAt(await settle(setup), ...STEM)[3]).toBe(255);
  prop.update({ look: "ghost" });
  expect(pixelAt(await settle(setup), ...STEM)[3]).toBeLessThan(128);
  prop.update({ look: "none" });
  expect(pixelAt(await settle(setup), ...STEM)).toEqual([0, 0, 0, 0]);
});

test("what is made ready for the first torch is not shown", async () => {
  await using setup = await syntheticStage({ ...stageOptions, renderer: "flat" });
  const before = await settle(setup);
  setup.stage.prepareProps();
  expect(largestDifference(before, await settle(setup))).toBe(0);
  addTorch(setup, beside);
  expect(pixelAt(await settle(setup), ...STEM)[3]).toBe(255);
});

test("a torch and its light cost less than a frame's time at 540 x 960 without a GPU", async () => {
  const large = { widthPx: 540, heightPx: 960 };
  await using setup = await syntheticStage({ ...stageOptions, size: large, mode: "lit" });
  const prop = addTorch(setup, beside);
  const bestMs = async (look: "solid" | "none"): Promise<number> => {
    prop.update({ look });
    await settle(setup, 600);
    const times = Array.from({ length: 20 }, () => {
      const startMs = performance.now();
      setup.stage.readPixels();
      return performance.now() - startMs;
    });
    return Math.min(...times);
  };
  const without = await bestMs("none");
  expect((await bestMs("solid")) - without).toBeLessThan(33);
});
