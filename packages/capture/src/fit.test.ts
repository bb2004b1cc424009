import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fit, type FitInput, nextFit, SWITCH_DWELL_MS } from "./fit.ts";
import { isSameClass } from "./fit-class.ts";

const NOWHERE = { top: false, bottom: false, left: false, right: false };
const PORTRAIT = { widthPx: 720, heightPx: 1280 };
const ANY_HEIGHT_PX = 4096;

type Box = NonNullable<FitInput["box"]>;

function touchesOf(box: Box, camera: FitInput["camera"]): FitInput["touches"] {
  return {
    top: box.y <= 0,
    left: box.x <= 0,
    bottom: box.y + box.height >= camera.heightPx,
    right: box.x + box.width >= camera.widthPx,
  };
}

/** Plays boxes at 30 Hz and returns what came out. */
function play(
  boxes: readonly (Box | null)[],
  { camera = PORTRAIT, cap = ANY_HEIGHT_PX }: { camera?: FitInput["camera"]; cap?: number } = {},
): Fit[] {
  const fits: Fit[] = [];
  boxes.forEach((box, i) => {
    const touches = box ? touchesOf(box, camera) : NOWHERE;
    const input = { camera, box, touches, maxColourHeightPx: cap, atMs: i * (1000 / 30) };
    fits.push(nextFit(fits.at(-1) ?? null, input));
  });
  return fits;
}

const still = (box: Box, frames: number): Box[] => Array.from({ length: frames }, () => box);

const cameras = fc.constantFrom(
  PORTRAIT,
  { widthPx: 1280, heightPx: 720 },
  { widthPx: 1080, heightPx: 1920 },
  { widthPx: 640, heightPx: 480 },
  { widthPx: 480, heightPx: 640 },
);

/** A person who walks, grows, shrinks and vanishes, as boxes inside the picture. */
const walks = cameras.chain((camera) => {
  const box = fc
    .tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
    )
    .map(([x, y, w, h]): Box => {
      const width = Math.round(w * camera.widthPx);
      const height = Math.round(h * camera.heightPx);
      return {
        x: Math.round(x * (camera.widthPx - width)),
        y: Math.round(y * (camera.heightPx - height)),
        width,
        height,
      };
    });
  const stay = fc.tuple(fc.option(box, { freq: 8 }), fc.integer({ min: 1, max: 90 }));
  return fc.record({
    camera: fc.constant(camera),
    cap: fc.constantFrom(ANY_HEIGHT_PX, 882, 588),
    boxes: fc
      .array(stay, { minLength: 1, maxLength: 12 })
      .map((stays) => stays.flatMap(([at, n]) => Array.from({ length: n }, () => at))),
  });
});

describe("fit", () => {
  test("[FIT-1] keeps every crop inside the picture, on even pixels", () => {
    fc.assert(
      fc.property(walks, ({ camera, cap, boxes }) => {
        for (const { crop } of play(boxes, { camera, cap })) {
          expect(Math.min(crop.x, crop.y)).toBeGreaterThanOrEqual(0);
          expect(crop.x + crop.width).toBeLessThanOrEqual(camera.widthPx);
          expect(crop.y + crop.height).toBeLessThanOrEqual(camera.heightPx);
          expect([crop.x % 2, crop.y % 2, crop.width % 2, crop.height % 2]).toEqual([0, 0, 0, 0]);
        }
      }),
    );
  });

  test("[FIT-2] never cuts the person by more than one percent of the crop", () => {
    fc.assert(
      fc.property(walks, ({ camera, cap, boxes }) => {
        play(boxes, { camera, cap }).forEach(({ crop }, i) => {
          const box = boxes[i];
          if (!box) return;
          const [slackX, slackY] = [0.01 * crop.width + 2, 0.01 * crop.height + 2];
          expect(crop.x).toBeLessThanOrEqual(box.x + slackX);
          expect(crop.y).toBeLessThanOrEqual(box.y + slackY);
          expect(crop.x + crop.width).toBeGreaterThanOrEqual(box.x + box.width - slackX);
          expect(crop.y + crop.height).toBeGreaterThanOrEqual(box.y + box.height - slackY);
        });
      }),
    );
  });

  test("[FIT-3] packs in whole blocks, under the cap, with pixels that are nearly square", () => {
    fc.assert(
      fc.property(walks, ({ camera, cap, boxes }) => {
        for (const { crop, class: at } of play(boxes, { camera, cap })) {
          expect(at.layout.widthPx % 16).toBe(0);
          expect(at.layout.heightPx % 160).toBe(0);
          expect(at.layout.colour.rows).toBeLessThanOrEqual(cap);
          const aspect = crop.width / crop.height;
          const packedAspect = at.layout.widthPx / at.layout.colour.rows;
          expect(Math.abs(aspect / packedAspect - 1)).toBeLessThan(0.05);
        }
      }),
    );
  });

  test("[FIT-4] changes the packed size at most every two seconds, unless the person were cut", () => {
    const swaying = Array.from({ length: 900 }, (_, i) => ({
      x: Math.round(150 + 60 * Math.sin(i / 9)),
      y: 120,
      width: Math.round(260 + 120 * Math.sin(i / 20)),
      height: Math.round(1000 + 100 * Math.sin(i / 31)),
    }));
    const switches = switchTimes(play(swaying));
    expect(switches.length).toBeLessThan(6);
    for (const [i, atMs] of switches.slice(1).entries()) {
      expect(atMs - (switches[i] ?? 0)).toBeGreaterThanOrEqual(SWITCH_DWELL_MS);
    }
  });

  test("[FIT-5] copies pixel for pixel where there is no cap and the person fits", () => {
    const last = play(still({ x: 200, y: 150, width: 300, height: 1000 }, 60)).at(-1);
    expect(last?.crop.height).toBe(last?.class.layout.colour.rows);
    expect(last?.crop.width).toBe(last?.class.layout.widthPx);
    expect(last?.class.layout.widthPx).toBeLessThan(500);
  });

  test("[FIT-5] copies pixel for pixel even when the person fills an upright 720p picture", () => {
    const last = play(still({ x: 0, y: 0, width: 720, height: 1280 }, 30)).at(-1);
    expect(last?.crop).toEqual({ x: 0, y: 4, width: 720, height: 1274 });
    expect(last?.class.layout).toMatchObject({ widthPx: 720, heightPx: 2080 });
  });

  test("shows a seated pair whole, though that means resampling", () => {
    const camera = { widthPx: 1280, heightPx: 720 };
    const last = play(still({ x: 60, y: 20, width: 1160, height: 700 }, 30), { camera }).at(-1);
    expect(last?.crop.height).toBe(720);
    expect(last?.class.layout.colour.rows).toBe(686);
  });

  test("holds still for a person who only sways", () => {
    const swaying = Array.from({ length: 300 }, (_, i) => ({
      x: 200 + Math.round(8 * Math.sin(i / 7)),
      y: 150,
      width: 300,
      height: 1000,
    }));
    const crops = play(swaying).slice(30);
    expect(new Set(crops.map(({ crop }) => `${crop.x} ${crop.y}`)).size).toBe(1);
  });

  test("shrinks some seconds after the person has walked away", () => {
    const near = still({ x: 100, y: 20, width: 500, height: 1200 }, 60);
    const far = still({ x: 300, y: 500, width: 150, height: 450 }, 400);
    const fits = play([...near, ...far]);
    expect(fits[70]?.class.layout.heightPx).toBe(2080);
    expect(fits.at(-1)?.class.layout.heightPx).toBeLessThan(1000);
  });

  test("keeps the crop while nobody is there", () => {
    const fits = play([...still({ x: 100, y: 100, width: 300, height: 900 }, 30), null, null]);
    expect(fits.at(-1)?.crop).toEqual(fits[29]?.crop);
  });

  test("obeys a new cap at once and starts anew with another camera", () => {
    const box = { x: 100, y: 20, width: 500, height: 1200 };
    const first = play(still(box, 30)).at(-1);
    const base = { camera: PORTRAIT, box, touches: NOWHERE };
    const capped = nextFit(first ?? null, { ...base, maxColourHeightPx: 588, atMs: 1100 });
    expect(capped.class.layout.colour.rows).toBe(588);
    expect(capped.crop.height).toBeGreaterThanOrEqual(1200);
    const camera = { widthPx: 640, heightPx: 480 };
    const small = { x: 100, y: 20, width: 200, height: 400 };
    const other = { ...base, camera, box: small, maxColourHeightPx: 4096, atMs: 1200 };
    expect(nextFit(capped, other).crop.height).toBeLessThanOrEqual(480);
  });
});

function switchTimes(fits: readonly Fit[]): number[] {
  return fits.flatMap((fit, i) => {
    const before = fits[i - 1];
    return before && !isSameClass(before.class, fit.class) ? [fit.atMs] : [];
  });
}
