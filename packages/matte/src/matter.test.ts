import { isVisavisError } from "@visavis/protocol";
import { describe, expect, test } from "vitest";
import { Matter } from "./matter.ts";
import { alphaError, compiledKernels, rig, show } from "./testing/rig.ts";
import { ColourNet, type Scene } from "./synthetic-scene.ts";

const STANDING: Scene = {
  widthPx: 640,
  heightPx: 480,
  discs: [{ x: 300, y: 260, radiusX: 90, radiusY: 180 }],
};
const BEHIND = { x: 540, y: 240, radiusX: 25, radiusY: 60 };
const BESIDE = { x: 520, y: 260, radiusX: 80, radiusY: 170 };

describe("matter without a plate", () => {
  test("cuts out a person with a fine edge", async () => {
    const frame = await show(await rig(STANDING), STANDING, 4);
    expect(alphaError(frame, STANDING)).toBeLessThan(0.004);
    expect(Math.abs((frame.box?.top ?? 0) - 80)).toBeLessThan(4);
    expect(Math.abs((frame.box?.bottom ?? 0) - 440)).toBeLessThan(4);
    expect(frame.touches).toEqual({ top: false, bottom: false, left: false, right: false });
  });

  test("tells where the person leaves the picture", async () => {
    const scene = { ...STANDING, discs: [{ x: 300, y: 400, radiusX: 90, radiusY: 200 }] };
    const frame = await show(await rig(scene), scene, 4);
    expect(frame.touches).toEqual({ top: false, bottom: true, left: false, right: false });
  });

  test("fades within a few frames when the person leaves", async () => {
    const scene = await rig(STANDING);
    await show(scene, STANDING, 4);
    const frame = await show(scene, { ...STANDING, discs: [] }, 8);
    expect(frame.box).toBeNull();
    expect(frame.alpha.every((value) => value === 0)).toBe(true);
  });

  test("finds the person again who comes back elsewhere", async () => {
    const scene = await rig(STANDING);
    await show(scene, STANDING, 4);
    await show(scene, { ...STANDING, discs: [] }, 8);
    const elsewhere = { ...STANDING, discs: [{ x: 560, y: 240, radiusX: 50, radiusY: 120 }] };
    const frame = await show(scene, elsewhere, 3);
    expect(alphaError(frame, elsewhere)).toBeLessThan(0.004);
  });

  test("repeats what the net said when it is not due", async () => {
    const { matter, net } = await rig(STANDING);
    await show({ matter, net }, STANDING, 3);
    const runs = net.runs;
    const frame = await matter.process({ backdrop: { kind: "none" }, isNetDue: false });
    expect(net.runs).toBe(runs);
    expect(frame.netMs).toBe(0);
    expect(frame.box).not.toBeNull();
  });

  test("says when the net fails, and goes on afterwards", async () => {
    const scene = await rig(STANDING);
    scene.net.isBroken = true;
    await expect(show(scene, STANDING, 1)).rejects.toSatisfy((error) =>
      isVisavisError(error, "matte-failed"),
    );
    scene.net.isBroken = false;
    expect((await show(scene, STANDING, 3)).box).not.toBeNull();
  });

  test.each([
    [4000, 100],
    [10, 10],
    [640.5, 480],
  ])("refuses a picture of %d x %d", async (widthPx, heightPx) => {
    const matter = await Matter.assemble(await compiledKernels(), new ColourNet());
    expect(() => matter.configure({ widthPx, heightPx })).toThrow("no matte of");
  });
});

describe("who is shown", () => {
  test("nobody far behind", async () => {
    const crowd = { ...STANDING, discs: [...STANDING.discs, BEHIND] };
    expect(alphaError(await show(await rig(STANDING), crowd, 4), STANDING)).toBeLessThan(0.004);
  });

  test("whoever stands as near", async () => {
    const pair = { ...STANDING, discs: [...STANDING.discs, BESIDE] };
    expect(alphaError(await show(await rig(STANDING), pair, 4), pair)).toBeLessThan(0.006);
  });

  test("one alone when asked for", async () => {
    const pair = { ...STANDING, discs: [...STANDING.discs, BESIDE] };
    const { widthPx, heightPx } = STANDING;
    const frame = await show(await rig({ widthPx, heightPx, people: "one" }), pair, 4);
    expect(alphaError(frame, STANDING)).toBeLessThan(0.004);
  });

  test("everybody when asked for", async () => {
    const crowd = { ...STANDING, discs: [...STANDING.discs, BEHIND] };
    const { widthPx, heightPx } = STANDING;
    const frame = await show(await rig({ widthPx, heightPx, people: "all" }), crowd, 4);
    expect(alphaError(frame, crowd)).toBeLessThan(0.006);
  });
});
