import { describe, expect, test } from "vitest";
import { alphaError, type Rig, rig, show } from "./testing/rig.ts";
import type { MatteFrame } from "./matte-frame.ts";
import { paintScene, type Scene } from "./synthetic-scene.ts";

const STANDING: Scene = {
  widthPx: 320,
  heightPx: 256,
  discs: [{ x: 170, y: 140, radiusX: 45, radiusY: 90 }],
};
const EMPTY: Scene = { ...STANDING, discs: [] };
const PLATE = { kind: "plate" } as const;

async function rigWithPlate(empty: Scene = EMPTY): Promise<Rig> {
  const scene = await rig(empty);
  scene.matter.beginPlate();
  for (let i = 0; i < 4; i++) {
    scene.matter.input.set(paintScene(empty));
    scene.matter.addToPlate();
  }
  scene.matter.finishPlate();
  return scene;
}

async function firstFrame(isEdgeRedrawn: boolean): Promise<MatteFrame> {
  const { matter } = await rigWithPlate();
  matter.input.set(paintScene(STANDING));
  return matter.process({ backdrop: PLATE, isNetDue: true, isEdgeRedrawn });
}

/** Frames in the plate's mean at a pixel. */
function timesSeen({ matter }: Rig, x: number, y: number): number {
  const stride = Math.ceil(matter.size.widthPx / 16) * 4;
  return matter.keepPlate()?.counts[(y >> 2) * stride + (x >> 2)] ?? 0;
}

describe("a clean plate", () => {
  test("gives a fine edge", async () => {
    const withPlate = await show(await rigWithPlate(), STANDING, 5, PLATE);
    expect(alphaError(withPlate, STANDING)).toBeLessThan(0.004);
  });

  test("gives nearly as fine an edge when it is drawn once", async () => {
    const once = await firstFrame(false);
    expect(alphaError(once, STANDING)).toBeLessThan(0.006);
    expect((await firstFrame(true)).alpha).not.toEqual(once.alpha);
  });

  test("is learnt where the person is not", async () => {
    const scene = await rig(STANDING);
    await show(scene, STANDING, 30, PLATE);
    expect(scene.matter.plateShare).toBeGreaterThan(0.6);
    expect(scene.matter.plateShare).toBeLessThan(0.9);
    const aside = { ...STANDING, discs: [{ x: 70, y: 140, radiusX: 45, radiusY: 90 }] };
    const frame = await show(scene, aside, 40, PLATE);
    expect(alphaError(frame, aside)).toBeLessThan(0.003);
    expect(scene.matter.plateShare).toBeGreaterThan(0.95);
  });

  test("follows the exposure: light that falls by a fifth shows nothing of the room", async () => {
    const scene = await rigWithPlate();
    await show(scene, STANDING, 5, PLATE);
    const frame = await show(scene, { ...STANDING, gain: 0.9 }, 1, PLATE);
    expect(alphaError(frame, STANDING)).toBeLessThan(0.01);
    const later = await show(scene, { ...STANDING, gain: 0.9 }, 12, PLATE);
    expect(alphaError(later, STANDING)).toBeLessThan(0.004);
  });

  test("is given up when the camera is moved, and learnt again", async () => {
    const scene = await rigWithPlate();
    const moved = { ...STANDING, shiftPx: 20 };
    await show(scene, STANDING, 5, PLATE);
    await show(scene, moved, 30, PLATE);
    expect(scene.matter.platesLost).toBe(1);
    expect(alphaError(await show(scene, moved, 10, PLATE), STANDING)).toBeLessThan(0.004);
  });

  test("is moved along when the camera is bumped by some pixels", async () => {
    const scene = await rigWithPlate();
    const bumped = { ...STANDING, shiftPx: 4 };
    await show(scene, STANDING, 5, PLATE);
    const frame = await show(scene, bumped, 12, PLATE);
    expect(scene.matter.platesLost).toBe(0);
    // What the person hides was seen before the bump, and is known still.
    expect(scene.matter.plateShare).toBeGreaterThan(0.95);
    expect(alphaError(frame, bumped)).toBeLessThan(0.006);
  });

  test("knows what is hidden in a new light", async () => {
    const scene = await rigWithPlate();
    await show(scene, STANDING, 5, PLATE);
    await show(scene, { ...STANDING, gain: 0.8 }, 90, PLATE);
    const discs = [{ x: 70, y: 140, radiusX: 45, radiusY: 90 }];
    const aside = { ...STANDING, discs, gain: 0.8 };
    expect(alphaError(await show(scene, aside, 2, PLATE), aside)).toBeLessThan(0.008);
  });

  test("knows a sleeve that the net does not see", async () => {
    const sleeves = [{ x: 240, y: 130, radiusX: 50, radiusY: 14 }];
    const reaching = { ...STANDING, sleeves };
    const frame = await show(await rigWithPlate(), reaching, 5, PLATE);
    expect(alphaError(frame, reaching)).toBeLessThan(0.006);
  });

  test("takes dark hair for hair before what is as dark, where all around is hair", async () => {
    const wall = { ...EMPTY, isPlain: true, poster: { x: 170, y: 45, radiusX: 9, radiusY: 9 } };
    const hair = [{ x: 170, y: 50, radiusX: 45, radiusY: 40 }];
    const dark = { ...wall, discs: STANDING.discs, sleeves: hair, areSleevesDark: true };
    const frame = await show(await rigWithPlate(wall), dark, 8, PLATE);
    expect(frame.alpha[45 * frame.widthPx + 170]).toBeGreaterThan(100);
  });

  test("and what is as dark right beside his hair is none of it", async () => {
    const wall = { ...EMPTY, isPlain: true, poster: { x: 232, y: 45, radiusX: 14, radiusY: 20 } };
    const hair = [{ x: 170, y: 50, radiusX: 45, radiusY: 40 }];
    const dark = { ...wall, discs: STANDING.discs, sleeves: hair, areSleevesDark: true };
    const frame = await show(await rigWithPlate(wall), dark, 8, PLATE);
    for (const x of [224, 228, 232, 240]) {
      expect(frame.alpha[45 * frame.widthPx + x]).toBeLessThan(30);
    }
  });

  test("shows through loose hair", async () => {
    const wall = { ...EMPTY, isPlain: true, wallLuma: 190 };
    const hair = [{ x: 170, y: 140, radiusX: 61, radiusY: 106 }];
    const loose = { ...wall, discs: STANDING.discs, hair };
    const frame = await show(await rigWithPlate(wall), loose, 5, PLATE);
    expect(alphaError(frame, loose)).toBeLessThan(0.017);
  });

  test("is not given up for an arm that has the only texture before a bare wall", async () => {
    const bare = { ...STANDING, isPlain: true };
    const scene = await rig(bare);
    await show(scene, bare, 30, PLATE);
    for (let step = 0; step < 12; step++) {
      const sleeves = [{ x: 240, y: 100 + 8 * step, radiusX: 60, radiusY: 14 }];
      await show(scene, { ...bare, sleeves }, 2, PLATE);
    }
    expect(scene.matter.platesLost).toBe(0);
    expect(scene.matter.plateShare).toBeGreaterThan(0.6);
    expect(alphaError(await show(scene, bare, 30, PLATE), bare)).toBeLessThan(0.005);
  });

  test("is learnt before a bare wall of somebody who moves fast and is not all seen", async () => {
    const bare = { widthPx: 640, heightPx: 512, isPlain: true };
    const scene = await rig(bare);
    for (let step = 0; step < 24; step++) {
      const x = 300 + 80 * Math.sin(step / 2);
      const discs = [{ x, y: 280, radiusX: 90, radiusY: 180 }];
      const sleeves = [{ x: x + 90, y: 180, radiusX: 44, radiusY: 28 }];
      await show(scene, { ...bare, discs, sleeves }, 1, PLATE);
    }
    expect(scene.matter.plateShare).toBeGreaterThan(0.5);
  });

  test("is learnt where a gap is open for a moment only", async () => {
    const scene = await rig(STANDING);
    const discs = [{ x: 70, y: 140, radiusX: 45, radiusY: 90 }];
    const aside = { ...STANDING, discs };
    await show(scene, STANDING, 30, PLATE);
    const before = scene.matter.plateShare;
    await show(scene, aside, 4, PLATE);
    expect(scene.matter.plateShare).toBeGreaterThan(before + 0.1);
  });

  test.each([
    { does: "is learnt in a narrow gap while he stirs beside it", stirPx: 12, isPlain: false },
    { does: "is not learnt in a gap beside somebody who is still", stirPx: 0, isPlain: false },
    { does: "is not learnt of what is plain in a gap: a sleeve may be", stirPx: 12, isPlain: true },
  ])("$does", async ({ stirPx, isPlain }) => {
    const scene = await rig(STANDING);
    scene.net.softness = 20;
    for (let frame = 0; frame < 40; frame++) {
      const discs = [
        { x: 120, y: 140, radiusX: 45, radiusY: 110 },
        { x: 222, y: 130, radiusX: 45, radiusY: 80 },
        { x: 171, y: 98 + stirPx * Math.sin(frame), radiusX: 14, radiusY: 14 },
      ];
      await show(scene, { ...STANDING, isPlain, shiftPx: 8, discs }, 1, PLATE);
    }
    expect(timesSeen(scene, 171, 138) > 0).toBe(stirPx > 0 && !isPlain);
  });

  test("is not learnt of a plain gap at the border, where he is cut off", async () => {
    const scene = await rig(STANDING);
    scene.net.softness = 20;
    for (let frame = 0; frame < 40; frame++) {
      const discs = [
        { x: 120, y: 200, radiusX: 45, radiusY: 170 },
        { x: 222, y: 200, radiusX: 45, radiusY: 170 },
        { x: 171, y: 206 + 12 * Math.sin(frame), radiusX: 14, radiusY: 14 },
      ];
      await show(scene, { ...STANDING, isPlain: true, discs }, 1, PLATE);
    }
    expect(timesSeen(scene, 171, 254)).toBe(0);
  });

  describe("is guessed where it was never seen", () => {
    const aside = { ...STANDING, discs: [{ x: 110, y: 140, radiusX: 45, radiusY: 90 }] };

    test("if the room is plain around: the wall goes on behind the person", async () => {
      const plain = { ...STANDING, isPlain: true };
      const scene = await rig(plain);
      await show(scene, plain, 30, PLATE);
      expect(scene.matter.plateShare).toBeLessThan(0.9);
      const sleeves = [{ x: 170, y: 120, radiusX: 40, radiusY: 12 }];
      const reaching = { ...aside, isPlain: true, sleeves };
      expect(alphaError(await show(scene, reaching, 1, PLATE), reaching)).toBeLessThan(0.006);
    });

    test("and an arm that the net misses can be held out before it", async () => {
      const plain = { ...STANDING, isPlain: true };
      const scene = await rig(plain);
      await show(scene, plain, 30, PLATE);
      const sleeves = [{ x: 190, y: 120, radiusX: 40, radiusY: 12 }];
      const reaching = { ...aside, isPlain: true, sleeves };
      expect(alphaError(await show(scene, reaching, 25, PLATE), reaching)).toBeLessThan(0.006);
    });

    test("and not if it has a pattern", async () => {
      const scene = await rig(STANDING);
      await show(scene, STANDING, 30, PLATE);
      expect(alphaError(await show(scene, aside, 2, PLATE), aside)).toBeLessThan(0.006);
    });

    test("and gives way to what was behind him", async () => {
      const poster = { x: 190, y: 140, radiusX: 25, radiusY: 40 };
      const before = { ...STANDING, isPlain: true, poster };
      const scene = await rig(before);
      await show(scene, before, 30, PLATE);
      const after = { ...aside, isPlain: true, poster };
      expect(alphaError(await show(scene, after, 80, PLATE), after)).toBeLessThan(0.004);
      expect(timesSeen(scene, 190, 140)).toBeGreaterThan(0);
    });
  });

  test("never holds somebody who stands still from the start", async () => {
    const scene = await rig(STANDING);
    const still = await show(scene, STANDING, 400, PLATE);
    expect(alphaError(still, STANDING)).toBeLessThan(0.006);
    const aside = { ...STANDING, discs: [{ x: 70, y: 140, radiusX: 45, radiusY: 90 }] };
    expect(alphaError(await show(scene, aside, 3, PLATE), aside)).toBeLessThan(0.006);
  });

  test("is forgotten with another picture", async () => {
    const scene = await rigWithPlate();
    expect(scene.matter.plateShare).toBe(1);
    scene.matter.configure({ widthPx: 320, heightPx: 240 });
    expect(scene.matter.plateShare).toBe(0);
  });
});

describe("a screen", () => {
  test.each(["green", "blue"] as const)("%s is keyed, uneven as it is", async (screen) => {
    const scene = { ...STANDING, screen };
    const frame = await show(await rig(STANDING), scene, 5, { kind: "chroma", screen });
    expect(alphaError(frame, scene)).toBeLessThan(0.003);
  });

  test("leaves nothing of its colour on the person", async () => {
    const scene = { ...STANDING, screen: "green" } as const;
    const frame = await show(await rig(STANDING), scene, 5, { kind: "chroma", screen: "green" });
    const pixels = frame.widthPx * frame.heightPx;
    const chroma = frame.colour.subarray(pixels);
    const half = pixels / 4;
    // Green is where both chroma values lie well below the middle.
    const greenest = Array.from({ length: half }, (_, i) =>
      Math.max(chroma[i] ?? 0, chroma[half + i] ?? 0),
    ).reduce((a, b) => Math.min(a, b));
    expect(greenest).toBeGreaterThan(118);
  });
});

describe("a plate as data", () => {
  test("is kept and given back as it was, taken or learnt", async () => {
    const learnt = await rig(STANDING);
    await show(learnt, STANDING, 30, PLATE);
    for (const source of [await rigWithPlate(), learnt]) {
      const kept = structuredClone(source.matter.keepPlate());
      if (!kept) throw new Error("nothing was kept");
      const again = await rig(STANDING);
      again.matter.restorePlate(kept);
      expect(again.matter.plateShare).toBeCloseTo(source.matter.plateShare, 5);
      expect(again.matter.keepPlate()).toEqual(kept);
      expect(alphaError(await show(again, STANDING, 5, PLATE), STANDING)).toBeLessThan(0.004);
    }
  });

  test("of another size is refused, and of nothing there is none", async () => {
    const kept = (await rigWithPlate()).matter.keepPlate();
    const other = await rig({ widthPx: 256, heightPx: 320 });
    expect(other.matter.keepPlate()).toBeNull();
    expect(() => kept && other.matter.restorePlate(kept)).toThrow("another size");
  });
});
