export {
  type CameraSource,
  type FrameSource,
  openSource,
  type SourceWay,
} from "./camera-source.ts";
export { insertableStreams } from "./insertable-streams.ts";
export { loadRuntime, quietly, takeCard } from "./litert-runtime.ts";
export { trustOwnScripts } from "./trusted-scripts.ts";
