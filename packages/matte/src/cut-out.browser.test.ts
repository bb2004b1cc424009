import { describe, expect, test } from "vitest";
import type { AlphaFormat } from "./alpha-picture.ts";
import { CutOut, cutOut, type CutOutSettings } from "./cut-out.ts";
import { compileKernels } from "./kernels.ts";
import { Matter } from "./matter.ts";
import { NET_SIDE } from "./net-side.ts";
import type { Plate } from "./plate.ts";
import type { PlateState } from "./plate-taker.ts";
import { ColourNet, paintScene, type Scene } from "./synthetic-scene.ts";
import { FrameCount } from "./testing/frame-count.ts";

// Served by apps/web/vite/runtime-assets.ts, as on the pages.
const assets = {
  kernelsUrl: "/runtime/kernels.wasm",
  litertUrl: "/runtime/litert/2.5.3/",
  modelUrl: "/runtime/models/selfie.tflite",
};
const SIZE = { widthPx: 160, heightPx: 120 };
const SOMEBODY: Scene = { ...SIZE, discs: [{ x: 70, y: 70, radiusX: 24, radiusY: 45 }] };
const NOBODY: Scene = { ...SIZE, discs: [] };
const STEP_US = 33_333;

interface Rig extends AsyncDisposable {
  readonly net: ColourNet;
  readonly matter: Matter;
  readonly person: CutOut;
  readonly count: FrameCount;
  /** Shows a scene once; what comes out. */
  show(scene: Scene): Promise<Seen>;
}

interface Seen {
  readonly timestamp: number;
  readonly format: string | null;
  readonly bytes: Uint8Array;
  /** On a canvas that was empty: what a page gets. */
  readonly drawn: ImageData;
  readonly widthPx: number;
  readonly heightPx: number;
}

const painted = new Map<Scene, Uint8Array>();

function frameOf(scene: Scene, timestamp: number): VideoFrame {
  const picture = painted.get(scene) ?? paintScene(scene);
  painted.set(scene, picture);
  const { widthPx, heightPx } = scene;
  return new VideoFrame(picture, {
    format: "I420",
    codedWidth: widthPx,
    codedHeight: heightPx,
    timestamp,
    duration: STEP_US,
    colorSpace: { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false },
  });
}

async function rig(
  settings: Partial<CutOutSettings> & { format?: AlphaFormat; plate?: Plate } = {},
): Promise<Rig> {
  const net = new ColourNet();
  const matter = await Matter.assemble(await compileKernels(assets.kernelsUrl), net);
  const count = new FrameCount();
  const { readable, writable } = new TransformStream<VideoFrame, VideoFrame>();
  const person = new CutOut({ readable, stop: () => {} }, matter, settings);
  const input = writable.getWriter();
  const output = person.frames.getReader();
  let shown = 0;
  const show = async (scene: Scene): Promise<Seen> => {
    void input.write(frameOf(scene, STEP_US * shown++)).catch(() => {});
    const { value } = await output.read();
    if (!value) throw new Error("nothing came out");
    const bytes = new Uint8Array(value.allocationSize());
    await value.copyTo(bytes);
    const { timestamp, format, codedWidth: widthPx, codedHeight: heightPx } = value;
    const drawn = drawnOf(value);
    value.close();
    return { timestamp, format, bytes, drawn, widthPx, heightPx };
  };
  const dispose = async (): Promise<void> => {
    await person[Symbol.asyncDispose]();
    count[Symbol.dispose]();
  };
  return { net, matter, person, count, show, [Symbol.asyncDispose]: dispose };
}

function drawnOf(frame: VideoFrame): ImageData {
  const canvas = new OffscreenCanvas(frame.codedWidth, frame.codedHeight);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.drawImage(frame, 0, 0);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

async function times(count: number, show: () => Promise<Seen>): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let i = 0; i < count; i++) seen.push(await show());
  return seen;
}

function alphaAt({ format, bytes, widthPx, heightPx }: Seen, x: number, y: number): number {
  const pixel = y * widthPx + x;
  const at = format === "RGBA" ? 4 * pixel + 3 : (widthPx * heightPx * 3) / 2 + pixel;
  return (bytes[at] ?? 0) / 255;
}

const middle = (seen: Seen): number => alphaAt(seen, 70, 70);

describe("frames with alpha", () => {
  test.each(["I420A", "RGBA"] as const)(
    "as %s, timestamps kept, every frame closed",
    async (format) => {
      await using scene = await rig({ format });
      const seen = await times(5, () => scene.show(SOMEBODY));
      const last = seen.at(-1);
      if (!last) throw new Error("nothing");
      expect(last).toMatchObject({ format, ...SIZE });
      expect(seen.map(({ timestamp }) => timestamp)).toEqual(
        [0, 1, 2, 3, 4].map((i) => i * STEP_US),
      );
      expect(middle(last)).toBeGreaterThan(0.97);
      expect(alphaAt(last, 140, 60)).toBeLessThan(0.03);
      expect(scene.count.open).toBe(0);
    },
  );

  test.each(["I420A", "RGBA"] as const)(
    "as %s draws his own colour, and nothing around him",
    async (format) => {
      await using scene = await rig({ format });
      const { data, width } = (await times(5, () => scene.show(SOMEBODY))).at(-1)?.drawn ?? {
        data: [],
        width: 0,
      };
      const at = 4 * (70 * width + 70);
      // Y 110, U 110, V 190 of BT.709.
      [220, 80, 71, 255].forEach((value, i) => {
        expect(Math.abs((data[at + i] ?? 0) - value)).toBeLessThan(6);
      });
      expect(Array.from(data.slice(4 * (60 * width + 140), 4 * (60 * width + 140) + 4))).toEqual([
        0, 0, 0, 0,
      ]);
    },
  );

  test("packed carries them without alpha, for a way that knows none", async () => {
    await using scene = await rig({ format: "packed" });
    const seen = (await times(4, () => scene.show(SOMEBODY))).at(-1);
    expect(seen).toMatchObject({ format: "I420", widthPx: 160, heightPx: 320 });
  });

  test("ends with its source, or when it is disposed of", async () => {
    const scene = await rig();
    await scene.show(SOMEBODY);
    await scene.person[Symbol.asyncDispose]();
    await expect(scene.show(SOMEBODY)).rejects.toThrow("nothing came out");
    scene.count[Symbol.dispose]();
  });
});

describe("a frame that cannot be matted", () => {
  test("fades the last person out, says so once, and comes back", async () => {
    await using scene = await rig();
    const said: string[] = [];
    scene.person.events.on("failed", ({ code }) => said.push(code));
    scene.person.events.on("recovered", () => said.push("well"));
    await times(5, () => scene.show(SOMEBODY));
    scene.net.isBroken = true;
    const fading = (await times(24, () => scene.show(SOMEBODY))).map(middle);
    expect(fading[0]).toBeGreaterThan(0.95);
    expect(fading).toEqual(fading.toSorted((a, b) => b - a));
    expect(fading.at(-1)).toBe(0);
    scene.net.isBroken = false;
    const [back] = (await times(3, () => scene.show(SOMEBODY))).slice(-1);
    expect(back && middle(back)).toBeGreaterThan(0.95);
    expect(said).toEqual(["matte-failed", "well"]);
    expect(scene.count.open).toBe(0);
  });

  test("of a size that no matte has: never the room in its place", async () => {
    await using scene = await rig();
    const tiny: Scene = { widthPx: 32, heightPx: 32, discs: [] };
    const before = await scene.show(tiny);
    expect(before.bytes.every((byte) => byte === 0)).toBe(true);
    await times(4, () => scene.show(SOMEBODY));
    const after = await scene.show(tiny);
    expect(after).toMatchObject(SIZE);
    expect(alphaAt(after, 140, 60)).toBeLessThan(0.03);
    expect(scene.count.open).toBe(0);
  });
});

async function plateOf(scene: Rig, picture: Scene): Promise<Plate> {
  await scene.show(picture);
  const taking = scene.person.takePlate();
  // Unhandled until somebody awaits it below.
  taking.catch(() => {});
  await times(75, () => scene.show(picture));
  return taking;
}

describe("the empty room", () => {
  test("is taken while frames flow, told, and used again another day", async () => {
    await using scene = await rig({ backdrop: { kind: "plate" } });
    const told: PlateState[] = [];
    scene.person.events.on("plate", (state) => told.push(state));
    const plate = await plateOf(scene, NOBODY);
    expect(plate).toMatchObject(SIZE);
    await times(3, () => scene.show(SOMEBODY));
    expect(told.at(-1)).toEqual({ source: "taken", share: 1 });
    expect(scene.count.open).toBe(0);

    await using again = await rig({ backdrop: { kind: "plate" }, plate: structuredClone(plate) });
    await times(3, () => again.show(SOMEBODY));
    expect(again.person.plateState).toEqual({ source: "taken", share: 1 });
  });

  test("can be kept as far as it was learnt", async () => {
    await using scene = await rig({ backdrop: { kind: "plate" } });
    expect(scene.person.keepPlate()).toBeNull();
    await times(30, () => scene.show(SOMEBODY));
    const { share } = scene.person.plateState;
    expect(scene.person.plateState.source).toBe("learnt");
    const plate = scene.person.keepPlate();
    if (!plate) throw new Error("nothing was learnt");
    await using again = await rig({ backdrop: { kind: "plate" }, plate });
    await times(3, () => again.show(SOMEBODY));
    expect(again.person.plateState.share).toBeGreaterThan(share - 0.05);
  });

  test("with somebody in it is refused by its code", async () => {
    await using scene = await rig({ backdrop: { kind: "plate" } });
    await expect(plateOf(scene, SOMEBODY)).rejects.toMatchObject({ code: "plate-not-empty" });
  });

  test("is not waited for after the end", async () => {
    const scene = await rig();
    const taking = scene.person.takePlate();
    await scene[Symbol.asyncDispose]();
    await expect(taking).rejects.toMatchObject({ code: "plate-failed" });
  });
});

describe("on a page", () => {
  test("takes a camera's track, and leaves that track alone", async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 480];
    const man = await createImageBitmap(
      await (await fetch("/tests/media/standing-man.png")).blob(),
    );
    const pen = canvas.getContext("2d");
    const [track] = canvas.captureStream(30).getVideoTracks();
    if (!pen || !track) throw new Error("no canvas");
    const painting = setInterval(() => {
      pen.fillStyle = "#46566a";
      pen.fillRect(0, 0, 320, 480);
      const wide = (man.width * 440) / man.height;
      pen.drawImage(man, (320 - wide) / 2, 40, wide, 440);
    }, 30);
    const person = await cutOut(track, { assets });
    const reader = person.frames.getReader();
    let bytes = new Uint8Array();
    for (let i = 0; i < 3; i++) {
      const { value } = await reader.read();
      if (!value) throw new Error("nothing came out");
      bytes = new Uint8Array(value.allocationSize());
      await value.copyTo(bytes);
      value.close();
    }
    clearInterval(painting);
    await person[Symbol.asyncDispose]();
    const alpha = bytes.subarray((320 * 480 * 3) / 2);
    expect(alpha[240 * 320 + 160]).toBeGreaterThan(240);
    expect(alpha[20 * 320 + 10]).toBeLessThan(8);
    expect(track.readyState).toBe("live");
    track.stop();
  });

  test("says what does not load, and lets the camera go", async () => {
    const { readable } = new TransformStream<VideoFrame, VideoFrame>();
    const missing = { ...assets, kernelsUrl: "/runtime/no-such.wasm" };
    await expect(cutOut(readable, { assets: missing })).rejects.toMatchObject({
      code: "matte-failed",
    });
  });
});

describe("for hours", () => {
  test("2000 frames leave no frame open and take no more memory", async () => {
    await using scene = await rig({ backdrop: { kind: "plate" } });
    await times(20, () => scene.show(SOMEBODY));
    // Always the same answer: here the frames count, not what is on them.
    const mask = await scene.net.run(new Float32Array(NET_SIDE ** 2 * 3));
    scene.net.run = () => Promise.resolve(mask.slice());
    const { made } = scene.count;
    const kernelBytes = scene.matter.input.buffer.byteLength;
    for (let i = 0; i < 2000; i++) await scene.show(i % 400 < 300 ? SOMEBODY : NOBODY);
    expect(scene.count.made).toBe(made + 4000);
    expect(scene.matter.input.buffer.byteLength).toBe(kernelBytes);
    expect(scene.count.open).toBe(0);
  }, 180_000);
});
