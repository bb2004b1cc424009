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
  startCapture,
} from "./capture.ts";
export {
  captureSupport,
  type CaptureSupport,
  type SourceWay,
  type TargetWay,
} from "./capture-support.ts";
export type { DeviceAccess, DeviceChoice, Devices } from "./device.ts";
export { openMicrophone } from "./microphone.ts";
export type { PictureFault } from "./picture-watch.ts";
export type {
  CaptureFailure,
  CaptureReport,
  CaptureSettings,
  FactsMessage,
} from "./worker-message.ts";
