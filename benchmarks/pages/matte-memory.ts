import { cutOut } from "@visavis/matte";
import { offer } from "./offer.ts";

export interface FrameFigures {
  readonly shown: number;
  readonly made: number;
  /** Made here or in the matte, and closed by nobody. */
  readonly open: number;
}

const [WIDTH, HEIGHT] = [320, 240];
const STEP_US = 33_333;
const figures = { shown: 0, made: 0, open: 0 };

/** Every frame that this page makes is counted until it is closed. */
function countFrames(): void {
  globalThis.VideoFrame = new Proxy(globalThis.VideoFrame, {
    construct: (real, [source, init]: ConstructorParameters<typeof VideoFrame>) =>
      counted(new real(source, init)),
  });
}

function counted(frame: VideoFrame): VideoFrame {
  figures.made++;
  figures.open++;
  const close = frame.close.bind(frame);
  let isOpen = true;
  frame.close = () => {
    if (isOpen) figures.open--;
    isOpen = false;
    close();
  };
  return frame;
}

/** Somebody who walks to and fro before a wall, and is away for a third of the time. */
function paint(pen: OffscreenCanvasRenderingContext2D, index: number): void {
  pen.fillStyle = "#46566a";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  for (let i = 0; i < 40; i++) {
    pen.fillStyle = i % 2 ? "#52627a" : "#3c4a5c";
    pen.fillRect((i * 53) % WIDTH, (i * 31) % HEIGHT, 18, 12);
  }
  if (index % 900 > 600) return;
  const x = WIDTH / 2 + 60 * Math.sin(index / 40);
  pen.fillStyle = "#b98a6e";
  pen.beginPath();
  pen.ellipse(x, 70, 22, 28, 0, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = "#7a2030";
  pen.beginPath();
  pen.ellipse(x, 190, 50, 95, 0, 0, 2 * Math.PI);
  pen.fill();
}

let show: ((index: number) => Promise<void>) | null = null;

async function prepare(): Promise<(index: number) => Promise<void>> {
  countFrames();
  const pen = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no canvas");
  const { readable, writable } = new TransformStream<VideoFrame, VideoFrame>();
  const assets = {
    kernelsUrl: "/runtime/kernels.wasm",
    litertUrl: "/runtime/litert/2.5.3/",
    modelUrl: "/runtime/models/selfie.tflite",
  };
  const person = await cutOut(readable, { assets, backdrop: { kind: "plate" } });
  const input = writable.getWriter();
  const output = person.frames.getReader();
  return async (index) => {
    paint(pen, index);
    const { data } = pen.getImageData(0, 0, WIDTH, HEIGHT);
    const frame = new VideoFrame(data, {
      format: "RGBA",
      codedWidth: WIDTH,
      codedHeight: HEIGHT,
      timestamp: index * STEP_US,
    });
    void input.write(frame);
    const { value } = await output.read();
    value?.close();
    figures.shown++;
  };
}

/** So many frames more; what has come of all so far. */
async function run(count: number): Promise<FrameFigures> {
  show ??= await prepare();
  for (let i = 0; i < count; i++) await show(figures.shown);
  return { ...figures };
}

offer(run);
