export { createCameraFile, createMicrophoneFile } from "./camera-file.ts";
export { findChromium } from "./chromium.ts";
export { type ChromiumFlags, chromiumFlags, hasGpu } from "./chromium-flags.ts";
export { type Clip, type PictureSize, probeClip } from "./clip.ts";
export { type Bitmap, decodePng, encodePng } from "./png.ts";
export { RehearsalError } from "./rehearsal-error.ts";
export { ServerProcess, type ServerPlace } from "./server-process.ts";
export { voiceWav } from "./voice.ts";
