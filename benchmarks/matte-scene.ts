import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { WebcamFile } from "./matte-camera.ts";
import { type DecodedFrames, SCENE } from "./matte-clip.ts";
import { displayedOf, linearOf } from "./matte-light.ts";
import type { Room } from "./matte-rooms.ts";

export interface Person {
  readonly frames: DecodedFrames;
  /** Takes away the green that a studio left in his edge. */
  readonly isDespilled: boolean;
  /** Alpha is made steeper by this factor around its half: 1 leaves a clip as soft as it is. */
  readonly steepness: number;
}

export interface SceneLength {
  readonly emptyFrames: number;
  readonly learnFrames: number;
  /** Every so-many-th frame of the movement before is shown. */
  readonly learnStep: number;
  readonly shownFrames: number;
}

/** What happens to the camera while it looks. */
export interface Disturbance {
  /** Of the shown frames. */
  readonly atFrame: number;
  /** It looks this much further right from then on. */
  readonly shiftPx: number;
  /** And exposes by so much more. */
  readonly gain: number;
}

interface SceneParts {
  readonly person: Person;
  readonly room: Room;
  readonly length: SceneLength;
  /** When the measured frames begin, in frames of the clip. */
  readonly start: number;
  readonly disturbance?: Disturbance;
}

const { widthPx, heightPx } = SCENE;
const PIXELS = widthPx * heightPx;
const LIGHT_OF_BYTE = Float32Array.from({ length: 256 }, (_, i) => linearOf(i / 255));
/** The shadow is worked out at a quarter of the size, and falls a little beside the person. */
const UNDISTURBED = { shiftPx: 0, gain: 1 };
const SHADOW = { step: 4, radius: 8, asidePx: 60, belowPx: 25 } as const;

/**
 * Writes what a camera sees, `NAME-empty.i420`, `NAME-learn.i420` and `NAME-shown.i420`, and beside
 * the last the truth, `NAME-shown.rgba`.
 */
export async function writeScene(
  folder: string,
  name: string,
  { person, room, length, start, disturbance }: SceneParts,
): Promise<void> {
  const file = (part: string): string => path.join(folder, `${name}-${part}`);
  const { emptyFrames, learnFrames, learnStep, shownFrames } = length;
  if (emptyFrames > 0) {
    const empty = new WebcamFile(file("empty.i420"));
    for (let tick = 0; tick < emptyFrames; tick++) await empty.take(room.linearAt(tick));
    await empty.finish();
  }
  if (learnFrames > 0) {
    const learn = new WebcamFile(file("learn.i420"));
    for (let i = 0; i < learnFrames; i++) {
      await learn.take(composed(person, room, i * learnStep, emptyFrames).light);
    }
    await learn.finish();
  }
  const shown = new WebcamFile(file("shown.i420"));
  writeFileSync(file("shown.rgba"), "");
  for (let i = 0; i < shownFrames; i++) {
    const isDisturbed = disturbance !== undefined && i >= disturbance.atFrame;
    const { shiftPx, gain } = isDisturbed ? disturbance : UNDISTURBED;
    const { light, truth } = composed(person, room, start + i, emptyFrames, gain);
    shiftRows(light, 3, shiftPx);
    shiftRows(truth, 4, shiftPx);
    await shown.take(light);
    appendFileSync(file("shown.rgba"), truth);
  }
  await shown.finish();
}

function composed(
  { frames, isDespilled, steepness }: Person,
  room: Room,
  tick: number,
  emptyFrames: number,
  exposure = 1,
): { light: Float32Array; truth: Uint8Array } {
  const truth = frames.read(frames.indexAt(tick));
  if (isDespilled) despill(truth);
  if (steepness !== 1) steepen(truth, steepness);
  const behind = room.linearAt(emptyFrames + tick);
  const shade = room.shadow > 0 ? softShadow(truth) : null;
  const gains = gainsAt(tick, room.drift).map((own) => own * exposure);
  const light = new Float32Array(3 * PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    const alpha = (truth[4 * i + 3] ?? 0) / 255;
    const lit = shade ? 1 - room.shadow * shade(i % widthPx, Math.floor(i / widthPx)) : 1;
    for (let c = 0; c < 3; c++) {
      const own = LIGHT_OF_BYTE[truth[4 * i + c] ?? 0] ?? 0;
      const gain = gains[c] ?? 1;
      light[3 * i + c] = (alpha * own + (1 - alpha) * (behind[3 * i + c] ?? 0) * lit) * gain;
    }
  }
  expose(truth, gains);
  return { light, truth };
}

/** Everything lies `shiftPx` further left; what comes in at the right repeats the last column. */
function shiftRows(picture: Float32Array | Uint8Array, channels: number, shiftPx: number): void {
  if (shiftPx === 0) return;
  const row = widthPx * channels;
  for (let from = 0; from < picture.length; from += row) {
    picture.copyWithin(from, from + shiftPx * channels, from + row);
  }
}

function despill(rgba: Uint8Array): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const most = 1.02 * Math.max(rgba[i] ?? 0, rgba[i + 2] ?? 0);
    rgba[i + 1] = Math.min(rgba[i + 1] ?? 0, most);
  }
}

function steepen(rgba: Uint8Array, steepness: number): void {
  for (let i = 3; i < rgba.length; i += 4) {
    const steep = 127.5 + steepness * ((rgba[i] ?? 0) - 127.5);
    rgba[i] = Math.max(0, Math.min(255, steep));
  }
}

/** The camera's exposure and white balance wander slowly. */
function gainsAt(tick: number, drift: number): readonly [number, number, number] {
  const exposure = 1 + drift * Math.sin(tick / 9);
  const warmth = 0.3 * drift * Math.sin(tick / 13);
  return [exposure * (1 + warmth), exposure, exposure * (1 - warmth)];
}

/** The true colour is what the camera would have seen of the person alone. */
function expose(rgba: Uint8Array, gains: readonly number[]): void {
  const curves = gains.map((gain) =>
    LIGHT_OF_BYTE.map((light) => 255 * displayedOf(Math.min(1, light * gain)) + 0.5),
  );
  for (let i = 0; i < rgba.length; i++) {
    const curve = curves[i % 4];
    if (curve) rgba[i] = curve[rgba[i] ?? 0] ?? 0;
  }
}

/** How much of the light is taken at a place, 0 to 1: the person's shape, blurred and moved aside. */
function softShadow(rgba: Uint8Array): (x: number, y: number) => number {
  const { step, radius, asidePx, belowPx } = SHADOW;
  const [width, height] = [widthPx / step, heightPx / step];
  let shape: Float32Array = Float32Array.from({ length: width * height }, (_, i) => {
    const x = (i % width) * step;
    return (rgba[4 * (Math.floor(i / width) * step * widthPx + x) + 3] ?? 0) / 255;
  });
  // Three boxes are as good as a bell.
  for (let pass = 0; pass < 3; pass++) {
    shape = boxed(shape, { width, height, stepPx: 1, radius });
    shape = boxed(shape, { width, height, stepPx: width, radius });
  }
  return (x, y) => {
    const column = clamped(Math.floor((x - asidePx) / step), width - 1);
    const row = clamped(Math.floor((y - belowPx) / step), height - 1);
    return shape[row * width + column] ?? 0;
  };
}

function clamped(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

function boxed(
  from: Float32Array,
  area: { width: number; height: number; stepPx: number; radius: number },
): Float32Array {
  const { width, height, stepPx, radius } = area;
  const isAcross = stepPx === 1;
  const last = (isAcross ? width : height) - 1;
  return from.map((_, i) => {
    const along = isAcross ? i % width : Math.floor(i / width);
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      const to = clamped(along + k, last);
      sum += from[i + (to - along) * stepPx] ?? 0;
    }
    return sum / (2 * radius + 1);
  });
}
