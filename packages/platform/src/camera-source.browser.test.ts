import { expect, test } from "vitest";
import { type CameraSource, openSource } from "./camera-source.ts";

const PAUSE_MS = 100;

/** A camera that shows a new picture every few milliseconds. */
function movingCamera(): Disposable & { readonly track: MediaStreamTrack } {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track || !context) throw new Error("a canvas makes no video");
  let level = 0;
  const drawing = setInterval(() => {
    context.fillStyle = `rgb(${level++ % 256} 0 0)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 10);
  return {
    track,
    [Symbol.dispose]() {
      clearInterval(drawing);
      track.stop();
    },
  };
}

/** What frames as messages come to, as far as they have come. */
function messages(camera: MediaStreamTrack): { source: CameraSource; timesUs: number[] } {
  const timesUs: number[] = [];
  const source = openSource("video-element", camera, (frame) => {
    timesUs.push(frame.timestamp);
    frame.close();
  });
  return { source, timesUs };
}

/** Until disposed of, no frame can be made. */
function noFrames(): Disposable & { readonly tries: number } {
  const { VideoFrame: Frame } = globalThis;
  let tries = 0;
  globalThis.VideoFrame = new Proxy(Frame, {
    construct() {
      tries++;
      throw new Error("cannot be made");
    },
  });
  return {
    get tries() {
      return tries;
    },
    [Symbol.dispose]() {
      globalThis.VideoFrame = Frame;
    },
  };
}

function unwanted(): void {
  expect.unreachable("frames come by the stream");
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

test("a frame goes as a message when one is wanted, once however often it is said", async () => {
  using camera = movingCamera();
  const { source, timesUs } = messages(camera.track);
  await pause();
  expect(timesUs).toEqual([]);
  source.frameWanted();
  source.frameWanted();
  await expect.poll(() => timesUs.length).toBe(1);
  await pause();
  expect(timesUs).toHaveLength(1);
  source.frameWanted();
  await expect.poll(() => timesUs.length).toBe(2);
  expect(timesUs[1]).toBeGreaterThan(timesUs[0] ?? Infinity);
  source.stop();
});

test("a frame that cannot be sent is closed, and the next one goes", async () => {
  using camera = movingCamera();
  const frames: VideoFrame[] = [];
  const source = openSource("video-element", camera.track, (frame) => {
    frames.push(frame);
    if (frames.length === 1) throw new Error("cannot be sent");
  });
  source.frameWanted();
  await expect.poll(() => frames.length).toBe(2);
  expect(frames.map(({ format }) => format !== null)).toEqual([false, true]);
  await pause();
  expect(frames).toHaveLength(2);
  frames[1]?.close();
  source.stop();
});

test("a frame that cannot be made is passed over for the next one", async () => {
  using camera = movingCamera();
  const { source, timesUs } = messages(camera.track);
  using making = noFrames();
  source.frameWanted();
  await expect.poll(() => making.tries).toBeGreaterThan(1);
  making[Symbol.dispose]();
  await expect.poll(() => timesUs.length).toBe(1);
  source.stop();
});

test("a stream ends with the page's track, and the page's track does not end with it", async () => {
  using camera = movingCamera();
  const first = openSource("window-stream", camera.track, unwanted);
  first.stop();
  expect(camera.track.readyState).toBe("live");
  const { source } = openSource("window-stream", camera.track, unwanted);
  if (source.kind !== "stream") throw new Error(source.kind);
  camera.track.stop();
  const reader = source.readable.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    value.close();
  }
});
