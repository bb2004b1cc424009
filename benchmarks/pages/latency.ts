import { startCapture } from "@visavis/capture";
import { createStage } from "@visavis/stage";
import { decodeFacts, readCodeStrip } from "@visavis/protocol";
import { loopbackCall } from "./loopback-call.ts";
import { offer } from "./offer.ts";
import { STAMP_ROWS } from "./stamp-rows.ts";

export interface LatencyFigures {
  /** Each round is one stretch of the plain call and one of ours, in ms, camera to glass. */
  readonly rounds: readonly { readonly plain: Series; readonly packed: Series }[];
}

export interface Series {
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly encodeMs: number;
}

const SETTLE_MS = 5000;
const ASSETS = {
  kernelsUrl: "/runtime/kernels.wasm",
  litertUrl: "/runtime/litert/2.5.3/",
  modelUrl: "/runtime/models/selfie.tflite",
} as const;

async function run(rounds: number, secondsEach: number): Promise<LatencyFigures> {
  const out = [];
  for (let i = 0; i < rounds; i++) {
    const plain = await plainCall(secondsEach);
    const packed = await packedCall(secondsEach);
    out.push({ plain, packed });
  }
  return { rounds: out };
}

async function openCamera(): Promise<MediaStreamTrack> {
  const size = { width: { exact: 720 }, height: { exact: 1280 }, frameRate: 30 };
  const stream = await navigator.mediaDevices.getUserMedia({ video: size });
  const [track] = stream.getVideoTracks();
  if (!track) throw new Error("no camera");
  return track;
}

async function plainCall(seconds: number): Promise<Series> {
  const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis;
  if (!Processor || !Generator) throw new Error("this browser has no track streams");
  const camera = await openCamera();
  const { readable } = new Processor({ track: camera, maxBufferSize: 1 });
  const generator = new Generator({ kind: "video" });
  const worker = new Worker(new URL("./stamp.worker.ts", import.meta.url));
  worker.postMessage({ readable, writable: generator.writable }, [readable, generator.writable]);
  const call = await loopbackCall(generator);
  const latencies: number[] = [];
  const startMs = performance.now() + SETTLE_MS;
  await new Promise<void>((done) => {
    const shown = async (nowMs: number): Promise<void> => {
      if (nowMs > startMs + seconds * 1000) return done();
      call.video.requestVideoFrameCallback((next) => void shown(next));
      const ms = await stampedLatencyMs(call.video, nowMs, 1 - STAMP_ROWS / 1280);
      if (ms !== null && nowMs > startMs) latencies.push(ms);
    };
    call.video.requestVideoFrameCallback((nowMs) => void shown(nowMs));
  });
  const encodeMs = await call.encodeMs();
  call.close();
  camera.stop();
  worker.terminate();
  return series(latencies, encodeMs);
}

/** The whole way: matte, fit, pack, encode, decode, unpack, draw. */
async function packedCall(seconds: number): Promise<Series> {
  const camera = await openCamera();
  const capture = await startCapture({
    camera,
    assets: ASSETS,
    personHeightM: 1.75,
    hasCodeStrip: true,
  });
  const call = await loopbackCall(capture.track);
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "position:fixed;inset:0;width:540px;height:960px";
  document.body.append(canvas);
  const pane = { size: { widthM: 0.605, heightM: 1.076 }, lowerEdgeM: 0.1 };
  const stage = await createStage({ canvas, pane });
  const figure = stage.addFigure("remote", call.video, () => null);
  const latencies: number[] = [];
  const startMs = performance.now() + SETTLE_MS;
  await new Promise<void>((done) => {
    figure.onShown(({ facts, nowMs }) => {
      if (nowMs > startMs + seconds * 1000) return done();
      if (!facts || nowMs < startMs) return;
      latencies.push(performance.timeOrigin + nowMs - facts.capturedAtMs);
    });
  });
  const encodeMs = await call.encodeMs();
  stage.dispose();
  canvas.remove();
  call.close();
  await capture[Symbol.asyncDispose]();
  camera.stop();
  return series(latencies, encodeMs);
}

/** Reads the stamp at the foot of the shown frame; `fraction` is where it starts. */
async function stampedLatencyMs(
  video: HTMLVideoElement,
  nowMs: number,
  fraction: number,
): Promise<number | null> {
  const frame = new VideoFrame(video);
  const { codedWidth, codedHeight } = frame;
  const top = 2 * Math.round((codedHeight * fraction) / 2);
  const rect = { x: 0, y: top, width: codedWidth, height: codedHeight - top };
  const data = new Uint8Array(frame.allocationSize({ rect }));
  await frame.copyTo(data, { rect });
  frame.close();
  const strip = { data, stridePx: codedWidth, widthPx: codedWidth, startRow: 0, rows: rect.height };
  const facts = readCodeStrip(strip);
  if (!facts) return null;
  const wallMs = performance.timeOrigin + nowMs;
  return wallMs - decodeFacts(facts, wallMs).capturedAtMs;
}

function series(latencies: readonly number[], encodeMs: number): Series {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { frames: sorted.length, p50: at(0.5), p95: at(0.95), encodeMs };
}

offer(run);
