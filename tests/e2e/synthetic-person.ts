import { readFileSync } from "node:fs";
import { type CameraView, TOE_M } from "@visavis/pane";
import { type Bitmap, decodePng } from "@visavis/rehearsal";

const CARD = new URL("../media/standing-man.png", import.meta.url);
const WALL = [98, 168, 210] as const;
const GRAIN = 3;

export interface SyntheticScene {
  readonly view: CameraView;
  /** From soles to crown, exactly. */
  readonly heightM: number;
  /** Of head and hips from the lens. */
  readonly distanceM: number;
  readonly frames: number;
}

/**
 * A y4m film of a man of known height who stands still before a known camera. He is a photograph on
 * a card, seen in true perspective; the card leans so that the soles lie where shoes are seen, a
 * little nearer than the head. Grain differs from frame to frame, as it does in a camera.
 */
export function syntheticFilm(scene: SyntheticScene): Buffer {
  const { widthPx, heightPx } = scene.view;
  const picture = render(scene);
  const head = Buffer.from(`YUV4MPEG2 W${widthPx} H${heightPx} F30:1 Ip A1:1 C420jpeg\n`, "latin1");
  const frames = Array.from({ length: scene.frames }, (_, i) => [
    Buffer.from("FRAME\n", "latin1"),
    i420(picture, widthPx, heightPx, i + 1),
  ]);
  return Buffer.concat([head, ...frames.flat()]);
}

/** RGB, row by row. */
function render(scene: SyntheticScene): Float32Array {
  const { view } = scene;
  const card = decodePng(readFileSync(CARD));
  const out = new Float32Array(view.widthPx * view.heightPx * 3);
  for (let row = 0, at = 0; row < view.heightPx; row++) {
    for (let column = 0; column < view.widthPx; column++, at += 3) {
      const light = 1.05 - 0.12 * (row / view.heightPx);
      const [red, green, blue, alpha] = sample(card, onCard(scene, card, column + 0.5, row + 0.5));
      out[at] = alpha * red + (1 - alpha) * WALL[0] * light;
      out[at + 1] = alpha * green + (1 - alpha) * WALL[1] * light;
      out[at + 2] = alpha * blue + (1 - alpha) * WALL[2] * light;
    }
  }
  return out;
}

/** Where the ray of a camera pixel meets the card: 0..1 from its left and from its top. */
function onCard(
  { view, heightM, distanceM }: SyntheticScene,
  card: Bitmap,
  column: number,
  row: number,
): readonly [number, number] {
  const a = (column - view.widthPx / 2) / view.focalPx;
  const b = (row - view.heightPx / 2) / view.focalPx;
  const ahead = Math.cos(view.pitchRad) - b * Math.sin(view.pitchRad);
  const drop = (Math.sin(view.pitchRad) + b * Math.cos(view.pitchRad)) / ahead;
  // The card: z = distance − TOE (1 − y / height); the ray: y = lens − drop z.
  const lean = TOE_M / heightM;
  const z = (distanceM - TOE_M + lean * view.heightM) / (1 + lean * drop);
  const y = view.heightM - drop * z;
  const cardWidthM = (heightM * card.widthPx) / card.heightPx;
  return [(a / ahead) * (z / cardWidthM) + 0.5, 1 - y / heightM];
}

/** Bilinear; nothing outside the card. */
function sample(
  { widthPx, heightPx, rgba }: Bitmap,
  [u, v]: readonly [number, number],
): readonly [number, number, number, number] {
  if (u < 0 || u > 1 || v < 0 || v > 1) return [0, 0, 0, 0];
  const x = Math.min(widthPx - 1.001, Math.max(0, u * widthPx - 0.5));
  const y = Math.min(heightPx - 1.001, Math.max(0, v * heightPx - 0.5));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (dx: number, dy: number, c: number): number =>
    rgba[((top + dy) * widthPx + left + dx) * 4 + c] ?? 0;
  const mixed = (c: number): number => {
    const upper = at(0, 0, c) * (1 - x + left) + at(1, 0, c) * (x - left);
    const lower = at(0, 1, c) * (1 - x + left) + at(1, 1, c) * (x - left);
    return upper * (1 - y + top) + lower * (y - top);
  };
  return [mixed(0), mixed(1), mixed(2), mixed(3) / 255];
}

/** BT.709, video range. */
function i420(rgb: Float32Array, widthPx: number, heightPx: number, seed: number): Buffer {
  const out = Buffer.alloc((widthPx * heightPx * 3) / 2);
  const [uStart, vStart] = [widthPx * heightPx, (widthPx * heightPx * 5) / 4];
  let noise = seed;
  for (let row = 0, i = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++, i++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      const [red = 0, green = 0, blue = 0] = rgb.subarray(i * 3, i * 3 + 3);
      const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      const grain = ((noise >>> 24) / 255 - 0.5) * GRAIN;
      out[i] = Math.round(16 + (219 / 255) * luma + grain);
      if (row % 2 || column % 2) continue;
      const chroma = (row / 2) * (widthPx / 2) + column / 2;
      out[uStart + chroma] = Math.round(128 + ((224 / 255) * (blue - luma)) / 1.8556);
      out[vStart + chroma] = Math.round(128 + ((224 / 255) * (red - luma)) / 1.5748);
    }
  }
  return out;
}
