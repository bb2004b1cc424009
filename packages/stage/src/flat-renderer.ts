import {
  invert3,
  mapPoint,
  type Matrix3,
  multiply3,
  multiply4,
  onPlane,
  type Vector2,
} from "@visavis/pane";
import { VisavisError } from "@visavis/protocol";
import type { PixelSize } from "./drawing-size.ts";
import { FlatPicture } from "./flat-picture.ts";
import { type FlatView, lightFigure, lightFloor } from "./flat-light.ts";
import { drawStroke } from "./flat-prop.ts";
import { FlatProps, isPropItem } from "./flat-props.ts";
import { drawShadow } from "./flat-shadow.ts";
import { stripsOf } from "./flat-warp.ts";
import type { SceneItem } from "./scene-item.ts";
import type { Colour } from "./stage-look.ts";
import type { PixelBlock, StageRenderer } from "./stage-renderer.ts";
import type { StageScene } from "./stage-scene.ts";
import { numbersOf } from "./uniform-numbers.ts";

/**
 * People, floor and shadow on a 2D canvas, unpacked by the CPU. Where shaders run on the CPU too, this
 * costs a third of them; it also serves browsers without WebGL. A fire's light on a person has no
 * relief.
 */
export class FlatRenderer implements StageRenderer<FlatPicture> {
  readonly kind = "flat";
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #props = new FlatProps();

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
    context.globalAlpha = 1;
    context.clearRect(0, 0, width, height);
    const [red, green, blue, alpha] = scene.clear;
    if (alpha > 0) this.#fill([red, green, blue], 0);
    if (scene.floor) this.#fill(scene.floor.colour, ((1 - scene.floor.topClipY) / 2) * height);
    this.#drawItems(scene);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
  }

  prepare(scene: StageScene<FlatPicture>): void {
    const { width, height } = this.#canvas;
    const scratch = new OffscreenCanvas(width, height).getContext("2d");
    const things = scene.items.filter((item) => isPropItem(item));
    if (scratch && things.length > 0) this.#props.draw(scratch, scene, things);
  }

  readPixels(): PixelBlock {
    const { width, height } = this.#canvas;
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    const { data } = this.#context.getImageData(0, 0, width, height);
    return { widthPx: width, heightPx: height, data };
  }

  dispose(): void {
    this.#props.dispose();
    this.#context.reset();
  }

  #fill(colour: Colour, topPx: number): void {
    const { width, height } = this.#canvas;
    this.#context.fillStyle = `rgb(${colour.map((value) => Math.round(value * 255)).join(" ")})`;
    this.#context.fillRect(0, topPx, width, height);
  }

  /** Things that follow each other are drawn together. */
  #drawItems(scene: StageScene<FlatPicture>): void {
    let things: SceneItem<FlatPicture>[] = [];
    const drawThings = (): void => {
      if (things.length > 0 && !this.#props.draw(this.#context, scene, things)) {
        for (const item of things) drawStroke(this.#viewOf(scene), item);
      }
      things = [];
    };
    for (const item of scene.items) {
      if (isPropItem(item)) {
        things.push(item);
        continue;
      }
      drawThings();
      this.#drawItem(scene, item);
    }
    drawThings();
  }

  #viewOf(scene: StageScene<FlatPicture>): FlatView {
    const { height, width } = this.#canvas;
    return {
      context: this.#context,
      clip: multiply4(scene.projection, scene.view),
      toPx: ([x, y]) => [((x + 1) / 2) * width, ((1 - y) / 2) * height],
      isTransparent: scene.clear[3] === 0,
    };
  }

  #drawItem(scene: StageScene<FlatPicture>, item: SceneItem<FlatPicture>): void {
    const clip = multiply4(multiply4(scene.projection, scene.view), item.model);
    if (item.shape === "figure" || item.shape === "lit-figure") {
      this.#drawFigure(item, onPlane(clip, 0));
    }
    if (item.shape === "lit-figure") lightFigure(this.#viewOf(scene), item);
    if (item.shape === "glow") lightFloor(this.#viewOf(scene), item);
    if (item.shape === "line") this.#drawLine(item, onPlane(clip, 0));
    if (item.shape === "shadow") drawShadow(this.#context, item, clip);
  }

  #toPx(cardToClip: Matrix3, x: number, y: number): Vector2 {
    const [cx, cy] = mapPoint(cardToClip, [x, y]);
    return [((cx + 1) / 2) * this.#canvas.width, ((1 - cy) / 2) * this.#canvas.height];
  }

  #drawFigure(item: SceneItem<FlatPicture>, cardToClip: Matrix3): void {
    const { picture } = item;
    const pictureToCard = invert3(numbersOf(item.uniforms["uPictureFromCard"]));
    if (!picture || !pictureToCard) return;
    const { width: canvasWidth, height: canvasHeight } = this.#canvas;
    const clipToPx = [
      canvasWidth / 2,
      0,
      0,
      0,
      -canvasHeight / 2,
      0,
      canvasWidth / 2,
      canvasHeight / 2,
      1,
    ];
    const strips = stripsOf(
      multiply3(clipToPx, multiply3(cardToClip, pictureToCard)),
      canvasHeight,
    );
    const gain = numbersOf(item.uniforms["uGain"]);
    picture.prepare(gain, Number(item.uniforms["uLift"] ?? 0), {
      top: strips[0]?.top ?? 0,
      bottom: strips.at(-1)?.bottom ?? 0,
    });
    if (!picture.hasPicture) return;
    const { width, height } = picture.canvas;
    this.#context.globalAlpha = Number(item.uniforms["uOpacity"] ?? 1);
    for (const { top, bottom, transform } of strips) {
      this.#context.setTransform(...transform);
      this.#context.drawImage(
        picture.canvas,
        0,
        top * height,
        width,
        (bottom - top) * height,
        0,
        0,
        1,
        1,
      );
    }
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.globalAlpha = 1;
  }

  #drawLine(item: SceneItem<FlatPicture>, cardToClip: Matrix3): void {
    const [left = 0, bottom = 0, right = 0, top = 0] = numbersOf(item.uniforms["uLine"]);
    const [red = 0, green = 0, blue = 0, alpha = 0] = numbersOf(item.uniforms["uLineColour"]);
    const [start, end] = [this.#toPx(cardToClip, left, top), this.#toPx(cardToClip, right, bottom)];
    if (!(alpha > 0)) return;
    const straight = [red, green, blue].map((value) => Math.round((value / alpha) * 255));
    this.#context.fillStyle = `rgb(${straight.join(" ")} / ${alpha / 2})`;
    this.#context.fillRect(start[0], start[1], end[0] - start[0], end[1] - start[1]);
  }
}
