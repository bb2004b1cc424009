export type { PixelSize } from "./drawing-size.ts";
export type { Figure, FigureState, ShownFrame } from "./figure.ts";
export { graphicsKind } from "./gl-canvas.ts";
export {
  createStage,
  type Stage,
  type StageOptions,
  type StageSettings,
  type StageState,
} from "./stage.ts";
export type { AlphaBlock, PixelBlock, RendererKind } from "./stage-renderer.ts";
export { type Backdrop, type Colour, DEFAULT_BACKDROP, type StageMode } from "./stage-look.ts";
export { UNPACK_GLSL } from "./packed-frame.glsl.ts";
export type { FactsLookup } from "./video-frames.ts";
