export interface Coded {
  /** Decoded frames, I420, tightly packed. */
  readonly frames: Uint8Array[];
  readonly kbps: number;
}

const FPS = 30;

/** Encodes I420 frames as a live call would, decodes them, and gives back what a receiver has. */
export async function throughVp8(
  frames: readonly Uint8Array<ArrayBuffer>[],
  size: { widthPx: number; heightPx: number },
  bitsPerSecond: number,
): Promise<Coded> {
  const out: Uint8Array[] = [];
  let bytes = 0;
  const copies: Promise<void>[] = [];
  const decoder = new VideoDecoder({
    output: (frame) => copies.push(keep(frame, out, size)),
    error: (error) => {
      throw error;
    },
  });
  decoder.configure({ codec: "vp8" });
  const encoder = new VideoEncoder({
    output: (chunk) => {
      bytes += chunk.byteLength;
      decoder.decode(chunk);
    },
    error: (error) => {
      throw error;
    },
  });
  const { widthPx: width, heightPx: height } = size;
  encoder.configure({
    codec: "vp8",
    width,
    height,
    bitrate: bitsPerSecond,
    framerate: FPS,
    latencyMode: "realtime",
  });
  for (const [i, data] of frames.entries()) {
    const timestamp = Math.round((i * 1e6) / FPS);
    const frame = new VideoFrame(data, {
      format: "I420",
      codedWidth: width,
      codedHeight: height,
      timestamp,
    });
    encoder.encode(frame, { keyFrame: i === 0 });
    frame.close();
    if (encoder.encodeQueueSize > 2) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await encoder.flush();
  await decoder.flush();
  await Promise.all(copies);
  encoder.close();
  decoder.close();
  return { frames: out, kbps: (bytes * 8 * FPS) / frames.length / 1000 };
}

/** Whatever the decoder's memory looks like, the planes come out tight. */
async function keep(
  frame: VideoFrame,
  out: Uint8Array[],
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
): Promise<void> {
  const index = out.push(new Uint8Array()) - 1;
  const data = new Uint8Array(widthPx * heightPx * 1.5);
  const pixels = widthPx * heightPx;
  const layout = [
    { offset: 0, stride: widthPx },
    { offset: pixels, stride: widthPx / 2 },
    { offset: pixels * 1.25, stride: widthPx / 2 },
  ];
  await frame.copyTo(data, { layout });
  frame.close();
  out[index] = data;
}
