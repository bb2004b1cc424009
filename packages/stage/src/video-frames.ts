import { type FrameFacts, VisavisError } from "@visavis/protocol";
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

const HAS_VIDEO_FRAMES = "VideoFrame" in globalThis;
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

  constructor(options: PackedVideoOptions) {
    this.#options = options;
    if (!("requestVideoFrameCallback" in options.video)) {
      throw new VisavisError("browser-unsupported", "no requestVideoFrameCallback");
    }
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
    const { factsOf, onFrame, video } = this.#options;
    const frame = openFrame(video);
    if (!frame) {
      // A browser without VideoFrame still draws the element, by the callback's word alone.
      const facts = HAS_VIDEO_FRAMES ? null : factsOf(metadata.rtpTimestamp);
      if (!HAS_VIDEO_FRAMES) onFrame({ picture: imageOf(video), metadata, facts });
      return;
    }
    try {
      const arrived = await this.#read(frame, metadata);
      if (arrived && !this.#isDisposed) onFrame(arrived);
    } finally {
      frame.close();
    }
  }

  async #read(
    frame: VideoFrame,
    metadata: VideoFrameCallbackMetadata,
  ): Promise<ArrivedFrame | null> {
    const { copiesPlanes, factsOf, video } = this.#options;
    // The element may already show a later frame than the callback speaks of; the frame knows best.
    const facts = factsOf(rtpTimestampOf(frame) ?? metadata.rtpTimestamp);
    const looksAtStrip = !facts && this.#looksAtStrip();
    try {
      const planes = copiesPlanes ? await this.#copyPlanes(frame) : null;
      const found = looksAtStrip ? await this.#factsInPixels(frame, planes) : facts;
      if (planes) return { picture: planes, metadata, facts: found };
      // After a wait the element may have moved on; without one it shows just this frame.
      return { picture: imageOf(looksAtStrip ? frame : video, frame), metadata, facts: found };
    } catch {
      // The frame's memory went away (a lost graphics process, a track that ended): the next comes.
      return null;
    }
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
}

function openFrame(video: HTMLVideoElement): VideoFrame | null {
  if (!HAS_VIDEO_FRAMES) return null;
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

/** @param frame what the element shows, which says what the element does not */
function imageOf(image: VideoFrame | HTMLVideoElement, frame?: VideoFrame): ImagePicture {
  const element = image instanceof HTMLVideoElement ? image : null;
  const size = frame
    ? visibleSize(frame)
    : { width: element?.videoWidth ?? 0, height: element?.videoHeight ?? 0 };
  return {
    kind: "image",
    image,
    standard: frame ? standardOf(frame) : "bt709",
    widthPx: size.width,
    heightPx: size.height,
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
