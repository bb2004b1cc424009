import { decodeFacts, PACKED_FRACTIONS, readCodeStrip } from "@visavis/protocol";
import type { PublishedVideo } from "@visavis/transport";
import type { Pace, PlayCommand } from "./packed-source.worker.ts";

/** Chromium's track that is written frame by frame. */
declare class MediaStreamTrackGenerator extends EventTarget {
  constructor(init: { kind: "video" });
  readonly writable: WritableStream<VideoFrame>;
}

/** Packed frames from a worker, as capture makes them, each with its facts. */
export class PackedSource implements Disposable {
  readonly video: PublishedVideo;
  readonly #writable: WritableStream<VideoFrame>;
  readonly #facts: MessagePort;
  readonly #worker = new Worker(new URL("./packed-source.worker.ts", import.meta.url), {
    type: "module",
  });

  constructor() {
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    if (!(generator instanceof MediaStreamTrack)) throw new Error("the generator is no track");
    const { port1, port2 } = new MessageChannel();
    this.#facts = port1;
    this.#writable = generator.writable;
    this.video = { track: generator, facts: port2 };
  }

  async play(pace: Pace, frames: number): Promise<void> {
    const command: PlayCommand = { writable: this.#writable, facts: this.#facts, pace, frames };
    const played = new Promise((resolve) => {
      this.#worker.addEventListener("message", resolve, { once: true });
    });
    this.#worker.postMessage(command, [command.writable, command.facts]);
    await played;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

export interface ShownFrame {
  readonly rtpTimestamp: number;
  /** From the pixels; null when they could not be read. */
  readonly sequence: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Calls back with each frame that a received picture shows. */
export function watchFrames(
  track: MediaStreamTrack,
  shown: (frame: ShownFrame) => void,
): () => void {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  let isWatching = true;
  const look = (_: number, { rtpTimestamp }: VideoFrameCallbackMetadata): void => {
    if (!isWatching) return;
    video.requestVideoFrameCallback(look);
    if (rtpTimestamp === undefined || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const frame = new VideoFrame(video);
    const { codedWidth: widthPx, codedHeight: heightPx } = frame;
    void readSequence(frame).then((sequence) =>
      shown({ rtpTimestamp, sequence, widthPx, heightPx }),
    );
  };
  video.requestVideoFrameCallback(look);
  // Settles with the first frame, or not at all when the watch ends before.
  void video.play().catch(() => {});
  return () => {
    isWatching = false;
    video.srcObject = null;
  };
}

async function readSequence(frame: VideoFrame): Promise<number | null> {
  try {
    const pixels = new Uint8Array(frame.allocationSize());
    const [luma] = await frame.copyTo(pixels);
    const { codedWidth: widthPx, codedHeight: heightPx } = frame;
    const startRow = Math.round(heightPx * PACKED_FRACTIONS.codeStart);
    const facts = readCodeStrip({
      data: pixels.subarray(luma?.offset ?? 0),
      stridePx: luma?.stride ?? widthPx,
      widthPx,
      startRow,
      rows: heightPx - startRow,
    });
    return facts && decodeFacts(facts, performance.timeOrigin).sequence;
  } finally {
    frame.close();
  }
}
