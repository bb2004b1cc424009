import { type Matrix4, multiply4 } from "@visavis/pane";
import { BareRenderer } from "./bare-renderer.ts";
import type { PixelSize } from "./drawing-size.ts";
import type { PackedTextures } from "./packed-textures.ts";
import type { ClipBounds, ItemShape, SceneItem } from "./scene-item.ts";
import type { StageScene } from "./stage-scene.ts";

const SHAPES: ReadonlySet<ItemShape> = new Set(["body", "flame", "flare", "smoke", "sparks"]);
/** Sizes change in steps, because each change costs a new drawing buffer. */
const STEP_PX = 64;

interface Region extends PixelSize {
  readonly leftPx: number;
  readonly topPx: number;
}

export function isPropItem({ shape }: SceneItem<unknown>): boolean {
  return SHAPES.has(shape);
}

/**
 * Things for a 2D canvas, drawn by the shaders of the bare renderer on a canvas just large enough for
 * them: few pixels, so they cost little even on a processor.
 */
export class FlatProps {
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
    const { width, height } = context.canvas;
    const covered = coveredBy(items, { widthPx: width, heightPx: height });
    if (!covered) return true;
    const renderer = this.#ready(covered);
    if (!renderer || !this.#canvas) return false;
    const region = { ...covered, ...this.#size };
    const crop = cropMatrix(region, { widthPx: width, heightPx: height });
    renderer.draw({
      ...scene,
      projection: multiply4(crop, scene.projection),
      clear: [0, 0, 0, 0],
      floor: null,
      items: items.map((item) => cropped(item, crop)),
    });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    const { heightPx, leftPx, topPx, widthPx } = covered;
    const from = [0, 0, widthPx, heightPx] as const;
    context.drawImage(this.#canvas, ...from, leftPx, topPx, widthPx, heightPx);
    return true;
  }

  dispose(): void {
    this.#renderer?.dispose();
    this.#renderer = null;
    this.#canvas = null;
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
