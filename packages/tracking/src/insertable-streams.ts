// Chromium has it on the window, Safari in workers only, Firefox nowhere; lib.dom does not know it.

interface TrackProcessorClass {
  new (init: { track: MediaStreamTrack; maxBufferSize?: number }): {
    readonly readable: ReadableStream<VideoFrame>;
  };
}

/** What this scope (window or worker) has for reading a camera frame by frame. */
export function trackProcessor(): TrackProcessorClass | null {
  const found: unknown = Reflect.get(globalThis, "MediaStreamTrackProcessor");
  return isProcessorClass(found) ? found : null;
}

function isProcessorClass(value: unknown): value is TrackProcessorClass {
  return typeof value === "function";
}
