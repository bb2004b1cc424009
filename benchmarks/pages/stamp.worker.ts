import { encodeFacts, wholePictureFacts, writeCodeStrip } from "@visavis/protocol";
import { STAMP_ROWS } from "./stamp-rows.ts";

interface Start {
  readonly readable: ReadableStream<VideoFrame>;
  readonly writable: WritableStream<VideoFrame>;
}

/** A plain camera whose last rows carry the time of capture: what the plain call is measured by. */
addEventListener("message", ({ data }: MessageEvent<Start>) => void run(data));

async function run({ readable, writable }: Start): Promise<void> {
  const writer = writable.getWriter();
  let offsetMs = Number.POSITIVE_INFINITY;
  let sequence = 0;
  for await (const frame of readable) {
    const atMs = performance.now();
    offsetMs = Math.min(offsetMs, atMs - frame.timestamp / 1000);
    const { codedWidth: widthPx, codedHeight: heightPx, timestamp } = frame;
    const data = new Uint8Array(frame.allocationSize());
    await frame.copyTo(data);
    frame.close();
    const facts = encodeFacts({
      ...wholePictureFacts({ width: widthPx, height: heightPx }),
      sequence: sequence++,
      capturedAtMs: performance.timeOrigin + timestamp / 1000 + offsetMs,
    });
    const strip = {
      data,
      stridePx: widthPx,
      widthPx,
      startRow: heightPx - STAMP_ROWS,
      rows: STAMP_ROWS,
    };
    writeCodeStrip(strip, facts);
    const init = { format: "I420", codedWidth: widthPx, codedHeight: heightPx, timestamp } as const;
    await writer.write(new VideoFrame(data, init));
  }
}
