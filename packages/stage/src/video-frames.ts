import type { FrameFacts } from "@visavis/protocol";
import type { ColourStandard } from "./colour-matrix.ts";
import {
  type ImagePicture,
  type PackedPicture,
  type PlanePicture,
  planePicture,
} from "./packed-picture.ts";
import { factsFromStrip, stripRows } from "./strip-facts.ts";

/** Facts of the frame with this RTP timestamp, if its trailer was read. */
export type FactsLookup = (rtpTimestamp: number | undefined) => FrameFacts | null;

/** One frame of a remote person: the pixels and the facts of exactly these pixels. */
export interface ArrivedFrame {
  readonly picture: PackedPicture;
  readonly metadata: VideoFrameCallbackMetadata;
  readonly facts: FrameFacts | null;
}

export interface PackedVideoOptions {
  readonly video: HTMLVideoElement;
  readonly factsOf: FactsLookup;
  /** True without a GPU: planes are copied by the CPU, which is then faster than `texImage2D`. */
  readonly copiesPlanes: boolean;
  /** The picture is valid during the call only: its memory is used again, its frame is closed. */
  readonly onFrame: (frame: ArrivedFrame) => void;
}

const STRIP_PATIENCE_FRAMES = 30;
const STRIP_RETRY_FRAMES = 25;

/** Follows a video element frame by frame. Every VideoFrame it opens, it closes. */
export class PackedVideo {
  readonly #options: PackedVideoOptions;
  #bytes = new Uint8Array(0);
  #handle = 0;
  #isBusy = false;
  #isDisposed = false;
  #skippedFrames = 0;
  #emptyStrips = 0;
  #standard: ColourStandard = "bt709";
  #standardWidthPx = 0;

  constructor(options: PackedVideoOptions) {
    this.#options = options;
    this.#handle = options.video.requestVideoFrameCallback(this.#onVideoFrame);
  }

  /** Frames that came while the one before was still being copied. */
  get skippedFrames(): number {
    return this.#skippedFrames;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#options.video.cancelVideoFrameCallback(this.#handle);
  }

  readonly #onVideoFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
    if (this.#isDisposed) return;
    this.#handle = this.#options.video.requestVideoFrameCallback(this.#onVideoFrame);
    if (this.#isBusy) {
      this.#skippedFrames += 1;
      return;
    }
    this.#isBusy = true;
    void this.#take(metadata).finally(() => {
      this.#isBusy = false;
    });
  };

  async #take(metadata: VideoFrameCallbackMetadata): Promise<void> {
    const { copiesPlanes, factsOf, video } = this.#options;
    const facts = copiesPlanes ? null : factsOf(metadata.rtpTimestamp);
    if (!copiesPlanes && (facts || !this.#looksAtStrip())) {
      const [widthPx, heightPx] = [video.videoWidth, video.videoHeight];
      this.#learnStandard(widthPx);
      const standard = this.#standard;
      this.#deliver({ kind: "image", image: video, standard, widthPx, heightPx }, metadata, facts);
      return;
    }
    const frame = openFrame(video);
    if (!frame) return;
    try {
      await this.#takeFrame(frame, metadata);
    } catch {
      // The frame's memory went away (a lost graphics process, a track that ended): the next comes.
    } finally {
      frame.close();
    }
  }

  async #takeFrame(frame: VideoFrame, metadata: VideoFrameCallbackMetadata): Promise<void> {
    // The element may already show a later frame than the callback speaks of; the frame knows best.
    const facts = this.#options.factsOf(rtpTimestampOf(frame) ?? metadata.rtpTimestamp);
    const planes = this.#options.copiesPlanes ? await this.#copyPlanes(frame) : null;
    const picture = planes ?? imageOf(frame);
    const found = facts ?? (await this.#factsInPixels(frame, planes));
    this.#deliver(picture, metadata, found);
  }

  #deliver(
    picture: PackedPicture,
    metadata: VideoFrameCallbackMetadata,
    facts: FrameFacts | null,
  ): void {
    if (!this.#isDisposed) this.#options.onFrame({ picture, metadata, facts });
  }

  async #copyPlanes(frame: VideoFrame): Promise<PlanePicture | null> {
    if (frame.format !== "I420" && frame.format !== "NV12") return null;
    const size = frame.allocationSize();
    if (this.#bytes.length !== size) this.#bytes = new Uint8Array(size);
    const layout = await frame.copyTo(this.#bytes);
    const { width, height } = visibleSize(frame);
    return planePicture(frame.format, this.#bytes, layout, width, height);
  }

  async #factsInPixels(frame: VideoFrame, planes: PlanePicture | null): Promise<FrameFacts | null> {
    if (!this.#looksAtStrip()) return null;
    const luma = planes?.planes[0];
    const facts =
      planes && luma
        ? factsFromStrip({ data: planes.bytes, ...luma, ...stripRows(planes.heightPx) }, Date.now())
        : await copiedStripFacts(frame);
    this.#emptyStrips = facts ? 0 : this.#emptyStrips + 1;
    return facts;
  }

  /** A sender without a strip is asked less often: on a GPU each look costs a read-back. */
  #looksAtStrip(): boolean {
    if (this.#emptyStrips < STRIP_PATIENCE_FRAMES) return true;
    if (this.#emptyStrips % STRIP_RETRY_FRAMES === 0) return true;
    this.#emptyStrips += 1;
    return false;
  }

  /** A browser does not say by which matrix `texImage2D` makes RGB, but the frame does. */
  #learnStandard(widthPx: number): void {
    if (widthPx === this.#standardWidthPx) return;
    const frame = openFrame(this.#options.video);
    if (!frame) return;
    this.#standardWidthPx = widthPx;
    this.#standard = standardOf(frame);
    frame.close();
  }
}

function openFrame(video: HTMLVideoElement): VideoFrame | null {
  if (!("VideoFrame" in globalThis)) return null;
  try {
    return new VideoFrame(video);
  } catch {
    return null;
  }
}

function rtpTimestampOf(frame: VideoFrame): number | undefined {
  if (!("metadata" in frame) || typeof frame.metadata !== "function") return undefined;
  const metadata: unknown = frame.metadata();
  if (typeof metadata !== "object" || !metadata || !("rtpTimestamp" in metadata)) return undefined;
  return typeof metadata.rtpTimestamp === "number" ? metadata.rtpTimestamp : undefined;
}

function visibleSize(frame: VideoFrame): { readonly width: number; readonly height: number } {
  const { visibleRect, codedWidth, codedHeight } = frame;
  return { width: visibleRect?.width ?? codedWidth, height: visibleRect?.height ?? codedHeight };
}

function standardOf(frame: VideoFrame): ColourStandard {
  const matrix = frame.colorSpace.matrix;
  return matrix === "smpte170m" || matrix === "bt470bg" ? "bt601" : "bt709";
}

function imageOf(frame: VideoFrame): ImagePicture {
  const { width, height } = visibleSize(frame);
  return {
    kind: "image",
    image: frame,
    standard: standardOf(frame),
    widthPx: width,
    heightPx: height,
  };
}

async function copiedStripFacts(frame: VideoFrame): Promise<FrameFacts | null> {
  if (frame.format !== "I420" && frame.format !== "NV12") return null;
  const { width, height } = visibleSize(frame);
  // Rows of a rectangle must be even, because chroma has half of them.
  const first = stripRows(height).startRow & ~1;
  const x = frame.visibleRect?.x ?? 0;
  const y = frame.visibleRect?.y ?? 0;
  const rect = { x, y: y + first, width, height: height - first };
  const data = new Uint8Array(frame.allocationSize({ rect }));
  const [luma] = await frame.copyTo(data, { rect });
  if (!luma) return null;
  const skipped = stripRows(height).startRow - first;
  const at = {
    strideBytes: luma.stride,
    widthPx: width,
    startRow: skipped,
    rows: rect.height - skipped,
  };
  return factsFromStrip({ data: data.subarray(luma.offset), ...at }, Date.now());
}
