import type { Pane } from "@visavis/pane";
import { type FrameFacts, wholePictureFacts } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { GHOST_OPACITY } from "./fade.ts";
import type { PixelBlock } from "./stage-renderer.ts";
import { DEFAULT_BACKDROP } from "./stage-look.ts";
import { packSynthetic, resized, type SyntheticPerson, type Yuv } from "./synthetic-person.ts";
import { pixelAt, plain, type SyntheticStageOptions, syntheticStage } from "./synthetic-stage.ts";

type Point = readonly [x: number, y: number];

/** One millimetre a pixel, the floor at the lower edge. */
const pane: Pane = { size: { widthM: 0.27, heightM: 0.48 }, lowerEdgeM: 0 };
const size = { widthPx: 270, heightPx: 480 };
const packed = { widthPx: 192, unitRows: 4 };
const onGlass = { pane, size, standBackM: 0 } as const;

/** The crop covers the glass's columns 39 to 231 and rows 88 to 480, one to one. */
const facts: FrameFacts = {
  ...wholePictureFacts({ width: 192, height: 392 }),
  sequence: 5,
  person: { topRow: 0, footRow: 392, planeM: 0, hasFloorContact: true },
  metresPerPixel: 0.001,
};

const RED: Yuv = [85, 115, 213];
const BLUE: Yuv = [63, 200, 110];
const WHITE: Yuv = [235, 128, 128];
const LEFT_RGB = [233, 38, 53];
const RIGHT_RGB = [22, 49, 207];

/** Red on the left, blue on the right; solid between u 1/4 and 3/4, v 1/4 and 3/4. */
const block: SyntheticPerson = {
  alphaAt: (u, v) => (Math.abs(u - 0.5) < 0.25 && Math.abs(v - 0.5) < 0.25 ? 1 : 0),
  colourAt: (u) => (u < 0.5 ? RED : BLUE),
};
/** Middle of the red half, of the blue half, and points a hand's breadth outside of the block. */
const LEFT: Point = [112, 284];
const RIGHT: Point = [158, 284];
const OUTSIDE: readonly Point[] = [
  [80, 284],
  [190, 284],
  [135, 180],
  [135, 390],
];

const blockFrame = plain(packSynthetic(block, packed, null));

function expectNear(pixel: readonly number[], wanted: readonly number[], by: number): void {
  const off = wanted.map((value, i) => Math.abs((pixel[i] ?? 0) - value));
  expect(Math.max(...off), `${pixel.join()} is not ${wanted.join()}`).toBeLessThanOrEqual(by);
}

async function shown(
  options: Omit<SyntheticStageOptions, "facts" | "pane">,
  frame = blockFrame,
): Promise<PixelBlock> {
  await using setup = await syntheticStage({ ...onGlass, facts, ...options });
  return await setup.show(frame);
}

describe.each(["bare", "three"] as const)("%s stage", (renderer) => {
  test("[PACK-3] [PACK-7] is opaque where alpha is full and shows the backdrop where it is none", async () => {
    const pixels = await shown({ renderer, mode: "transparent" });
    expectNear(pixelAt(pixels, ...LEFT), [...LEFT_RGB, 255], 4);
    expectNear(pixelAt(pixels, ...RIGHT), [...RIGHT_RGB, 255], 4);
    for (const point of OUTSIDE) expect(pixelAt(pixels, ...point)).toEqual([0, 0, 0, 0]);
  });

  test("puts the person before wall and floor in a lit room", async () => {
    const pixels = await shown({ renderer, mode: "lit", eye: [0, 0.24, 1.5] });
    expectNear(pixelAt(pixels, ...LEFT), [...LEFT_RGB, 255], 4);
    const wall = DEFAULT_BACKDROP.wall.map((value) => value * 255);
    expectNear(pixelAt(pixels, 5, 5), [...wall, 255], 1);
    expect(pixelAt(pixels, 80, 284)).toEqual(pixelAt(pixels, 10, 284));
    const floor = DEFAULT_BACKDROP.floor.map((value) => value * 255);
    expectNear(pixelAt(pixels, 2, 470), [...floor, 255], 1);
  });

  test("is black outside of the person where black means nothing", async () => {
    const pixels = await shown({ renderer, mode: "black" });
    for (const point of OUTSIDE) expect(pixelAt(pixels, ...point)).toEqual([0, 0, 0, 255]);
    const [red, green] = pixelAt(pixels, ...LEFT);
    expect(red).toBeGreaterThan(230);
    // Shadows are lifted: a fifth of full light is shown brighter than it came.
    expect(green).toBeGreaterThan(40);
  });

  test("changes sides for a display that is seen in a mirror", async () => {
    const pixels = await shown({ renderer, mode: "transparent", isMirrored: true });
    expectNear(pixelAt(pixels, 270 - LEFT[0], LEFT[1]), [...LEFT_RGB, 255], 4);
    expectNear(pixelAt(pixels, 270 - RIGHT[0], RIGHT[1]), [...RIGHT_RGB, 255], 4);
  });

  test("takes the planes of an NV12 frame as well", async () => {
    const pixels = await shown({ renderer, mode: "transparent", format: "NV12" });
    expectNear(pixelAt(pixels, ...LEFT), [...LEFT_RGB, 255], 4);
    expect(pixelAt(pixels, 80, 284)).toEqual([0, 0, 0, 0]);
  });

  test("draws by textures alone what it draws by planes", async () => {
    // The browser makes RGB by its own rounding, which differs from one way of drawing to another.
    const pixels = await shown({ renderer, mode: "transparent", copiesPlanes: false });
    expectNear(pixelAt(pixels, ...LEFT), [...LEFT_RGB, 255], 10);
    expectNear(pixelAt(pixels, ...RIGHT), [...RIGHT_RGB, 255], 10);
    for (const point of OUTSIDE) expect(pixelAt(pixels, ...point)).toEqual([0, 0, 0, 0]);
  });

  test("[PACK-2] multiplies straight colour by alpha itself", async () => {
    const veil: SyntheticPerson = { alphaAt: () => 0.5, colourAt: () => WHITE };
    const frame = plain(packSynthetic(veil, packed, null));
    const pixels = await shown({ renderer, mode: "transparent" }, frame);
    // High enough for the shadow to lie elsewhere.
    expectNear(pixelAt(pixels, 112, 96), [128, 128, 128, 128], 2);
  });

  test("[PACK-4] mixes neither colour into alpha nor alpha into colour at the seam", async () => {
    // White down to the last row, solid only in the lower half: the worst neighbours there are.
    const floor: SyntheticPerson = { alphaAt: (_u, v) => (v > 0.5 ? 1 : 0), colourAt: () => WHITE };
    const pixels = await shown(
      { renderer, mode: "transparent" },
      plain(packSynthetic(floor, packed, null)),
    );
    for (const y of [88, 89, 90, 100]) expect(pixelAt(pixels, 135, y)).toEqual([0, 0, 0, 0]);
    for (const y of [470, 477, 478, 479])
      expectNear(pixelAt(pixels, 135, y), [255, 255, 255, 255], 1);
  });

  test.each([
    [0.5, 0.5],
    [0.75, 0.75],
    [91 / 192, 301 / 640],
    [1, 0.5],
  ])("[PACK-5] a frame resized by %d x %d shows the same", async (fx, fy) => {
    const [widthPx, heightPx] = [Math.round(192 * fx), Math.round(640 * fy)];
    const bytes = resized(packSynthetic(block, packed, null), widthPx, heightPx);
    const pixels = await shown({ renderer, mode: "transparent" }, { bytes, widthPx, heightPx });
    expectNear(pixelAt(pixels, ...LEFT), [...LEFT_RGB, 255], 6);
    expectNear(pixelAt(pixels, ...RIGHT), [...RIGHT_RGB, 255], 6);
    for (const point of OUTSIDE) expect(pixelAt(pixels, ...point)).toEqual([0, 0, 0, 0]);
    const before = opaqueShare(await shown({ renderer, mode: "transparent" }));
    expect(Math.abs(opaqueShare(pixels) / before - 1)).toBeLessThan(0.01);
  });

  test("a context that is lost comes back with the next frame", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts, renderer, mode: "transparent" });
    await setup.show(blockFrame);
    const gl = setup.canvas.getContext("webgl2");
    const loss = gl?.getExtension("WEBGL_lose_context");
    const restored = new Promise((done) => {
      setup.canvas.addEventListener("webglcontextrestored", done);
    });
    const lost = new Promise((done) => setup.canvas.addEventListener("webglcontextlost", done));
    loss?.loseContext();
    await lost;
    // The browser restores only after the event has run its course.
    await new Promise((done) => setTimeout(done, 50));
    expect(setup.stage.state.renderer).toBeNull();
    expect(setup.stage.readPixels()).toBeNull();
    loss?.restoreContext();
    await restored;
    expectNear(pixelAt(await setup.show(blockFrame), ...LEFT), [...LEFT_RGB, 255], 4);
  });
});

describe("figure", () => {
  test("tells of each frame that reached the glass, with that frame's facts", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts });
    const seen: (number | undefined)[] = [];
    setup.figure.onShown((frame) => seen.push(frame.facts?.sequence));
    await setup.show(blockFrame);
    expect(seen[0]).toBe(5);
    expect(setup.figure.state).toMatchObject({ size: { widthPx: 192, heightPx: 640 }, opacity: 1 });
    expect(setup.figure.state.shownFrames).toBe(seen.length);
  });

  test.each([true, false])(
    "[PACK-6] without a trailer its facts come from the code strip (planes: %s)",
    async (copiesPlanes) => {
      await using setup = await syntheticStage({ ...onGlass, facts: null, copiesPlanes });
      const sent = { ...facts, capturedAtMs: Date.now() };
      await setup.show(plain(packSynthetic(block, packed, sent)));
      expect(setup.figure.state.facts).toMatchObject({ sequence: 5, metresPerPixel: 0.001 });
    },
  );

  test("gives back the matte that arrived", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts });
    await setup.show(blockFrame);
    const alpha = setup.figure.readAlpha();
    expect([alpha?.widthPx, alpha?.heightPx]).toEqual([192, 392]);
    const at = (x: number, y: number): number | undefined => alpha?.data[y * 192 + x];
    expect([at(96, 196), at(96, 90), at(96, 300), at(40, 196)]).toEqual([255, 0, 0, 0]);
  });

  test("turns to a ghost when its frames stop, and is solid again with the next", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts, mode: "transparent" });
    await setup.show(blockFrame);
    await new Promise((done) => setTimeout(done, 2800));
    const ghost = setup.stage.readPixels();
    expect(setup.figure.state.opacity).toBeCloseTo(GHOST_OPACITY, 1);
    expect(ghost ? pixelAt(ghost, ...LEFT)[3] : 0).toBeLessThan(0.45 * 255);
    expect(pixelAt(await setup.show(blockFrame), ...LEFT)[3]).toBe(255);
  });

  test("is gone when its video has no source any more", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts, mode: "transparent" });
    await setup.show(blockFrame);
    setup.video.srcObject = null;
    const pixels = setup.stage.readPixels();
    expect(pixels && pixelAt(pixels, ...LEFT)).toEqual([0, 0, 0, 0]);
  });

  test("moves to its seat", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts, mode: "transparent" });
    await setup.show(blockFrame);
    setup.figure.sit({ xM: 0.05, zM: 0, yawRad: Math.PI });
    const pixels = await setup.show(blockFrame);
    expectNear(pixelAt(pixels, LEFT[0] + 50, LEFT[1]), [...LEFT_RGB, 255], 4);
    expect(pixelAt(pixels, 90, 284)).toEqual([0, 0, 0, 0]);
  });

  test("takes the light of the room it stands in", async () => {
    await using setup = await syntheticStage({ ...onGlass, facts, mode: "lit" });
    const before = pixelAt(await setup.show(blockFrame), ...RIGHT);
    setup.stage.setRoomLight([1, 1, 0.5]);
    // A frame is unpacked in the light that the drawing before it asked for.
    setup.stage.draw();
    const after = pixelAt(await setup.show(blockFrame), ...RIGHT);
    expect(after[2] / before[2]).toBeCloseTo(0.5 ** (1 / 2.2), 1);
    expect(after[0]).toBe(before[0]);
  });

  test("stands on the floor with a shadow under it", async () => {
    const standing: SyntheticPerson = {
      ...block,
      alphaAt: (u) => (Math.abs(u - 0.5) < 0.2 ? 1 : 0),
    };
    const frame = plain(packSynthetic(standing, packed, null));
    await using setup = await syntheticStage({ ...onGlass, facts, standBackM: 0.1 });
    const pixels = await setup.show(frame);
    // Feet at 0.1 m behind the glass stand on row 380; just before them lies the shadow.
    const row = 385;
    const [under] = pixelAt(pixels, 135, row);
    const [aside] = pixelAt(pixels, 3, row);
    expect(under).toBeLessThan(0.7 * aside);
  });
});

test("both renderers give the same picture", async () => {
  for (const mode of ["lit", "black", "transparent"] as const) {
    const [bare, three] = [
      await shown({ renderer: "bare", mode }),
      await shown({ renderer: "three", mode }),
    ];
    expect(largestDifference(bare, three)).toBeLessThanOrEqual(2);
  }
});

test("without WebGL a person is still there", async () => {
  const pixels = await shown({ renderer: "flat", mode: "transparent" });
  expectNear(pixelAt(pixels, ...LEFT), [...LEFT_RGB, 255], 6);
  for (const point of OUTSIDE) expect(pixelAt(pixels, ...point)).toEqual([0, 0, 0, 0]);
});

function opaqueShare({ data }: PixelBlock): number {
  let sum = 0;
  for (let i = 3; i < data.length; i += 4) sum += data[i] ?? 0;
  return sum / (data.length / 4) / 255;
}

function largestDifference(a: PixelBlock, b: PixelBlock): number {
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? 0))), 0);
}
