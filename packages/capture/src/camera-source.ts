import { insertableStreams } from "@visavis/platform";
import type { SourceWay } from "./capture-support.ts";
import type { CaptureCommand, FrameSource } from "./worker-message.ts";

/** The page's end of a camera's way into the worker. Owns a clone of the camera's track. */
export interface CameraSource {
  readonly source: FrameSource;
  readonly transfer: Transferable[];
  /** The worker has taken the last frame: the next may be sent. */
  frameTaken(): void;
  /** Stops the clone, which ends the stream; frames that are on their way are closed by the worker. */
  stop(): void;
}

type Post = (command: CaptureCommand, transfer: Transferable[]) => void;

const FOLLOW_MS = 200;

/**
 * Works on a clone, because its end must not be the end of the page's own track; but the clone follows
 * that track, or the device would stay open after the page has let it go.
 */
export function openSource(way: SourceWay, camera: MediaStreamTrack, post: Post): CameraSource {
  if (camera.readyState === "ended") return emptySource();
  const track = camera.clone();
  const source = openClone(way, track, post);
  // Stopping a track fires no event.
  const following = setInterval(() => {
    track.enabled = camera.enabled;
    if (camera.readyState === "ended") stop();
  }, FOLLOW_MS);
  const stop = (): void => {
    clearInterval(following);
    source.stop();
  };
  return { ...source, stop };
}

/** Of a camera that is gone already: another one will follow. */
function emptySource(): CameraSource {
  return { source: { kind: "messages" }, transfer: [], frameTaken() {}, stop() {} };
}

function openClone(way: SourceWay, track: MediaStreamTrack, post: Post): CameraSource {
  switch (way) {
    case "window-stream":
      return streamSource(track);
    case "worker-track":
      // The worker's end goes with the worker.
      return {
        source: { kind: "track", track },
        transfer: [track],
        frameTaken() {},
        stop: () => track.stop(),
      };
    case "video-element":
      return elementSource(track, post);
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
    frameTaken() {},
    stop: () => track.stop(),
  };
}

/** For browsers without track processors. Browsers rest it while the page is hidden. */
function elementSource(track: MediaStreamTrack, post: Post): CameraSource {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let isInWorker = false;
  let isStopped = false;
  const onFrame: VideoFrameRequestCallback = (nowMs, { captureTime }) => {
    if (isStopped) return;
    video.requestVideoFrameCallback(onFrame);
    if (isInWorker) return;
    const frame = new VideoFrame(video, { timestamp: Math.round((captureTime ?? nowMs) * 1000) });
    isInWorker = true;
    post({ type: "frame", frame }, [frame]);
  };
  video.requestVideoFrameCallback(onFrame);
  // A muted element may play without a gesture; the callback waits until it does.
  void video.play().catch(() => {});
  return {
    source: { kind: "messages" },
    transfer: [],
    frameTaken() {
      isInWorker = false;
    },
    stop() {
      isStopped = true;
      video.srcObject = null;
      track.stop();
    },
  };
}
