import type { Pane } from "@visavis/pane";
import type { FrameFacts } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { DEFAULT_BACKDROP, stageScene } from "./stage-scene.ts";
import { packSynthetic, resized, type SyntheticPerson } from "./synthetic-person.ts";
import { pixelAt, plain, syntheticStage } from "./synthetic-stage.ts";

/** One millimetre a pixel, the floor at the lower edge. */
const pane: Pane = { size: { widthM: 0.27, heightM: 0.48 }, lowerEdgeM: 0 };
const size = { widthPx: 270, heightPx: 480 };
const packed = { widthPx: 192, unitRows: 4 };

/** The crop fills the glass but for its upper 88 mm: 192 x 392 px at 1 mm, feet on its last row. */
const facts: FrameFacts = {
  sequence: 5,
  capturedAtMs: 1_700_000_000_000,
  camera: { width: 192, height: 392 },
  crop: { x: 0, y: 0, width: 192, height: 392 },
  view: null,
  person: { topRow: 0, footRow: 392, planeM: 0, hasFloorContact: true },
  metresPerPixel: 0.001,
  waitMs: 1,
  matteMs: 2,
  packMs: 3,
  encodeMs: 0,
};

// BT.709: about (230, 60, 60), and what the flat grey outside must never show.
const RED = [85, 115, 213] as const;
const RED_RGB = [232, 19, 53];
const BLUE = [63, 200, 110] as const;

/** A red block in the picture's left half, blue in its right; solid between v .2 and .8. */
const block: SyntheticPerson = {
  alphaAt: (u, v) => (u > 0.25 && u < 0.75 && v > 0.2 && v < 0.8 ? 1 : 0),
  colourAt: (u) => (u < 0.5 ? RED : BLUE),
};

const wall = DEFAULT_BACKDROP.wall.map((value) => Math.round(value * 255));

function expectNear(pixel: readonly number[], wanted: readonly number[], by: number): void {
  wanted.forEach((value, i) => expect(Math.abs((pixel[i] ?? 0) - value)).toBeLessThanOrEqual(by));
}

describe.each(["bare", "three"] as const)("%s stage", (renderer) => {
  test("is opaque where the person is and shows the backdrop where not", async () => {
    await using setup = await syntheticStage({ pane, size, renderer, facts, mode: "black" });
    const pixels = await setup.show(plain(packSynthetic(block, packed, null)));
    // The crop's columns 39..231 of the glass, its rows 88..480.
    console.log(JSON.stringify([pixelAt(pixels, 110, 284), pixelAt(pixels, 160, 284), pixelAt(pixels, 60, 284), setup.figure.readAlpha()?.data.filter((a)=>a>128).length, (setup.canvas.getContext("webgl2") as WebGL2RenderingContext).getError(), stageScene(setup.stage.settings,[setup.figure.scene(setup.stage.settings,0)!]).items]));
  });
  test("lit", async () => {
    await using setup = await syntheticStage({ pane, size, renderer, facts });
    const pixels = await setup.show(plain(packSynthetic(block, packed, null)));
    console.log(pixelAt(pixels, 110, 284), pixelAt(pixels, 160, 284), pixelAt(pixels, 60, 284), pixelAt(pixels,5,5), wall,setup.stage.state);
  });
});
