import { insertableStreams } from "@visavis/platform";
import { VisavisError } from "@visavis/protocol";

/** A camera's track, or frames from anywhere. */
export type FramesIn = MediaStreamTrack | ReadableStream<VideoFrame>;

export interface OpenFrames {
  readonly readable: ReadableStream<VideoFrame>;
  readonly stop: () => void;
}

/** Of a track a clone is read, because its end must not be the end of the page's own. */
export function readableOf(source: FramesIn): OpenFrames {
  if (source instanceof ReadableStream) return { readable: source, stop: () => {} };
  if (source.kind !== "video") throw new VisavisError("matte-failed", "not a video track");
  const { Processor } = insertableStreams();
  if (!Processor) {
    throw new VisavisError(
      "browser-unsupported",
      "no MediaStreamTrackProcessor in this scope: give a ReadableStream of VideoFrame instead",
    );
  }
  const track = source.clone();
  // One frame: what there is no time for is dropped before it is ever queued.
  const { readable } = new Processor({ track, maxBufferSize: 1 });
  return { readable, stop: () => track.stop() };
}
