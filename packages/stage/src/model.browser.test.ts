import type { Pane } from "@visavis/pane";
import { VisavisError } from "@visavis/protocol";
import { expect, test } from "vitest";
import type { Prop } from "./prop.ts";
import { createStage, type Stage } from "./stage.ts";
import { pixelAt, type Rgba } from "./synthetic-stage.ts";
import {
  type GlbParts,
  makeGlb,
  pngHeader,
  texturedParts,
  triangleParts,
} from "./testing/make-glb.ts";

const pane: Pane = { size: { widthM: 0.5, heightM: 0.8 }, lowerEdgeM: 0.8 };
const size = { widthPx: 250, heightPx: 400 };

interface Shown extends Disposable {
  readonly stage: Stage;
  readonly prop: Prop;
  pixel(x: number, y: number): Rgba;
}

async function shown(renderer: "bare" | "three", parts: GlbParts): Promise<Shown> {
  const canvas = document.createElement("canvas");
  const options = {
    canvas,
    pane,
    size,
    renderer,
    mode: "transparent",
    eye: [0, 1.2, 1.5],
  } as const;
  const stage = await createStage({ ...options, isMotionReduced: true });
  const prop = stage.addProp("model", { kind: "model", glb: makeGlb(parts) });
  const pose = { position: [0, 1.2, 0], rotation: [0, 0, 0, 1] } as const;
  prop.update({ pose, look: "solid", isOwn: true });
  await prop.ready.catch(() => undefined);
  for (let i = 0; i < 12; i++) {
    stage.draw();
    await new Promise((done) => setTimeout(done, 20));
  }
  const pixel = (x: number, y: number): Rgba => {
    const pixels = stage.readPixels();
    return pixels ? pixelAt(pixels, x, y) : [0, 0, 0, 0];
  };
  return { stage, prop, pixel, [Symbol.dispose]: () => stage.dispose() };
}

async function redPicture(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(8, 8);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#c00000";
  context.fillRect(0, 0, 8, 8);
  return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
}

/** Inside the triangle, below and left of its middle; and outside of it. */
const INSIDE = [80, 280] as const;
const OUTSIDE = [210, 110] as const;

test("a model with a texture of its own is drawn, in its colours, without fetching", async () => {
  using scene = await shown("three", texturedParts(await redPicture(), "image/png"));
  expect(scene.prop.state.model).toBe("ready");
  const [red, green, , alpha] = scene.pixel(...INSIDE);
  expect(alpha).toBe(255);
  expect(red).toBeGreaterThan(2 * green + 20);
  expect(scene.pixel(...OUTSIDE)).toEqual([0, 0, 0, 0]);
});

test("as a ghost it is a veil, and nothing when it is not there", async () => {
  using scene = await shown("three", triangleParts());
  expect(scene.pixel(...INSIDE)[3]).toBe(255);
  scene.prop.update({ look: "ghost" });
  scene.stage.draw();
  const [, , blue, alpha] = scene.pixel(...INSIDE);
  expect(alpha).toBeLessThan(200);
  expect(blue).toBeGreaterThan(10);
  scene.prop.update({ look: "none" });
  scene.stage.draw();
  await new Promise((done) => setTimeout(done, 250));
  scene.stage.draw();
  expect(scene.pixel(...INSIDE)).toEqual([0, 0, 0, 0]);
});

test("where no models are drawn a vessel stands in for it", async () => {
  using scene = await shown("bare", triangleParts());
  expect(scene.prop.state.model).toBe("stand-in");
  expect(scene.pixel(125, 200)[3]).toBe(255);
});

test("one whose picture cannot be decoded fails with a reason, and the vessel stays", async () => {
  using scene = await shown("three", texturedParts(pngHeader(8, 8), "image/png"));
  await expect(scene.prop.ready).rejects.toThrow(VisavisError);
  expect(scene.prop.state.model).toBe("failed");
  expect(scene.pixel(125, 200)[3]).toBe(255);
});

test("a hostile one is refused before anything is drawn", async () => {
  using scene = await shown("bare", triangleParts());
  expect(() => scene.stage.addProp("bad", { kind: "model", glb: new ArrayBuffer(99) })).toThrow(
    expect.objectContaining({ code: "model-invalid" }),
  );
});
