import { type Matrix4, multiply4, transformPoint } from "@visavis/pane";
import { BareRenderer } from "./bare-renderer.ts";
import type { PixelSize } from "./drawing-size.ts";
import type { PackedTextures } from "./packed-textures.ts";
import type { ClipBounds, ItemShape, SceneItem } from "./scene-item.ts";
import type { StageScene } from "./stage-scene.ts";

const SHAPES: ReadonlySet<ItemShape> = new Set(["body", "flame", "flare", "smoke", "sparks"]);
/** Sizes change in steps, because each change costs a new drawing buffer. */
const STEP_PX = 64;
/** Of the pixels that it covers, each way: a fire is soft, and a processor pays for every pixel. */
const SHARPNESS = 0.66;
/** Drawn anew at most so often, and for at most this share of the time. */
const LEAST_GAP_MS = 66;
const MOST_GAP_MS = 250;
const SHARE = 1 / 6;
const KEPT_PICTURES = 8;

interface Region extends PixelSize {
  readonly leftPx: number;
  readonly topPx: number;
}

/** What was drawn of some things, and how long that may stand. */
interface Drawn {
  readonly picture: OffscreenCanvas;
  readonly region: Region;
  /** Where the first of them was, to follow it until it is drawn anew. */
  readonly at: readonly [x: number, y: number];
  readonly untilMs: number;
}

export function isPropItem({ shape }: SceneItem<unknown>): boolean {
  return SHAPES.has(shape);
}

/**
 * Things for a 2D canvas, drawn by the shaders of the bare renderer on a canvas just large enough for
 * them. That costs ten times what a person does where a processor runs the shaders, so between two such
 * drawings the last one is moved along.
 */
export class FlatProps {
  readonly #drawn = new Map<string, Drawn>();
  #canvas: OffscreenCanvas | null = null;
  #renderer: BareRenderer | null = null;
  #size: PixelSize = { widthPx: 0, heightPx: 0 };
  #isMissing = false;

  /** False where there is no WebGL. */
  draw(
    context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
    scene: StageScene<unknown>,
    items: readonly SceneItem<unknown>[],
  ): boolean {
    const whole = { widthPx: context.canvas.width, heightPx: context.canvas.height };
    const key = keyOf(items, whole);
    const at = placeOf(scene, items, whole);
    const nowMs = performance.now();
    const known = this.#drawn.get(key);
    const drawn = known && nowMs < known.untilMs ? known : this.#draw(scene, items, { whole, at });
    if (drawn === "nothing") return true;
    if (!drawn) return false;
    if (drawn !== known) this.#keep(key, drawn);
    const { picture, region } = drawn;
    context.setTransform(1, 0, 0, 1, at[0] - drawn.at[0], at[1] - drawn.at[1]);
    context.globalAlpha = 1;
    const { heightPx, leftPx, topPx, widthPx } = region;
    context.drawImage(picture, leftPx, topPx, widthPx, heightPx);
    context.setTransform(1, 0, 0, 1, 0, 0);
    return true;
  }

  #draw(
    scene: StageScene<unknown>,
    items: readonly SceneItem<unknown>[],
    { at, whole }: { readonly at: Drawn["at"]; readonly whole: PixelSize },
  ): Drawn | "nothing" | null {
    const startMs = performance.now();
    const region = coveredBy(items, whole);
    if (!region) return "nothing";
    const size = {
      widthPx: Math.ceil(region.widthPx * SHARPNESS),
      heightPx: Math.ceil(region.heightPx * SHARPNESS),
    };
    const renderer = this.#ready(size);
    if (!renderer || !this.#canvas) return null;
    // A buffer that is larger than the region shows more to its right and below.
    const shown = {
      ...region,
      widthPx: this.#size.widthPx / SHARPNESS,
      heightPx: this.#size.heightPx / SHARPNESS,
    };
    const crop = cropMatrix(shown, whole);
    renderer.draw({
      ...scene,
      projection: multiply4(crop, scene.projection),
      clear: [0, 0, 0, 0],
      floor: null,
      items: items.map((item) => cropped(item, crop)),
    });
    const picture = copyOf(this.#canvas, size);
    const endMs = performance.now();
    const gapMs = Math.min(MOST_GAP_MS, Math.max(LEAST_GAP_MS, (endMs - startMs) / SHARE));
    const covers = {
      ...region,
      widthPx: size.widthPx / SHARPNESS,
      heightPx: size.heightPx / SHARPNESS,
    };
    return { picture, region: covers, at, untilMs: endMs + gapMs };
  }

  #keep(key: string, drawn: Drawn): void {
    this.#drawn.delete(key);
    this.#drawn.set(key, drawn);
    const [oldest] = this.#drawn.keys();
    if (this.#drawn.size > KEPT_PICTURES && oldest !== undefined) this.#drawn.delete(oldest);
  }

  dispose(): void {
    this.#renderer?.dispose();
    this.#renderer = null;
    this.#canvas = null;
    this.#drawn.clear();
  }

  #ready({ heightPx, widthPx }: PixelSize): BareRenderer | null {
    if (this.#isMissing) return null;
    this.#renderer ??= this.#create();
    const size = {
      widthPx: Math.max(this.#size.widthPx, widthPx),
      heightPx: Math.max(this.#size.heightPx, heightPx),
    };
    if (size.widthPx > this.#size.widthPx || size.heightPx > this.#size.heightPx) {
      this.#size = size;
      this.#renderer?.resize(size);
    }
    return this.#renderer;
  }

  #create(): BareRenderer | null {
    const canvas = new OffscreenCanvas(STEP_PX, STEP_PX);
    const gl = canvas.getContext("webgl2", { alpha: true, antialias: false, depth: true });
    this.#isMissing = gl === null;
    if (!gl) return null;
    this.#canvas = canvas;
    this.#size = { widthPx: 0, heightPx: 0 };
    // A context that was lost is replaced with the next drawing.
    canvas.addEventListener("webglcontextlost", () => this.dispose(), { once: true });
    return new BareRenderer(gl);
  }
}

/** The things and what is solid of them: what has gone, or may not be shown, is never kept. */
function keyOf(items: readonly SceneItem<unknown>[], whole: PixelSize): string {
  const parts = items.map(({ key, uniforms }) => `${key} ${Number(uniforms["uSolid"] ?? 0) > 0}`);
  return `${whole.widthPx}x${whole.heightPx} ${parts.join()}`;
}

/** Of the first of the things, in pixels of the whole. */
function placeOf(
  { projection, view }: StageScene<unknown>,
  items: readonly SceneItem<unknown>[],
  { heightPx, widthPx }: PixelSize,
): readonly [x: number, y: number] {
  const body = items.find(({ shape }) => shape === "body");
  if (!body) return [0, 0];
  const clip = multiply4(multiply4(projection, view), body.model);
  const [x, y] = transformPoint(clip, [0, 0, 0]);
  return [((x + 1) / 2) * widthPx, ((1 - y) / 2) * heightPx];
}

/** On the processor's side, where it is cheap to draw again. */
function copyOf(canvas: OffscreenCanvas, { heightPx, widthPx }: PixelSize): OffscreenCanvas {
  const copy = new OffscreenCanvas(widthPx, heightPx);
  const context = copy.getContext("2d", { willReadFrequently: true });
  context?.drawImage(canvas, 0, 0, widthPx, heightPx, 0, 0, widthPx, heightPx);
  return copy;
}

/** The pixels that the items may touch, in steps; null when that is none. */
function coveredBy(
  items: readonly SceneItem<unknown>[],
  { heightPx, widthPx }: PixelSize,
): Region | null {
  const bounds = items.map((item) => item.bounds);
  const left = toPx(Math.min(...bounds.map(([x]) => x)), widthPx);
  const right = toPx(Math.max(...bounds.map(([, , x]) => x)), widthPx);
  const top = toPx(-Math.max(...bounds.map(([, , , y]) => y)), heightPx);
  const bottom = toPx(-Math.min(...bounds.map(([, y]) => y)), heightPx);
  if (!(right > left && bottom > top)) return null;
  return {
    leftPx: left,
    topPx: top,
    widthPx: Math.ceil((right - left) / STEP_PX) * STEP_PX,
    heightPx: Math.ceil((bottom - top) / STEP_PX) * STEP_PX,
  };
}

function toPx(clip: number, sizePx: number): number {
  return Math.round(Math.max(0, Math.min(sizePx, ((clip + 1) / 2) * sizePx)));
}

/** Takes the region's part of clip space to the whole of it. */
function cropMatrix({ heightPx, leftPx, topPx, widthPx }: Region, whole: PixelSize): Matrix4 {
  const [sx, sy] = [whole.widthPx / widthPx, whole.heightPx / heightPx];
  const middleX = ((leftPx + widthPx / 2) / whole.widthPx) * 2 - 1;
  const middleY = 1 - ((topPx + heightPx / 2) / whole.heightPx) * 2;
  return [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, 1, 0, -middleX * sx, -middleY * sy, 0, 1];
}

function cropped(item: SceneItem<unknown>, crop: Matrix4): SceneItem<PackedTextures> {
  const [left, bottom, right, top] = item.bounds;
  const [sx = 1, sy = 1, tx = 0, ty = 0] = [crop[0], crop[5], crop[12], crop[13]];
  const bounds: ClipBounds = [left * sx + tx, bottom * sy + ty, right * sx + tx, top * sy + ty];
  return { ...item, picture: null, bounds };
}
