import { mapPoint, multiply4, onPlane, type Vector2 } from "@visavis/pane";
import { VisavisError } from "@visavis/protocol";
import type { PixelSize } from "./drawing-size.ts";
import { FlatPicture } from "./flat-picture.ts";
import type { PixelBlock, StageRenderer } from "./stage-renderer.ts";
import type { SceneItem } from "./scene-item.ts";
import type { Colour } from "./stage-look.ts";
import type { StageScene } from "./stage-scene.ts";

/** A last resort without WebGL: people as affine pictures, no shadow, no room light. */
export class FlatRenderer implements StageRenderer<FlatPicture> {
  readonly kind = "flat";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new VisavisError("browser-unsupported", "no canvas to draw on");
    this.#canvas = canvas;
    this.#context = context;
  }

  createPicture(): FlatPicture {
    return new FlatPicture();
  }

  loadModel(): null {
    return null;
  }

  resize({ widthPx, heightPx }: PixelSize): void {
    this.#canvas.width = widthPx;
    this.#canvas.height = heightPx;
  }

  draw(scene: StageScene<FlatPicture>): void {
    const { width, height } = this.#canvas;
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const [red, green, blue, alpha] = scene.clear;
    if (alpha > 0) this.#fill([red, green, blue], 0);
    if (scene.floor) this.#fill(scene.floor.colour, ((1 - scene.floor.topClipY) / 2) * height);
    for (const item of scene.items) if (item.shape === "figure") this.#drawFigure(scene, item);
    context.globalAlpha = 1;
  }

  readPixels(): PixelBlock {
    const { width, height } = this.#canvas;
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    const { data } = this.#context.getImageData(0, 0, width, height);
    return { widthPx: width, heightPx: height, data };
  }

  dispose(): void {
    this.#context.reset();
  }

  #fill(colour: Colour, topPx: number): void {
    const { width, height } = this.#canvas;
    this.#context.fillStyle = `rgb(${colour.map((value) => Math.round(value * 255)).join(" ")})`;
    this.#context.fillRect(0, topPx, width, height);
  }

  #drawFigure(scene: StageScene<FlatPicture>, item: SceneItem<FlatPicture>): void {
    const { picture } = item;
    if (!picture?.hasPicture) return;
    const clip = multiply4(multiply4(scene.projection, scene.view), item.model);
    const cardToClip = onPlane(clip, 0);
    const toPx = (x: number, y: number): Vector2 => {
      const [cx, cy] = mapPoint(cardToClip, [x, y]);
      return [((cx + 1) / 2) * this.#canvas.width, ((1 - cy) / 2) * this.#canvas.height];
    };
    const [leftX, leftY, rightX, rightY] = numbers(item, "uTopCorners");
    const [footX, footY] = numbers(item, "uFootCorners");
    const [left, right, foot] = [toPx(leftX, leftY), toPx(rightX, rightY), toPx(footX, footY)];
    const { width, height } = picture.canvas;
    this.#context.setTransform(
      (right[0] - left[0]) / width,
      (right[1] - left[1]) / width,
      (foot[0] - left[0]) / height,
      (foot[1] - left[1]) / height,
      ...left,
    );
    this.#context.globalAlpha = Number(item.uniforms["uOpacity"] ?? 1);
    this.#context.drawImage(picture.canvas, 0, 0);
  }
}

function numbers(item: SceneItem<FlatPicture>, name: string): [number, number, number, number] {
  const value = item.uniforms[name];
  const [a = 0, b = 0, c = 0, d = 0] = typeof value === "object" ? value : [];
  return [a, b, c, d];
}
