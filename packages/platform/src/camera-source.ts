import { insertableStreams } from "./insertable-streams.ts";

/** How camera frames reach a worker. */
export type SourceWay = "window-stream" | "worker-track" | "video-element";

/** Where a worker's camera frames come from. Streams and tracks are transferred. */
export type FrameSource =
  | { readonly kind: "stream"; readonly readable: ReadableStream<VideoFrame> }
  | { readonly kind: "track"; readonly track: MediaStreamTrack }
  /** One at a time, each when it is wanted. */
  | { readonly kind: "messages" };

/** The page's end of a camera's way into a worker. Owns a clone of the camera's track. */
export interface CameraSource {
  readonly source: FrameSource;
  readonly transfer: Transferable[];
  /** Where frames go as messages: the worker has none and wants the next. */
  frameWanted(): void;
  /** Stops the clone, which ends the stream; frames on their way are closed by the worker. */
  stop(): void;
}

type Send = (frame: VideoFrame) => void;

const FOLLOW_MS = 200;

/**
 * Works on a clone, because its end must not be the end of the page's own track; but the clone follows
 * that track, or the device would stay open after the page has let it go.
 *
 * @param send hands a frame to the worker, where frames go as messages
 */
export function openSource(way: SourceWay, camera: MediaStreamTrack, send: Send): CameraSource {
  const track = camera.clone();
  const source = openClone(way, track, send);
  const stop = (): void => {
    clearInterval(following);
    source.stop();
  };
  // Stopping a track fires no event.
  const following = setInterval(() => {
    track.enabled = camera.enabled;
    if (camera.readyState === "ended") stop();
  }, FOLLOW_MS);
  return { ...source, stop };
}

function openClone(way: SourceWay, track: MediaStreamTrack, send: Send): CameraSource {
  switch (way) {
    case "window-stream":
      return streamSource(track);
    case "worker-track":
      // The worker's end goes with the worker.
      return {
        source: { kind: "track", track },
        transfer: [track],
        frameWanted() {},
        stop: () => track.stop(),
      };
    case "video-element":
      return elementSource(track, send);
  }
}

function streamSource(track: MediaStreamTrack): CameraSource {
  const { Processor } = insertableStreams();
  if (!Processor) throw new Error("no MediaStreamTrackProcessor on this page");
  // One frame: what the worker has no time for is dropped before it is ever queued.
  const { readable } = new Processor({ track, maxBufferSize: 1 });
  return {
    source: { kind: "stream", readable },
    transfer: [readable],
    frameWanted() {},
    stop: () => track.stop(),
  };
}

/** For browsers without track processors. Browsers rest it while the page is hidden. */
function elementSource(track: MediaStreamTrack, send: Send): CameraSource {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let isWanted = false;
  let isStopped = false;
  // A muted element may play without a gesture; the callback waits until it does.
  void video.play().catch(() => {});
  const frameWanted = (): void => {
    if (isWanted) return;
    isWanted = true;
    video.requestVideoFrameCallback((nowMs, { captureTime }) => {
      isWanted = false;
      if (isStopped) return;
      let frame: VideoFrame | null = null;
      try {
        frame = new VideoFrame(video, { timestamp: Math.round((captureTime ?? nowMs) * 1000) });
        send(frame);
      } catch {
        // The worker has heard of no frame, so it would never ask again; the camera's next one goes.
        frame?.close();
        frameWanted();
      }
    });
  };
  return {
    source: { kind: "messages" },
    transfer: [],
    frameWanted,
    stop() {
      isStopped = true;
      video.srcObject = null;
      track.stop();
    },
  };
}
