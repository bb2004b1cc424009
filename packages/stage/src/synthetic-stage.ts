import type { FrameFacts } from "@visavis/protocol";
import type { Figure } from "./figure.ts";
import { createStage, type Stage, type StageOptions } from "./stage.ts";
import type { PixelBlock } from "./stage-renderer.ts";
import type { SyntheticFrame } from "./synthetic-person.ts";

declare class MediaStreamTrackGenerator extends MediaStreamTrack {
  constructor(options: { readonly kind: "video" });
  readonly writable: WritableStream<VideoFrame>;
}

/** A stage whose one figure is fed by hand, for tests. */
export interface SyntheticStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly figure: Figure;
  readonly canvas: HTMLCanvasElement;
  readonly video: HTMLVideoElement;
  /** Resolves with the picture once the frame is on the canvas. */
  show(frame: PlainFrame): Promise<PixelBlock>;
}

/** I420, tightly packed. */
export interface PlainFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
}

type FrameKind = "I420" | "NV12";

export interface SyntheticStageOptions extends Omit<StageOptions, "canvas"> {
  readonly facts: FrameFacts | null;
  readonly format?: FrameKind;
}

export async function syntheticStage(options: SyntheticStageOptions): Promise<SyntheticStage> {
  const canvas = document.createElement("canvas");
  const video = document.createElement("video");
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  const writer = track.writable.getWriter();
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  document.body.append(canvas);
  const stage = await createStage({ ...options, canvas });
  const figure = stage.addFigure("remote", video, () => options.facts);
  void video.play();
  const show = async (frame: PlainFrame): Promise<PixelBlock> => {
    const before = figure.state.shownFrames;
    const isShown = (): boolean => figure.state.shownFrames > before;
    const limitMs = performance.now() + 10_000;
    while (!isShown()) {
      if (performance.now() > limitMs) throw new Error("the frame never reached the canvas");
      await writer.write(videoFrame(frame, options.format ?? "I420"));
      for (let i = 0; i < 10 && !isShown(); i++) await new Promise((done) => setTimeout(done, 10));
    }
    const pixels = stage.readPixels();
    if (!pixels) throw new Error("nothing to read");
    return pixels;
  };
  const end = async (): Promise<void> => {
    stage.dispose();
    await writer.close();
    track.stop();
    canvas.remove();
  };
  return { stage, figure, canvas, video, show, [Symbol.asyncDispose]: end };
}

export function plain({ bytes, layout }: SyntheticFrame): PlainFrame {
  return { bytes, widthPx: layout.widthPx, heightPx: layout.heightPx };
}

export type Rgba = [red: number, green: number, blue: number, alpha: number];

/** One pixel, from the upper left. */
export function pixelAt({ data, widthPx }: PixelBlock, x: number, y: number): Rgba {
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray((y * widthPx + x) * 4);
  return [red, green, blue, alpha];
}

function videoFrame(frame: PlainFrame, format: FrameKind): VideoFrame {
  const { widthPx, heightPx } = frame;
  return new VideoFrame(format === "I420" ? frame.bytes : interleaved(frame), {
    format,
    codedWidth: widthPx,
    codedHeight: heightPx,
    timestamp: Math.round(performance.now() * 1000),
    colorSpace: { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false },
  });
}

function interleaved({ bytes, widthPx, heightPx }: PlainFrame): Uint8Array<ArrayBuffer> {
  const out = bytes.slice();
  const area = widthPx * heightPx;
  const chroma = ((widthPx + 1) >> 1) * ((heightPx + 1) >> 1);
  for (let i = 0; i < chroma; i++) {
    out[area + 2 * i] = bytes[area + i] ?? 0;
    out[area + 2 * i + 1] = bytes[area + chroma + i] ?? 0;
  }
  return out;
}
