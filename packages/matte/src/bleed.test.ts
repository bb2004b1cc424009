import { expect, test } from "vitest";
import { rig, show } from "./testing/rig.ts";
import { alphaAt, type Scene } from "./synthetic-scene.ts";

const SCENE: Scene = {
  widthPx: 480,
  heightPx: 640,
  discs: [{ x: 240, y: 330, radiusX: 110, radiusY: 260 }],
};
// What synthetic-scene.ts paints people with; the wall swings from 80 to 160 around 120.
const PERSON = { y: 110, u: 110, v: 190 };

test("nothing of the room is left around the person", async () => {
  const frame = await show(await rig(SCENE), SCENE, 4);
  const pixels = frame.widthPx * frame.heightPx;
  const half = frame.widthPx / 2;
  let worstLuma = 0;
  let worstChroma = 0;
  for (let y = 2; y < frame.heightPx - 2; y++) {
    for (let x = 2; x < frame.widthPx - 2; x++) {
      if (alphaAt(SCENE, x + 0.5, y + 0.5) > 0.6) continue;
      const luma = frame.colour[y * frame.widthPx + x] ?? 0;
      worstLuma = Math.max(worstLuma, Math.abs(luma - PERSON.y));
      const u = frame.colour[pixels + (y >> 1) * half + (x >> 1)] ?? 0;
      worstChroma = Math.max(worstChroma, Math.abs(u - PERSON.u));
    }
  }
  expect(worstLuma).toBeLessThan(24);
  expect(worstChroma).toBeLessThan(12);
});

test("the surroundings are smooth: neighbours differ by a level or two", async () => {
  const frame = await show(await rig(SCENE), SCENE, 4);
  let roughest = 0;
  for (let y = 4; y < frame.heightPx - 4; y++) {
    for (let x = 4; x < frame.widthPx - 4; x++) {
      const i = y * frame.widthPx + x;
      if (
        alphaAt({ ...SCENE, discs: [{ x: 240, y: 330, radiusX: 130, radiusY: 280 }] }, x, y) > 0
      ) {
        continue;
      }
      const step = Math.abs((frame.colour[i] ?? 0) - (frame.colour[i + 1] ?? 0));
      roughest = Math.max(roughest, step);
    }
  }
  expect(roughest).toBeLessThan(3);
});

test("the person's own pixels pass unchanged", async () => {
  const scene = await rig(SCENE);
  const frame = await show(scene, SCENE, 4);
  const input = scene.matter.input;
  for (let y = 200; y < 460; y++) {
    const start = y * frame.widthPx + 200;
    expect(frame.colour.slice(start, start + 80)).toEqual(input.slice(start, start + 80));
  }
});
