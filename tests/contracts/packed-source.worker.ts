import {
  encodeFacts,
  type FactsMessage,
  type FrameFacts,
  packedLayout,
  wholePictureFacts,
  writeCodeStrip,
} from "@visavis/protocol";

export type Pace = "steady" | "bursts" | "gaps";

export interface PlayCommand {
  readonly writable: WritableStream<VideoFrame>;
  readonly facts: MessagePort;
  readonly pace: Pace;
  readonly frames: number;
}

const LAYOUT = packedLayout(480, 4);
const INTERVAL_MS = 33.333;

/** When the next frame is captured, and for how long its write is then held up. */
const paces: Record<Pace, (frame: number) => { readonly gapMs: number; readonly holdMs: number }> =
  {
    steady: () => ({ gapMs: INTERVAL_MS, holdMs: 0 }),
    /** In each ten, three frames leave at once: the encoder drops some. */
    bursts: (frame) => ({ gapMs: INTERVAL_MS, holdMs: [60, 30, 0][frame % 10] ?? 0 }),
    /** Frames fall out before they are packed, as with a slow matte. */
    gaps: (frame) => ({ gapMs: frame % 3 === 0 ? 2 * INTERVAL_MS : 34 + (frame % 5), holdMs: 0 }),
  };

addEventListener("message", ({ data }: MessageEvent<PlayCommand>) => void play(data));

/** Writes frames that carry their facts beside them and, as the truth, in their pixels. */
async function play({ writable, facts, pace, frames }: PlayCommand): Promise<void> {
  const writer = writable.getWriter();
  const picture = new Uint8Array((LAYOUT.widthPx * LAYOUT.heightPx * 3) / 2).fill(128);
  const startMs = performance.now();
  let capturedMs = startMs;
  for (let sequence = 0; sequence < frames; sequence++) {
    const { gapMs, holdMs } = paces[pace](sequence);
    capturedMs += gapMs;
    const waitMs = capturedMs + holdMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const bytes = encodeFacts(factsOf(sequence));
    draw(picture, sequence, bytes);
    const message: FactsMessage = { timestampUs: Math.round(capturedMs * 1_000), facts: bytes };
    facts.postMessage(message, []);
    await writer.write(frameOf(picture, message.timestampUs));
  }
  await writer.close();
  postMessage("played");
}

function frameOf(picture: Uint8Array<ArrayBuffer>, timestamp: number): VideoFrame {
  const { widthPx: codedWidth, heightPx: codedHeight } = LAYOUT;
  return new VideoFrame(picture, { format: "I420", codedWidth, codedHeight, timestamp });
}

/** Something for the encoder to do, and the truth at the foot. */
function draw(picture: Uint8Array, sequence: number, facts: ArrayBuffer): void {
  const { widthPx, code } = LAYOUT;
  for (let row = 0; row < 400; row += 4) {
    const start = row * widthPx + ((sequence * 7 + row) % (widthPx - 90));
    picture.fill((sequence * 13 + row * 3) & 255, start, start + 90);
  }
  const strip = { startRow: code.start, rows: code.rows, widthPx, stridePx: widthPx };
  writeCodeStrip({ data: picture, ...strip }, facts);
}

function factsOf(sequence: number): FrameFacts {
  return {
    ...wholePictureFacts({ width: 720, height: 1280 }),
    sequence,
    capturedAtMs: performance.timeOrigin + performance.now(),
    crop: { x: sequence % 100, y: 0, width: 480, height: 640 },
    metresPerPixel: 0.002,
    waitMs: 1,
    matteMs: 2,
    packMs: 3,
  };
}
