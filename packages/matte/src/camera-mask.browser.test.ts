import { expect, test } from "vitest";
import { cameraMask } from "./camera-mask.ts";
import { compileKernels } from "./kernels.ts";
import type { MatteFrame, Rotation } from "./matte-frame.ts";
import { Matter } from "./matter.ts";
import { alphaAt, ColourNet, paintScene, type Scene } from "./synthetic-scene.ts";

const STANDING: Scene = {
  widthPx: 644,
  heightPx: 480,
  discs: [{ x: 300, y: 260, radiusX: 90, radiusY: 160 }],
};

/** As a platform makes it: grey, a quarter of the size, and a little too large. */
function maskOf({ widthPx, heightPx, discs }: Scene): ImageBitmap {
  const canvas = new OffscreenCanvas(widthPx / 4, heightPx / 4);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "black";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.filter = "blur(1px)";
  pen.fillStyle = "white";
  for (const { x, y, radiusX, radiusY } of discs) {
    pen.beginPath();
    pen.ellipse(x / 4, y / 4, radiusX / 4 + 1, radiusY / 4 + 1, 0, 0, 2 * Math.PI);
    pen.fill();
  }
  return canvas.transferToImageBitmap();
}

/** Every browser has frames; which of them carry a mask is the platform's affair. */
function frameWith(metadata: unknown): VideoFrame {
  const frame = new VideoFrame(new Uint8Array(4 * 4 * 4), {
    format: "RGBA",
    codedWidth: 4,
    codedHeight: 4,
    timestamp: 0,
  });
  Object.defineProperty(frame, "metadata", { value: () => metadata });
  return frame;
}

test("a frame's mask is found where the platform gives one, and only there", () => {
  const mask = maskOf(STANDING);
  const frames = [
    { backgroundSegmentationMask: mask },
    {},
    null,
    { backgroundSegmentationMask: 1 },
  ];
  const found = frames.map((metadata) => {
    const frame = frameWith(metadata);
    const bitmap = cameraMask(frame);
    frame.close();
    return bitmap;
  });
  expect(found).toEqual([mask, null, null, null]);
});

async function matteOf(rotation: Rotation, net: ColourNet): Promise<MatteFrame> {
  const matter = await Matter.assemble(await compileKernels("/runtime/kernels.wasm"), net);
  const { widthPx, heightPx } = STANDING;
  matter.configure({ widthPx, heightPx, rotation });
  const mask = maskOf(STANDING);
  const picture = paintScene(STANDING);
  let matte: MatteFrame | null = null;
  for (let i = 0; i < 4; i++) {
    matter.input.set(picture);
    matte = await matter.process({ backdrop: { kind: "none" }, isNetDue: true, mask });
  }
  if (!matte) throw new Error("no frame");
  return matte;
}

test.each([0, 90, 180, 270] as const)(
  "a camera's mask takes the net's place, turned by %d",
  async (rotation) => {
    const net = new ColourNet();
    const { alpha, widthPx, heightPx } = await matteOf(rotation, net);
    expect(net.runs).toBe(0);
    let error = 0;
    for (let y = 0; y < heightPx; y++) {
      for (let x = 0; x < widthPx; x++) {
        const [cameraX, cameraY] = beforeTurning(x + 0.5, y + 0.5, rotation);
        error += Math.abs(
          (alpha[y * widthPx + x] ?? 0) / 255 - alphaAt(STANDING, cameraX, cameraY),
        );
      }
    }
    expect(error / alpha.length).toBeLessThan(0.006);
  },
);

/** The kernels cut the four columns that are no multiple of eight: two on each side. */
function beforeTurning(x: number, y: number, rotation: Rotation): readonly [number, number] {
  const { widthPx, heightPx } = STANDING;
  const cutPx = 2;
  switch (rotation) {
    case 0:
      return [x + cutPx, y];
    case 90:
      return [y + cutPx, heightPx - x];
    case 180:
      return [widthPx - x - cutPx, heightPx - y];
    case 270:
      return [widthPx - y - cutPx, x];
  }
}
