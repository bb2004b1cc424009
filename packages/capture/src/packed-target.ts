import { insertableStreams } from "@visavis/platform";
import type { TargetWay } from "./capture-support.ts";
import type { FrameTarget } from "./worker-message.ts";

/** The page's end of the packed frames' way out of the worker. */
export interface PackedTarget {
  readonly target: FrameTarget;
  readonly transfer: Transferable[];
  /** Null until the worker has sent its own. */
  readonly track: MediaStreamTrack | null;
  /** Takes over a frame that came by message, and closes it. */
  show(frame: VideoFrame): void;
}

export function openTarget(way: TargetWay): PackedTarget {
  switch (way) {
    case "window-stream":
      return generatorTarget();
    case "worker-generator":
      return {
        target: { kind: "generator" },
        transfer: [],
        track: null,
        show: (frame) => frame.close(),
      };
    case "canvas":
      return canvasTarget();
  }
}

function generatorTarget(): PackedTarget {
  const { Generator } = insertableStreams();
  if (!Generator) throw new Error("no MediaStreamTrackGenerator on this page");
  const generator = new Generator({ kind: "video" });
  const { writable } = generator;
  return {
    target: { kind: "stream", writable },
    transfer: [writable],
    track: generator,
    show: (frame) => frame.close(),
  };
}

function canvasTarget(): PackedTarget {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const [track] = canvas.captureStream().getVideoTracks();
  return {
    target: { kind: "messages" },
    transfer: [],
    track: track ?? null,
    show(frame) {
      const { displayWidth, displayHeight } = frame;
      if (canvas.width !== displayWidth || canvas.height !== displayHeight) {
        canvas.width = displayWidth;
        canvas.height = displayHeight;
      }
      context?.drawImage(frame, 0, 0);
      frame.close();
    },
  };
}
