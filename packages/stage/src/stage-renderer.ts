import type { PackedPicture } from "./packed-picture.ts";
import type { PixelSize } from "./drawing-size.ts";
import type { CheckedModel } from "./model-check.ts";
import type { PropAsset } from "./scene-item.ts";
import type { StageScene } from "./stage-scene.ts";

/** Pixels from the upper left, four bytes each. */
export interface PixelBlock {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** One byte of alpha a pixel, from the upper left. */
export interface AlphaBlock {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Where one figure's newest frame lies; made by a renderer and of use to that renderer only. */
export interface FigurePicture {
  /** False until the first upload. */
  readonly hasPicture: boolean;
  upload(picture: PackedPicture): void;
  /** The matte as it arrived, at the size of the colour rows; null before the first upload. */
  readAlpha(): AlphaBlock | null;
  dispose(): void;
}

export type RendererKind = "three" | "bare" | "flat";

export interface StageRenderer<Picture extends FigurePicture = FigurePicture> {
  readonly kind: RendererKind;
  createPicture(): Picture;
  /** Null where a stand-in is drawn instead. */
  loadModel(model: CheckedModel): Promise<PropAsset> | null;
  resize(size: PixelSize): void;
  draw(scene: StageScene<Picture>): void;
  /** Makes ready what this scene's things need, and shows nothing of it. */
  prepare?(scene: StageScene<Picture>): void;
  /** Of what was drawn last; only in the same task as the drawing. */
  readPixels(): PixelBlock;
  dispose(): void;
}
