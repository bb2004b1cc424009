// For tests: a person of plain colours with exact alpha before a textured wall, and a net that
// knows him by his colour, as soft and coarse as the real one.
import { VisavisError } from "@visavis/protocol";
import type { PersonNet } from "./person-net.ts";
import { NET_SIDE } from "./person-net.ts";

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

export interface Scene {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly discs: readonly Disc[];
  /** A patterned wall unless it is a screen. */
  readonly screen?: "green" | "blue";
  /** The camera looks this much further right. */
  readonly shiftPx?: number;
  /** Light, 1 when left out. */
  readonly gain?: number;
  /** The wall has no pattern. */
  readonly isPlain?: boolean;
  /** Dark, on the wall. */
  readonly poster?: Disc;
  /** Brightness of the wall's middle. */
  readonly wallLuma?: number;
  /** Part of the person that is fine strands with the wall between them. */
  readonly hair?: readonly Disc[];
  /** Part of the person whose colours the net does not know: a sleeve, a thing held. */
  readonly sleeves?: readonly Disc[];
  /** They have the poster's colour, and no stripes. */
  readonly areSleevesDark?: boolean;
}

const PERSON = { y: 110, u: 110, v: 190 };
/** Stripes of no colour. */
const SLEEVE = { u: 128, v: 128 };
const sleeveAt = (y: number): number => (Math.floor(y / 8) % 2 === 0 ? 40 : 200);
const POSTER_LUMA = 60;
const WALL = { y: 120, u: 135, v: 112 };
const SCREENS = { green: { y: 130, u: 80, v: 60 }, blue: { y: 75, u: 190, v: 110 } };

/** Exact coverage, with an edge two pixels soft. */
export function alphaAt(scene: Scene, x: number, y: number): number {
  return Math.max(...layersAt(scene, x, y));
}

/** Strands four pixels wide, aslant; nothing is mixed, which would have to be in linear light. */
function strandsAt(hair: readonly Disc[], x: number, y: number): number {
  return Math.sin(1.3 * x + y / 2) > -0.3 ? coverage(hair, x, y) : 0;
}

function coverage(discs: readonly Disc[], x: number, y: number): number {
  let alpha = 0;
  for (const disc of discs) {
    const distance = Math.hypot((x - disc.x) / disc.radiusX, (y - disc.y) / disc.radiusY);
    const outsidePx = (distance - 1) * Math.min(disc.radiusX, disc.radiusY);
    alpha = Math.max(alpha, Math.min(1, Math.max(0, 0.5 - outsidePx / 2)));
  }
  return alpha;
}

function layersAt(scene: Scene, x: number, y: number): [number, number] {
  const { discs, sleeves = [], hair = [] } = scene;
  return [Math.max(coverage(discs, x, y), strandsAt(hair, x, y)), coverage(sleeves, x, y)];
}

function wallAt(scene: Scene, x: number, y: number): number {
  const { screen, shiftPx = 0, isPlain, wallLuma = WALL.y, poster } = scene;
  // A screen has soft wrinkles and is darker to the right.
  if (screen) return SCREENS[screen].y - x / 40 + 6 * Math.sin((x + y) / 40);
  if (poster && coverage([poster], x, y) > 0.5) return POSTER_LUMA;
  if (isPlain) return wallLuma + x / 40;
  return wallLuma + 40 * Math.sin((x + shiftPx) / 7) * Math.cos(y / 9);
}

/** I420, tightly packed. */
export function paintScene(scene: Scene): Uint8Array {
  const { widthPx, heightPx, gain = 1, areSleevesDark = false } = scene;
  const cloth = areSleevesDark ? WALL : SLEEVE;
  const wall = scene.screen ? SCREENS[scene.screen] : WALL;
  const halfWide = Math.ceil(widthPx / 2);
  const halfHigh = Math.ceil(heightPx / 2);
  const pixels = widthPx * heightPx;
  const picture = new Uint8Array(pixels + 2 * halfWide * halfHigh);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [skin, sleeve] = layersAt(scene, x + 0.5, y + 0.5);
      const behind = skin * PERSON.y + (1 - skin) * wallAt(scene, x, y);
      const ownLuma = areSleevesDark ? POSTER_LUMA : sleeveAt(y);
      const luma = sleeve * ownLuma + (1 - sleeve) * behind;
      picture[y * widthPx + x] = Math.round(16 + gain * (luma - 16));
    }
  }
  for (let y = 0; y < halfHigh; y++) {
    for (let x = 0; x < halfWide; x++) {
      const [skin, sleeve] = layersAt(scene, 2 * x + 1, 2 * y + 1);
      const i = pixels + y * halfWide + x;
      const u = sleeve * cloth.u + (1 - sleeve) * (skin * PERSON.u + (1 - skin) * wall.u) - 128;
      const v = sleeve * cloth.v + (1 - sleeve) * (skin * PERSON.v + (1 - skin) * wall.v) - 128;
      picture[i] = Math.round(128 + gain * u);
      picture[i + halfWide * halfHigh] = Math.round(128 + gain * v);
    }
  }
  return picture;
}

/** Sees the person's red, three net pixels soft unless told otherwise. */
export class ColourNet implements PersonNet {
  runs = 0;
  isBroken = false;
  /** How often the mask is softened: how coarsely it sees. */
  softness = 2;

  async run(input: Float32Array): Promise<Float32Array> {
    this.runs++;
    if (this.isBroken) throw new VisavisError("matte-failed", "broken on purpose");
    const mask = new Float32Array(NET_SIDE * NET_SIDE);
    for (let i = 0; i < mask.length; i++) {
      const redness = (input[3 * i] ?? 0) - (input[3 * i + 1] ?? 0);
      mask[i] = Math.min(1, Math.max(0, (redness - 0.1) * 5));
    }
    let soft: Float32Array = mask;
    for (let pass = 0; pass < this.softness; pass++) soft = soften(soft);
    return Promise.resolve(soft);
  }

  close(): void {}
}

/** Mean of each pixel and those beside it, then of those above and below. */
function soften(mask: Float32Array): Float32Array {
  const across = meanOfThree(mask, 1);
  return meanOfThree(across, NET_SIDE);
}

function meanOfThree(mask: Float32Array, step: number): Float32Array {
  const soft = new Float32Array(mask.length);
  for (let i = 0; i < mask.length; i++) {
    const here = mask[i] ?? 0;
    soft[i] = ((mask[i - step] ?? here) + here + (mask[i + step] ?? here)) / 3;
  }
  return soft;
}
