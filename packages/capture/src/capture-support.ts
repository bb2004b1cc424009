import { insertableStreams, type SourceWay } from "@visavis/platform";
import type { CaptureCommand, CaptureNotice } from "./worker-message.ts";

/** How packed frames become a track. */
export type TargetWay = "window-stream" | "worker-generator" | "canvas";

export interface CaptureSupport {
  /** Null when this browser cannot cut a person out at all; `missing` says why. */
  readonly ways: { readonly source: SourceWay; readonly target: TargetWay } | null;
  /** Names of what the browser lacks, as its vendor calls it. */
  readonly missing: readonly string[];
  /** A canvas makes its own timestamps: facts then travel in the code strip only. */
  readonly keepsTimestamps: boolean;
}

/** Smallest module with a SIMD instruction, in base 64: the kernels use them. */
const SIMD_MODULE = "AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==";

/** Finds out what this browser can do. Starts a worker only where the window lacks something. */
export async function captureSupport(): Promise<CaptureSupport> {
  const { Processor, Generator } = insertableStreams();
  const missing = missingBasics();
  if (missing.length > 0) return { ways: null, missing, keepsTimestamps: false };
  if (Processor && Generator) {
    return found("window-stream", "window-stream");
  }
  const { hasProcessor, hasGenerator } = await probeWorker();
  const source = hasProcessor ? "worker-track" : "video-element";
  if (hasGenerator) return found(source, "worker-generator");
  if ("captureStream" in HTMLCanvasElement.prototype) return found(source, "canvas");
  const lacks = ["VideoTrackGenerator", "HTMLCanvasElement.captureStream"];
  return { ways: null, missing: lacks, keepsTimestamps: false };
}

function found(source: SourceWay, target: TargetWay): CaptureSupport {
  return { ways: { source, target }, missing: [], keepsTimestamps: target !== "canvas" };
}

function missingBasics(): string[] {
  const basics: readonly (readonly [name: string, isThere: boolean])[] = [
    ["navigator.mediaDevices (needs https or localhost)", "mediaDevices" in navigator],
    ["Worker", typeof Worker !== "undefined"],
    ["VideoFrame", typeof VideoFrame !== "undefined"],
    ["requestVideoFrameCallback", "requestVideoFrameCallback" in HTMLVideoElement.prototype],
    ["WebAssembly SIMD", typeof WebAssembly !== "undefined" && hasSimd()],
  ];
  return basics.filter(([, isThere]) => !isThere).map(([name]) => name);
}

function hasSimd(): boolean {
  return WebAssembly.validate(Uint8Array.from(atob(SIMD_MODULE), (c) => c.codePointAt(0) ?? 0));
}

/** A classic worker, because the net's runtime loads its code with importScripts. */
export function createCaptureWorker(): Worker {
  return new Worker(new URL("./capture.worker.ts", import.meta.url));
}

export function postCommand(
  worker: Worker,
  command: CaptureCommand,
  transfer: Transferable[] = [],
): void {
  worker.postMessage(command, transfer);
}

type Probed = Extract<CaptureNotice, { type: "probed" }>;

async function probeWorker(): Promise<Probed> {
  const worker = createCaptureWorker();
  try {
    return await new Promise<Probed>((resolve, reject) => {
      worker.addEventListener("message", ({ data: notice }: MessageEvent<CaptureNotice>) => {
        if (notice.type === "probed") resolve(notice);
      });
      worker.addEventListener("error", () => {
        reject(new Error("the capture worker does not load"));
      });
      postCommand(worker, { type: "probe" });
    });
  } finally {
    worker.terminate();
  }
}
