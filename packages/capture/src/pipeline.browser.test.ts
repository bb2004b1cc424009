import { Matter, NET_SIDE, type PersonNet } from "@visavis/matte";
import {
  decodeFacts,
  type FactsMessage,
  type FrameFacts,
  packedLayout,
  readCodeStrip,
} from "@visavis/protocol";
import { expect, test } from "vitest";
import { CameraFeed } from "./camera-feed.ts";
import type { FrameSink } from "./frame-sink.ts";
import { MemoryPlateStore } from "./testing/memory-plate-store.ts";
import { Pipeline } from "./pipeline.ts";
import type { CaptureNotice, CaptureSettings, PlateStatus } from "./worker-message.ts";

const CAMERA = { widthPx: 480, heightPx: 640 };
const PERSON = { left: 180, top: 120, right: 300, bottom: 560 };
const SETTINGS: CaptureSettings = {
  rotation: 0,
  backdrop: { kind: "none" },
  people: "near",
  hair: "auto",
  view: null,
  personHeightM: 1.76,
  hasCodeStrip: true,
  maxColourHeightPx: 4096,
  isPaused: false,
};

/** Takes what is bright for a person. */
class BrightNet implements PersonNet {
  isBroken = false;

  run(input: Float32Array): Promise<Float32Array> {
    if (this.isBroken) return Promise.reject(new Error("broken on purpose"));
    const mask = new Float32Array(NET_SIDE ** 2);
    for (let i = 0; i < mask.length; i++) mask[i] = (input[3 * i] ?? 0) > 0.5 ? 0.99 : 0.01;
    return Promise.resolve(mask);
  }

  close(): void {}
}

/** Keeps the bytes of what it is given, as a camera of packed frames would show them. */
class MemorySink implements FrameSink {
  readonly track = null;
  readonly pictures: { bytes: Uint8Array; widthPx: number; heightPx: number; atUs: number }[] = [];

  async write(frame: VideoFrame): Promise<void> {
    const { codedWidth: widthPx, codedHeight: heightPx, timestamp: atUs } = frame;
    const bytes = new Uint8Array((widthPx * heightPx * 3) / 2);
    await frame.copyTo(bytes);
    frame.close();
    this.pictures.push({ bytes, widthPx, heightPx, atUs });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function cameraFrame(index: number, isEmpty = false): VideoFrame {
  const { widthPx, heightPx } = CAMERA;
  const pixels = widthPx * heightPx;
  const picture = new Uint8Array((pixels * 3) / 2).fill(128);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const isInside = x >= PERSON.left && x < PERSON.right && y >= PERSON.top && y < PERSON.bottom;
      const isPerson = isInside && !isEmpty;
      picture[y * widthPx + x] = (isPerson ? 200 : 50) + ((x * 7 + y * 13 + index) % 3);
    }
  }
  return new VideoFrame(picture, {
    format: "I420",
    codedWidth: widthPx,
    codedHeight: heightPx,
    timestamp: index * 33_333,
    colorSpace: { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false },
  });
}

interface Rig extends AsyncDisposable {
  readonly net: BrightNet;
  readonly sink: MemorySink;
  readonly notices: CaptureNotice[];
  readonly facts: { readonly timestampUs: number; readonly facts: FrameFacts }[];
  readonly pipeline: Pipeline;
  /** What the camera gives; a test may put something else in its place. */
  frameOf: typeof cameraFrame;
  /** Shows frames one by one and waits until each is through. */
  show(count: number, isEmpty?: boolean): Promise<VideoFrame[]>;
}

async function rig(plates = new MemoryPlateStore()): Promise<Rig> {
  const url = new URL("../../matte/build/kernels.wasm", import.meta.url);
  const kernels = await WebAssembly.compile(await (await fetch(url)).arrayBuffer());
  const net = new BrightNet();
  const feed = new CameraFeed();
  const sink = new MemorySink();
  const notices: CaptureNotice[] = [];
  const facts: { timestampUs: number; facts: FrameFacts }[] = [];
  const { port1, port2 } = new MessageChannel();
  port2.addEventListener("message", ({ data }: MessageEvent<FactsMessage>) => {
    facts.push({ timestampUs: data.timestampUs, facts: decodeFacts(data.facts, Date.now()) });
  });
  port2.start();
  const ready = Promise.withResolvers<void>();
  const pipeline = new Pipeline({
    createMatter: () => Matter.assemble(kernels, net),
    settings: SETTINGS,
    facts: port1,
    plates,
    feed,
    sink,
    notify(notice) {
      notices.push(notice);
      if (notice.type === "ready") ready.resolve();
    },
  });
  pipeline.setCamera("camera");
  const running = pipeline.run();
  await ready.promise;
  let shown = 0;
  const show = async (count: number, isEmpty = false): Promise<VideoFrame[]> => {
    const frames: VideoFrame[] = [];
    for (let i = 0; i < count; i++) {
      const frame = made.frameOf(shown++, isEmpty);
      frames.push(frame);
      const before = sink.pictures.length;
      feed.put(frame);
      await expect.poll(() => sink.pictures.length, { interval: 1 }).toBeGreaterThan(before);
      await new Promise((resolve) => {
        setTimeout(resolve, 30);
      });
    }
    return frames;
  };
  const dispose = async (): Promise<void> => {
    feed.close();
    await running;
    port1.close();
  };
  const made: Rig = {
    net,
    sink,
    notices,
    facts,
    pipeline,
    frameOf: cameraFrame,
    show,
    [Symbol.asyncDispose]: dispose,
  };
  return made;
}

type Picture = MemorySink["pictures"][number];

/** Alpha, 0 to 1, at a point of the camera's picture. */
function alphaAt(
  { bytes, widthPx, heightPx }: Picture,
  facts: FrameFacts,
  x: number,
  y: number,
): number {
  const { alpha } = packedLayout(widthPx, heightPx / 160);
  const column = Math.floor(((x - facts.crop.x) * widthPx) / facts.crop.width);
  const row = Math.floor(((y - facts.crop.y) * alpha.rows) / facts.crop.height);
  return ((bytes[(alpha.start + row) * widthPx + column] ?? 0) - 16) / 219;
}

function mostAlpha({ bytes, widthPx, heightPx }: Picture): number {
  const { alpha } = packedLayout(widthPx, heightPx / 160);
  const rows = bytes.subarray(alpha.start * widthPx, (alpha.start + alpha.rows) * widthPx);
  return (rows.reduce((most, luma) => Math.max(most, luma), 0) - 16) / 219;
}

function lastOf({ sink }: Rig): Picture {
  const picture = sink.pictures.at(-1);
  if (!picture) throw new Error("nothing came out");
  return picture;
}

test("cuts the person out and says in step where he stands and how large he is", async () => {
  await using capture = await rig();
  const frames = await capture.show(8);
  const picture = lastOf(capture);
  const last = capture.facts.at(-1);
  if (!last) throw new Error("no facts came out");
  expect(last.timestampUs).toBe(picture.atUs);
  expect(alphaAt(picture, last.facts, 240, 340)).toBeGreaterThan(0.97);
  expect(alphaAt(picture, last.facts, 150, 340)).toBeLessThan(0.03);
  expect(last.facts.crop.x).toBeLessThan(PERSON.left);
  expect(last.facts.person?.hasFloorContact).toBe(true);
  expect(Math.abs((last.facts.person?.topRow ?? 0) - PERSON.top)).toBeLessThan(4);
  expect(last.facts.metresPerPixel).toBeCloseTo(1.76 / 440, 4);
  expect(frames.every(({ codedWidth }) => codedWidth === 0)).toBe(true);
});

test("[CAP-5] draws the same facts into the code strip as it posts, also after a change of settings", async () => {
  await using capture = await rig();
  await capture.show(3);
  const picture = lastOf(capture);
  const { code } = packedLayout(picture.widthPx, picture.heightPx / 160);
  const { widthPx, bytes } = picture;
  const strip = { data: bytes, stridePx: widthPx, widthPx, startRow: code.start, rows: code.rows };
  const drawn = readCodeStrip(strip);
  expect(drawn && decodeFacts(drawn, Date.now())).toEqual(capture.facts.at(-1)?.facts);
  capture.pipeline.update({ hasCodeStrip: false });
  await capture.show(1);
  expect(readCodeStrip({ ...strip, data: lastOf(capture).bytes })).toBeNull();
});

test("[CAP-4] a matte that fails fades the person out, shows nobody, and comes back by itself", async () => {
  await using capture = await rig();
  await capture.show(6);
  capture.net.isBroken = true;
  await capture.show(8);
  const fading = capture.sink.pictures.slice(6).map((picture) => mostAlpha(picture));
  expect(fading).toEqual(fading.toSorted((a, b) => b - a));
  expect(fading[0]).toBeGreaterThan(0.9);
  await new Promise((resolve) => {
    setTimeout(resolve, 400);
  });
  await capture.show(1);
  expect(mostAlpha(lastOf(capture))).toBe(0);
  expect(capture.notices.some(({ type }) => type === "failed")).toBe(true);
  capture.net.isBroken = false;
  for (let i = 0; i < 200 && mostAlpha(lastOf(capture)) < 0.9; i++) await capture.show(1);
  expect(mostAlpha(lastOf(capture))).toBeGreaterThan(0.9);
});

test("[CAP-4] a frame of a size that no matte has fades the last person, and never shows the room", async () => {
  await using capture = await rig();
  await capture.show(6);
  capture.frameOf = (index) => {
    const odd = { codedWidth: 32, codedHeight: 32, timestamp: index * 33_333 };
    return new VideoFrame(new Uint8Array(32 * 48).fill(180), { format: "I420", ...odd });
  };
  const frames = await capture.show(3);
  const fading = capture.sink.pictures.slice(5).map((picture) => mostAlpha(picture));
  expect(fading).toEqual(fading.toSorted((a, b) => b - a));
  const before = capture.sink.pictures[5];
  expect(capture.sink.pictures.at(-1)).toMatchObject({
    widthPx: before?.widthPx,
    heightPx: before?.heightPx,
  });
  expect(frames.every(({ codedWidth }) => codedWidth === 0)).toBe(true);
});

test("a camera that brings its own mask of the person needs no net", async () => {
  await using capture = await rig();
  capture.net.isBroken = true;
  const canvas = new OffscreenCanvas(CAMERA.widthPx / 4, CAMERA.heightPx / 4);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  const { left, top, right, bottom } = PERSON;
  capture.frameOf = (index) => {
    const frame = cameraFrame(index);
    pen.fillStyle = "black";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "white";
    pen.fillRect(left / 4, top / 4, (right - left) / 4, (bottom - top) / 4);
    const facts = { backgroundSegmentationMask: canvas.transferToImageBitmap() };
    Object.defineProperty(frame, "metadata", { value: () => facts });
    return frame;
  };
  await capture.show(6);
  const facts = capture.facts.at(-1)?.facts;
  if (!facts) throw new Error("no facts came out");
  expect(alphaAt(lastOf(capture), facts, 240, 340)).toBeGreaterThan(0.97);
  expect(alphaAt(lastOf(capture), facts, 150, 340)).toBeLessThan(0.03);
  expect(capture.notices.some(({ type }) => type === "failed")).toBe(false);
});

test("[CAP-4] a camera that falls silent leaves nobody behind", async () => {
  await using capture = await rig();
  await capture.show(5);
  const shown = capture.sink.pictures.length;
  await capture.pipeline.tick();
  expect(capture.sink.pictures).toHaveLength(shown);
  for (let i = 0; i < 7; i++) {
    await new Promise((resolve) => {
      setTimeout(resolve, 450);
    });
    await capture.pipeline.tick();
  }
  expect(mostAlpha(lastOf(capture))).toBe(0);
  const stamps = capture.sink.pictures.map(({ atUs }) => atUs);
  expect(stamps).toEqual([...new Set(stamps)].toSorted((a, b) => a - b));
  await capture.show(3);
  expect(mostAlpha(lastOf(capture))).toBeGreaterThan(0.9);
});

test("[CAP-6] a camera that is switched off shows nobody", async () => {
  await using capture = await rig();
  await capture.show(4);
  capture.pipeline.update({ isPaused: true });
  await capture.show(1);
  await new Promise((resolve) => {
    setTimeout(resolve, 700);
  });
  await capture.show(1);
  expect(mostAlpha(lastOf(capture))).toBe(0);
  await expect.poll(() => capture.facts.at(-1)?.facts.person).toBeNull();
});

async function untilPlateTaken(capture: Rig, isEmpty: boolean): Promise<CaptureNotice | undefined> {
  const answer = (): CaptureNotice | undefined =>
    capture.notices.find(({ type }) => type === "plate-taken");
  for (let i = 0; i < 40 && !answer(); i++) await capture.show(4, isEmpty);
  return answer();
}

function plateShown({ notices }: Rig): PlateStatus | undefined {
  const report = notices.findLast((notice) => notice.type === "report");
  return report?.type === "report" ? report.report.plate : undefined;
}

test("the empty room is taken, used, kept, and used again after a reload", async () => {
  const plates = new MemoryPlateStore();
  {
    await using capture = await rig(plates);
    capture.pipeline.update({ backdrop: { kind: "plate" } });
    await capture.show(4, true);
    capture.pipeline.takePlate(false);
    expect(await untilPlateTaken(capture, true)).toEqual({ type: "plate-taken", refusal: null });
    const frames = await capture.show(40);
    expect(plateShown(capture)?.source).toBe("taken");
    const picture = lastOf(capture);
    const facts = capture.facts.at(-1)?.facts;
    if (!facts) throw new Error("no facts came out");
    expect(alphaAt(picture, facts, 240, 340)).toBeGreaterThan(0.97);
    expect(alphaAt(picture, facts, 165, 340)).toBeLessThan(0.03);
    expect(frames.every(({ codedWidth }) => codedWidth === 0)).toBe(true);
  }
  expect([...plates.plates.keys()]).toEqual(["camera 480x640 0"]);
  await using again = await rig(plates);
  again.pipeline.update({ backdrop: { kind: "auto" } });
  for (let i = 0; i < 30 && plateShown(again)?.source !== "taken"; i++) await again.show(4);
  expect(plateShown(again)?.source).toBe("taken");
});

test("a room that was only learnt is known again after a reload", async () => {
  const plates = new MemoryPlateStore();
  {
    await using capture = await rig(plates);
    capture.pipeline.update({ backdrop: { kind: "plate" } });
    await capture.show(60, true);
    for (let i = 0; i < 60 && plates.learnt.size === 0; i++) await capture.show(4);
  }
  expect([...plates.learnt.keys()]).toEqual(["camera 480x640 0"]);
  await using again = await rig(plates);
  again.pipeline.update({ backdrop: { kind: "plate" } });
  // Nobody has seen what is behind the person this time.
  for (let i = 0; i < 30 && (plateShown(again)?.share ?? 0) < 0.97; i++) await again.show(4);
  expect(plateShown(again)?.share).toBeGreaterThan(0.97);
  expect(plateShown(again)?.source).toBe("learnt");
});

test("hair that was asked for by hand is looked for", async () => {
  await using capture = await rig();
  for (const [hair, band] of [
    ["on", "hair"],
    ["off", "narrow"],
  ] as const) {
    capture.pipeline.update({ hair });
    const before = capture.notices.length;
    const said = (): CaptureNotice | undefined =>
      capture.notices.slice(before).findLast(({ type }) => type === "report");
    for (let i = 0; i < 80 && !said(); i++) await capture.show(1);
    expect(said()).toMatchObject({ report: { band } });
  }
});

test("a room with somebody in it is refused, and what was known stays", async () => {
  const plates = new MemoryPlateStore();
  await using capture = await rig(plates);
  await capture.show(4);
  capture.pipeline.takePlate(false);
  const answer = await untilPlateTaken(capture, false);
  expect(answer).toEqual({ type: "plate-taken", refusal: "plate-not-empty" });
  expect(plates.plates.size).toBe(0);
});
