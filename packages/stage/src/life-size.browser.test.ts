import type { Pane, Vector3 } from "@visavis/pane";
import { type FrameFacts, wholePictureFacts } from "@visavis/protocol";
import { expect, test } from "vitest";
import type { PixelBlock } from "./stage-renderer.ts";
import { packSynthetic, resized, type SyntheticPerson } from "./synthetic-person.ts";
import { plain, syntheticStage } from "./synthetic-stage.ts";

const HEIGHT_M = 1.75;
const WIDTH_M = 0.5;
const PLANE_M = 2.6;
const camera = { width: 1080, height: 1920 };
const crop = { x: 240, y: 80, width: 640, height: 1600 };
const packed = { widthPx: 320, unitRows: 8 };
/** 2.5 mm a pixel. */
const pane: Pane = { size: { widthM: 1.35, heightM: 2.4 }, lowerEdgeM: -0.1 };
const size = { widthPx: 540, heightPx: 960 };
const PIXEL_M = pane.size.heightM / size.heightPx;

interface Case {
  readonly pitchRad: number;
  readonly heightM: number;
  readonly standBackM: number;
  readonly eye: Vector3;
  /** Of the frame by the encoder. */
  readonly shrink: number;
  readonly renderer: "bare" | "flat";
}

const plainCase: Case = {
  pitchRad: 0.05,
  heightM: 1.2,
  standBackM: 0,
  eye: [0, 1.6, 1.5],
  shrink: 1,
  renderer: "bare",
};
const shapes: readonly Case[] = [
  plainCase,
  { ...plainCase, pitchRad: 0 },
  { ...plainCase, pitchRad: 0.15, heightM: 1.6 },
  { ...plainCase, standBackM: 0.15 },
  { ...plainCase, standBackM: 0.8, eye: [0.4, 1.5, 1.8] },
  { ...plainCase, shrink: 0.5 },
  { ...plainCase, shrink: 0.77 },
];
const cases = shapes.flatMap((shape): Case[] => [shape, { ...shape, renderer: "flat" }]);

test.each(cases)(
  "a person of known height measures it on the glass: %j",
  async ({ eye, heightM, pitchRad, renderer, shrink, standBackM }) => {
    const view = { focalPx: 1500, heightM, pitchRad };
    const facts = factsOf(view);
    const frame = packSynthetic(uprightPerson(view), packed, null);
    const [widthPx, heightPx] = [Math.round(320 * shrink), Math.round(1280 * shrink)];
    const sent =
      shrink === 1 ? plain(frame) : { bytes: resized(frame, widthPx, heightPx), widthPx, heightPx };
    const options = { pane, size, facts, eye, standBackM, mode: "black" as const };
    await using setup = await syntheticStage({ ...options, renderer });
    const pixels = await setup.show(sent);
    const expectedM = (HEIGHT_M * eye[2]) / (eye[2] + standBackM);
    const measured = measure(pixels);
    expect(Math.abs(measured.heightM / expectedM - 1)).toBeLessThan(0.002);
    expect(Math.abs(measured.widthM / ((expectedM / HEIGHT_M) * WIDTH_M) - 1)).toBeLessThan(0.01);
    expect(setup.figure.state.heightM).toBeCloseTo(expectedM, 2);
  },
);

type View = NonNullable<FrameFacts["view"]>;

function factsOf(view: View): FrameFacts {
  const rowOf = (yM: number): number => {
    const below = Math.atan2(view.heightM - yM, PLANE_M) - view.pitchRad;
    return camera.height / 2 + view.focalPx * Math.tan(below);
  };
  return {
    ...wholePictureFacts(camera),
    crop,
    view,
    person: { topRow: rowOf(HEIGHT_M), footRow: rowOf(0), planeM: PLANE_M, hasFloorContact: true },
    metresPerPixel: PLANE_M / view.focalPx,
  };
}

/** A white board of the person's size, standing on the floor, seen along each pixel's ray. */
function uprightPerson({ focalPx, heightM, pitchRad }: View): SyntheticPerson {
  const [sin, cos] = [Math.sin(pitchRad), Math.cos(pitchRad)];
  const isHit = (u: number, v: number): boolean => {
    const right = (crop.x + u * crop.width - camera.width / 2) / focalPx;
    const down = (crop.y + v * crop.height - camera.height / 2) / focalPx;
    const ahead = cos - down * sin;
    const x = (PLANE_M * right) / ahead;
    const y = heightM - (PLANE_M * (sin + down * cos)) / ahead;
    return Math.abs(x) < WIDTH_M / 2 && y > 0 && y < HEIGHT_M;
  };
  return {
    colourAt: () => [235, 128, 128],
    alphaAt: (u, v) => {
      let hits = 0;
      for (let j = 0; j < 16; j++) {
        for (let i = 0; i < 4; i++) {
          const du = ((i + 0.5) / 4 - 0.5) / packed.widthPx;
          const dv = ((j + 0.5) / 16 - 0.5) / (49 * packed.unitRows);
          if (isHit(u + du, v + dv)) hits += 1;
        }
      }
      return hits / 64;
    },
  };
}

/** Sums of coverage along the middle column and along the row through the middle of what is there. */
function measure({ data, widthPx, heightPx }: PixelBlock): { heightM: number; widthM: number } {
  const lit = (x: number, y: number): number => (data[(y * widthPx + x) * 4] ?? 0) / 255;
  const column = (x: number): number =>
    Array.from({ length: heightPx }, (_, y) => (y < heightPx - 4 ? lit(x, y) : 0)).reduce(add);
  const columns = Array.from({ length: widthPx }, (_, x) => column(x));
  const tallest = columns.indexOf(Math.max(...columns));
  const rows = Array.from({ length: heightPx }, (_, y) => lit(tallest, y));
  const middle = Math.round(rows.reduce((sum, value, y) => sum + value * y, 0) / rows.reduce(add));
  const across = Array.from({ length: widthPx }, (_, x) => lit(x, middle)).reduce(add);
  return { heightM: (columns[Math.round(widthPx / 2)] ?? 0) * PIXEL_M, widthM: across * PIXEL_M };
}

function add(a: number, b: number): number {
  return a + b;
}
