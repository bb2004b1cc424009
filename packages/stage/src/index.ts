export type { PixelSize } from "./drawing-size.ts";
export type { Figure, FigureState, ShownFrame } from "./figure.ts";
export { graphicsKind } from "./gl-canvas.ts";
export { type Grip, holdPose, steadyHold } from "./hold-pose.ts";
export {
  type Kiss,
  KISS_M,
  KISS_MS,
  kissSeconds,
  nextKiss,
  NO_KISS,
  tipsDistanceM,
  torchTip,
} from "./kiss.ts";
export { checkModel, modelFaultOf } from "./model-check.ts";
export { MODEL_LIMITS, type ModelFault } from "./model-file.ts";
export { UNPACK_GLSL } from "./packed-frame.glsl.ts";
export type { DrawnProp, Prop, PropChange, PropOptions, PropState } from "./prop.ts";
export type { FlashKind, PropLook } from "./prop-life.ts";
export { poseFromSeat, poseOnFigure, type ShownPerson } from "./prop-pose.ts";
export type { PropSource } from "./prop-source.ts";
export type { Pose, Rotation } from "./rotation.ts";
export {
  createStage,
  type Stage,
  type StageOptions,
  type StageSettings,
  type StageState,
} from "./stage.ts";
export { type Backdrop, type Colour, DEFAULT_BACKDROP, type StageMode } from "./stage-look.ts";
export type { AlphaBlock, PixelBlock, RendererKind } from "./stage-renderer.ts";
export { TORCH_FLAME, TORCH_GRIP, TORCH_HEIGHT_M } from "./torch-geometry.ts";
export {
  type TorchCue,
  type TorchHeard,
  TorchSound,
  type TorchSoundOptions,
} from "./torch-sound.ts";
export type { FactsLookup } from "./video-frames.ts";
