// Chromium has these on the window, Safari in workers only, Firefox partly; lib.dom has none of them.

interface TrackProcessorClass {
  new (init: { track: MediaStreamTrack; maxBufferSize?: number }): {
    readonly readable: ReadableStream<VideoFrame>;
  };
}

interface TrackGeneratorClass {
  new (init: { kind: "video" }): MediaStreamTrack & {
    readonly writable: WritableStream<VideoFrame>;
  };
}

interface VideoTrackGeneratorClass {
  new (): { readonly track: MediaStreamTrack; readonly writable: WritableStream<VideoFrame> };
}

declare global {
  var MediaStreamTrackProcessor: TrackProcessorClass | undefined;
  var MediaStreamTrackGenerator: TrackGeneratorClass | undefined;
  var VideoTrackGenerator: VideoTrackGeneratorClass | undefined;
}

interface InsertableStreams {
  readonly Processor: TrackProcessorClass | undefined;
  readonly Generator: TrackGeneratorClass | undefined;
  readonly WorkerGenerator: VideoTrackGeneratorClass | undefined;
}

/** What this scope (window or worker) has of them. */
export function insertableStreams(): InsertableStreams {
  return {
    Processor: globalThis.MediaStreamTrackProcessor,
    Generator: globalThis.MediaStreamTrackGenerator,
    WorkerGenerator: globalThis.VideoTrackGenerator,
  };
}
