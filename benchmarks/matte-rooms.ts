import path from "node:path";
import { decodeRoom, SCENE } from "./matte-clip.ts";
import { linearOf, randomFrom } from "./matte-light.ts";

/** What is behind the person, in linear light, RGB. */
export interface Room {
  readonly name: string;
  /** Good until the next call. */
  linearAt(tick: number): Float32Array;
  /** How much light the person takes from the wall behind, 0 to 1. */
  readonly shadow: number;
  /** Amplitude of the camera's wandering exposure and white balance. */
  readonly drift: number;
}

type Colour = readonly [red: number, green: number, blue: number];
type Shade = (x: number, y: number) => Colour;

const { widthPx, heightPx } = SCENE;

/** Shelves of books, a picture, a plant, a lamp's light: edges of every size and colour. */
export function clutteredRoom(): Room {
  const picture = new Float32Array(widthPx * heightPx * 3);
  const random = randomFrom(11);
  fill(picture, [0, 0, widthPx, heightPx], (x, y) => {
    const stripe = Math.floor(x / 46) % 2 === 0 ? 0.03 : 0;
    const grain = 0.02 * Math.sin(x * 0.9 + 3 * Math.sin(y * 0.21)) + stripe;
    return [0.62 + grain, 0.56 + grain, 0.47 + grain];
  });
  for (let shelf = 0; shelf < 5; shelf++) placeShelf(picture, 96 + shelf * 122, random);
  fill(picture, [90, 60, 330, 260], (x, y) => {
    const isFrame = x < 102 || x > 318 || y < 72 || y > 248;
    const hill = 160 + 30 * Math.sin(x / 31) + 12 * Math.sin(x / 9);
    if (isFrame) return [0.2, 0.14, 0.1];
    return y < hill ? [0.55, 0.66, 0.78] : [0.25, 0.4 + 0.1 * Math.sin(x / 5 + y / 7), 0.2];
  });
  for (let leaf = 0; leaf < 90; leaf++) placeLeaf(picture, random);
  return still("cluttered", softened(picture), { shadow: 0, drift: 0.03 });
}

/** Evenly painted, unevenly lit, with a soft shadow of whoever stands before it. */
export function plainWall(): Room {
  const random = randomFrom(5);
  const picture = new Float32Array(widthPx * heightPx * 3);
  fill(picture, [0, 0, widthPx, heightPx], (x, y) => {
    const lamp = Math.exp(-(((x - 400) / 700) ** 2) - ((y - 150) / 500) ** 2);
    const shade = 0.55 + 0.25 * lamp + 0.004 * (2 * random() - 1);
    return [shade, 0.965 * shade, 0.91 * shade];
  });
  return still("wall", picture, { shadow: 0.3, drift: 0.03 });
}

/** A studio's green: a hot spot, darker corners, and wrinkles. */
export function greenScreen(): Room {
  const picture = new Float32Array(widthPx * heightPx * 3);
  fill(picture, [0, 0, widthPx, heightPx], (x, y) => {
    const lamp = Math.exp(-(((x - 700) / 600) ** 2) - ((y - 250) / 400) ** 2);
    const shade = 0.9 + 0.2 * lamp + 0.04 * Math.sin(x / 37 + y / 90);
    return [0.12 * shade, 0.62 * shade, 0.22 * shade];
  });
  return still("green screen", picture, { shadow: 0, drift: 0 });
}

/** A picture or a clip of the user's own; a clip's first frames are its empty room. */
export function roomFrom(file: string, scratch: string): Room & Disposable {
  const frames = decodeRoom(file, scratch);
  const linear = new Float32Array(widthPx * heightPx * 3);
  let shown = -1;
  return {
    name: path.basename(file),
    shadow: 0,
    drift: 0.03,
    linearAt(tick) {
      const index = frames.indexAt(tick);
      if (index === shown) return linear;
      const bytes = frames.read(index);
      for (let i = 0; i < linear.length; i++) linear[i] = linearOf((bytes[i] ?? 0) / 255);
      shown = index;
      return linear;
    },
    [Symbol.dispose]: () => frames[Symbol.dispose](),
  };
}

function still(
  name: string,
  picture: Float32Array,
  light: { readonly shadow: number; readonly drift: number },
): Room {
  const linear = picture.map((value) => linearOf(Math.max(0, Math.min(1, value))));
  return { name, ...light, linearAt: () => linear };
}

function fill(
  picture: Float32Array,
  [left, top, right, bottom]: readonly [number, number, number, number],
  shade: Shade,
): void {
  for (let y = Math.max(0, top); y < Math.min(heightPx, bottom); y++) {
    for (let x = Math.max(0, left); x < Math.min(widthPx, right); x++) {
      picture.set(shade(x, y), 3 * (y * widthPx + x));
    }
  }
}

function placeShelf(picture: Float32Array, top: number, random: () => number): void {
  const [from, to, height] = [400, 1180, 110];
  fill(picture, [from, top, to, top + height], (_, y) => {
    const depth = 0.1 + 0.06 * ((y - top) / height);
    return [depth * 1.3, depth, depth * 0.8];
  });
  fill(picture, [from, top + height, to, top + height + 12], (x) => {
    const wood = 0.45 + 0.04 * Math.sin(x / 13);
    return [wood, wood * 0.72, wood * 0.48];
  });
  for (let x = from + 6; x < to - 40;) {
    const width = Math.round(9 + 26 * random());
    const bookTop = Math.round(top + 8 + 42 * random());
    const cover: Colour = [0.15 + 0.7 * random(), 0.15 + 0.6 * random(), 0.12 + 0.6 * random()];
    const [left, label] = [x, bookTop + 14 + Math.round(20 * random())];
    fill(picture, [left, bookTop, left + width, top + height], (column, row) => {
      const round = 0.75 + 0.25 * Math.sin((Math.PI * (column - left + 0.5)) / width);
      const isLabel = row > label && row < label + 12 && (column + row) % 5 < 3;
      const light = isLabel ? 0.4 : 0;
      return [round * cover[0] + light, round * cover[1] + light, round * cover[2] + light];
    });
    x += width + (random() < 0.15 ? 30 : 1);
  }
}

function placeLeaf(picture: Float32Array, random: () => number): void {
  const [centreX, centreY] = [Math.round(110 + 220 * random()), Math.round(420 + 260 * random())];
  const [long, wide, turn] = [18 + 30 * random(), 5 + 8 * random(), Math.PI * random()];
  const bright = 0.2 + 0.4 * random();
  const reach = Math.ceil(long);
  for (let y = Math.max(0, centreY - reach); y < Math.min(heightPx, centreY + reach); y++) {
    for (let x = Math.max(0, centreX - reach); x < Math.min(widthPx, centreX + reach); x++) {
      const along = (x - centreX) * Math.cos(turn) + (y - centreY) * Math.sin(turn);
      const across = (y - centreY) * Math.cos(turn) - (x - centreX) * Math.sin(turn);
      if ((along / long) ** 2 + (across / wide) ** 2 > 1) continue;
      const vein = Math.abs(across) < 1 ? 0.1 : 0;
      picture.set([0.4 * bright + vein, bright + vein, 0.3 * bright], 3 * (y * widthPx + x));
    }
  }
}

/** A lens never draws a drawing's edges. */
function softened(picture: Float32Array): Float32Array {
  const across = blurred(picture, 3, widthPx * heightPx * 3);
  return blurred(across, widthPx * 3, widthPx * heightPx * 3);
}

function blurred(from: Float32Array, step: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const here = from[i] ?? 0;
    return 0.25 * ((from[i - step] ?? here) + (from[i + step] ?? here)) + 0.5 * here;
  });
}
