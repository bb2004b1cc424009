import { expect, test } from "vitest";
import { paintScene, type Scene } from "./synthetic-scene.ts";
import { type Rig, rig } from "./testing/rig.ts";

const STANDING: Scene = {
  widthPx: 640,
  heightPx: 480,
  discs: [{ x: 300, y: 280, radiusX: 90, radiusY: 160 }],
  screen: "green",
};
/** Between the top of the head and the end of the strand. */
const STRAND = { x: 300, fromY: 70, toY: 118 };
/** Two pixels wide, and lets half of the screen's light through; of no hue of its own. */
const LIGHT_THROUGH = 0.5;

function paintStrand(picture: Uint8Array): Uint8Array {
  const { widthPx, heightPx } = STANDING;
  for (let y = STRAND.fromY; y < STRAND.toY; y++) {
    for (const x of [STRAND.x, STRAND.x + 1]) {
      const at = y * widthPx + x;
      picture[at] = 16 + LIGHT_THROUGH * ((picture[at] ?? 0) - 16);
    }
  }
  const pixels = widthPx * heightPx;
  for (let y = STRAND.fromY / 2; y < STRAND.toY / 2; y++) {
    for (const plane of [pixels, pixels * 1.25]) {
      const at = plane + (y * widthPx) / 2 + STRAND.x / 2;
      picture[at] = 128 + LIGHT_THROUGH * ((picture[at] ?? 0) - 128);
    }
  }
  return picture;
}

async function alphaOver(scene: Rig, band: "narrow" | "hair"): Promise<Uint8Array> {
  let alpha: Uint8Array = new Uint8Array();
  for (let frame = 0; frame < 4; frame++) {
    scene.matter.input.set(paintStrand(paintScene(STANDING)));
    const backdrop = { kind: "chroma", screen: "green" } as const;
    alpha = (await scene.matter.process({ backdrop, isNetDue: true, band })).alpha;
  }
  return alpha;
}

test("keeps a dark strand before a screen, which takes light and no hue", async () => {
  const alpha = await alphaOver(await rig(STANDING), "hair");
  const row = 95 * STANDING.widthPx;
  // On the way from green to the red person it is no further.
  expect((alpha[row + STRAND.x] ?? 0) / 255).toBeGreaterThan(0.1);
  expect(alpha[row + STRAND.x - 8]).toBeLessThan(10);
  expect(alpha[row + STRAND.x + 8]).toBeLessThan(10);
  expect(alpha[row + 200]).toBe(0);
});

test("takes what has none of the screen's hue for whole, whatever its colour", async () => {
  const scene = await rig(STANDING);
  const badge = { x: 320, y: 440, radiusX: 30, radiusY: 24 };
  const picture = paintScene({ ...STANDING, sleeves: [badge] });
  let alpha: Uint8Array = new Uint8Array();
  for (let frame = 0; frame < 4; frame++) {
    scene.matter.input.set(picture);
    const backdrop = { kind: "chroma", screen: "green" } as const;
    alpha = (await scene.matter.process({ backdrop, isNetDue: true })).alpha;
  }
  // Pale stripes and dark ones, beyond the body's edge.
  for (const y of [446, 452, 456]) expect(alpha[y * STANDING.widthPx + 320]).toBeGreaterThan(250);
});
