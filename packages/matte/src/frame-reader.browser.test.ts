import { describe, expect, test } from "vitest";
import { FrameReader, frameSize, sourceColour } from "./frame-reader.ts";
import { i420Bytes } from "./picture-size.ts";

const SIZE = { widthPx: 32, heightPx: 16 };
const PIXELS = SIZE.widthPx * SIZE.heightPx;
const BT709 = { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false } as const;

/** A flat red picture in a pixel format. */
function redFrame(format: VideoPixelFormat): VideoFrame {
  return new VideoFrame(redBytes(format), {
    format,
    codedWidth: SIZE.widthPx,
    codedHeight: SIZE.heightPx,
    timestamp: 0,
    colorSpace: BT709,
  });
}

function repeat(count: number, ...values: number[]): number[] {
  return Array.from({ length: count }, () => values).flat();
}

function redBytes(format: VideoPixelFormat): Uint8Array<ArrayBuffer> {
  switch (format) {
    case "I420":
      return Uint8Array.from([
        ...repeat(PIXELS, 63),
        ...repeat(PIXELS / 4, 102),
        ...repeat(PIXELS / 4, 240),
      ]);
    case "NV12":
      return Uint8Array.from([...repeat(PIXELS, 63), ...repeat(PIXELS / 4, 102, 240)]);
    case "BGRA":
    case "BGRX":
      return Uint8Array.from(repeat(PIXELS, 0, 0, 255, 255));
    default:
      return Uint8Array.from(repeat(PIXELS, 255, 0, 0, 255));
  }
}

function colourOf(colorSpace: VideoColorSpaceInit): unknown {
  const frame = new VideoFrame(redBytes("I420"), {
    format: "I420",
    codedWidth: SIZE.widthPx,
    codedHeight: SIZE.heightPx,
    timestamp: 0,
    colorSpace,
  });
  const colour = sourceColour(frame);
  frame.close();
  return colour;
}

async function read(frame: VideoFrame): Promise<readonly [y: number, u: number, v: number]> {
  const into = new Uint8Array(i420Bytes(frameSize(frame)));
  await new FrameReader().read(frame, into);
  frame.close();
  return [into[40] ?? 0, into[PIXELS + 5] ?? 0, into[PIXELS * 1.25 + 5] ?? 0];
}

describe("frame reader", () => {
  test.each(["I420", "NV12", "RGBA", "RGBX", "BGRA", "BGRX"] as const)(
    "reads %s",
    async (format) => {
      const [y, u, v] = await read(redFrame(format));
      expect(Math.abs(y - 63)).toBeLessThanOrEqual(1);
      expect(Math.abs(u - 102)).toBeLessThanOrEqual(1);
      expect(Math.abs(v - 240)).toBeLessThanOrEqual(1);
    },
  );

  test("reads a frame that comes from a canvas", async () => {
    const canvas = new OffscreenCanvas(SIZE.widthPx, SIZE.heightPx);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "rgb(255 0 0)";
    context.fillRect(0, 0, SIZE.widthPx, SIZE.heightPx);
    const [y, u, v] = await read(new VideoFrame(canvas, { timestamp: 0 }));
    expect(Math.abs(y - 63)).toBeLessThanOrEqual(2);
    expect(Math.abs(u - 102)).toBeLessThanOrEqual(2);
    expect(Math.abs(v - 240)).toBeLessThanOrEqual(2);
  });

  test("knows what the numbers of a frame mean", () => {
    expect(colourOf(BT709)).toEqual({ matrix: "bt709", range: "limited" });
    expect(colourOf({ ...BT709, matrix: "smpte170m" })).toEqual({
      matrix: "bt601",
      range: "limited",
    });
    expect(colourOf({ ...BT709, fullRange: true })).toEqual({ matrix: "bt709", range: "full" });
  });

  test("leaves an odd last row and column out", async () => {
    const frame = redFrame("I420");
    const odd = new VideoFrame(frame, { visibleRect: { x: 0, y: 0, width: 31, height: 15 } });
    frame.close();
    expect(frameSize(odd)).toEqual({ widthPx: 30, heightPx: 14 });
    const into = new Uint8Array(i420Bytes(frameSize(odd)));
    await new FrameReader().read(odd, into);
    odd.close();
    expect(into[30 * 14]).toBe(102);
  });
});
