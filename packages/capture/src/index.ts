export { type CameraRequest, openCamera } from "./camera.ts";
export {
  type CameraWatch,
  type CameraWatchEvents,
  type CameraWatchOptions,
  watchCamera,
} from "./camera-watch.ts";
export {
  type Capture,
  type CaptureEvents,
  type CaptureOptions,
  type CaptureUpdate,
  type PlateOptions,
  startCapture,
} from "./capture.ts";
export { captureSupport, type CaptureSupport, type TargetWay } from "./capture-support.ts";
export type { BackdropChoice } from "./backdrop-choice.ts";
export type { HairChoice } from "./hair-choice.ts";
export type { MatteFigures } from "./matte-figures.ts";
export type { PlateChange } from "./plate-difference.ts";
export type { DeviceAccess, DeviceChoice, Devices } from "./device.ts";
export { openMicrophone } from "./microphone.ts";
export type { PictureFault } from "./picture-watch.ts";
export type {
  CaptureFailure,
  CaptureReport,
  CaptureSettings,
  PlateStatus,
} from "./worker-message.ts";
