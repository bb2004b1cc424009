import { expect, test } from "vitest";
import { MessageTap, StreamTap } from "./frame-tap.ts";
import { createHands } from "./hands.ts";

/** A frame that tells whether it was closed. */
function frame(timestamp: number): VideoFrame {
  const pixels = new Uint8Array(16 * 16 * 1.5).fill(128);
  return new VideoFrame(pixels, { format: "I420", codedWidth: 16, codedHeight: 16, timestamp });
}

function isClosed({ format }: VideoFrame): boolean {
  return format === null;
}

test("a tap passes over a frame that has waited, and closes it", async () => {
  const [old, fresh] = [frame(0), frame(100_000)];
  const source = Promise.withResolvers<ReadableStreamDefaultController<VideoFrame>>();
  const tap = new StreamTap(new ReadableStream({ start: (control) => source.resolve(control) }));
  const control = await source.promise;
  control.enqueue(old);
  const taken = tap.take();
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  expect(isClosed(old)).toBe(true);
  control.enqueue(fresh);
  expect(await taken).toBe(fresh);
  fresh.close();
});

test("a closed tap closes what is still on its way", async () => {
  const [first, second] = [frame(0), frame(1)];
  const tap = new StreamTap(
    new ReadableStream({
      start(control) {
        control.enqueue(first);
        control.enqueue(second);
        control.close();
      },
    }),
  );
  tap.close();
  await expect.poll(() => isClosed(first) && isClosed(second)).toBe(true);
  expect(await tap.take()).toBeNull();
});

test("a tap by messages asks for each frame and closes what nobody waits for", async () => {
  let asked = 0;
  const tap = new MessageTap(() => asked++);
  const unwanted = frame(0);
  tap.put(unwanted);
  expect(isClosed(unwanted)).toBe(true);
  const [wanted, taken] = [frame(1), tap.take()];
  tap.put(wanted);
  expect(await taken).toBe(wanted);
  expect(asked).toBe(1);
  wanted.close();
  const waiting = tap.take();
  tap.close();
  expect(await waiting).toBeNull();
});

test("without its nets it says so, lets the camera go, and the page's own track lives on", async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true });
  const [camera] = stream.getVideoTracks();
  if (!camera) throw new Error("no camera");
  const nowhere = "/nowhere/";
  await using hands = createHands({
    camera,
    assets: {
      litertUrl: nowhere,
      palmUrl: nowhere,
      handUrl: nowhere,
      poseDetectUrl: nowhere,
      poseUrl: nowhere,
    },
  });
  const failure = await new Promise((resolve) => {
    hands.events.on("failed", resolve);
  });
  expect(failure).toMatchObject({ code: "tracking-failed" });
  expect(hands.cost.msPerSecond).toBe(0);
  expect(camera.readyState).toBe("live");
  camera.stop();
});
