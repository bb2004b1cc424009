import { insertableStreams } from "@visavis/platform";
import type { CaptureNotice, FrameTarget } from "./worker-message.ts";

/** Where packed frames go. Whoever writes a frame gives it away: the sink closes it in the end. */
export interface FrameSink {
  /** Set when the sink made its own track. */
  readonly track: MediaStreamTrack | null;
  /** Resolves when the next frame is welcome. Rejects when nobody takes frames any more. */
  write(frame: VideoFrame): Promise<void>;
  close(): Promise<void>;
}

export function openSink(target: FrameTarget, notify: (notice: CaptureNotice) => void): FrameSink {
  switch (target.kind) {
    case "stream":
      return streamSink(target.writable, null);
    case "generator": {
      const { WorkerGenerator } = insertableStreams();
      if (!WorkerGenerator) throw new Error("no VideoTrackGenerator in this worker");
      const { track, writable } = new WorkerGenerator();
      return streamSink(writable, track);
    }
    case "messages":
      return {
        track: null,
        write(frame) {
          notify({ type: "packed", frame });
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      };
  }
}

function streamSink(
  writable: WritableStream<VideoFrame>,
  track: MediaStreamTrack | null,
): FrameSink {
  const writer = writable.getWriter();
  let written: Promise<void> = Promise.resolve();
  // A stopped track rejects this; each write says so as well.
  writer.closed.catch(() => {});
  return {
    track,
    async write(frame) {
      try {
        await writer.ready;
        written = writer.write(frame);
        written.catch(() => frame.close());
      } catch (cause) {
        frame.close();
        throw cause;
      }
    },
    async close() {
      // Stopping in the middle of a write throws "Stream closed".
      await written.catch(() => {});
      await writer.close().catch(() => {});
    },
  };
}
