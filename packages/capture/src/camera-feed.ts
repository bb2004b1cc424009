import { type FrameSource, insertableStreams } from "@visavis/platform";
import { type CaptureClock, capturedAtMs, nextClock, nextIntervalMs } from "./clock.ts";
import { LatestFrame } from "./latest-frame.ts";
import { sleepMs } from "./sleep.ts";

const ENDED_SILENCE_MS = 300;
const LIVE_SILENCE_MS = 2000;
const STALE_INTERVALS = 1.3;
const FRESH_WAIT_MS = 3;

/**
 * The newest camera frame and the camera's clock. Every frame that comes in is either handed out by
 * `take`, whose caller closes it, or closed here.
 */
export class CameraFeed {
  readonly #latest = new LatestFrame<VideoFrame>();
  #source: AbortController | null = null;
  #clock: CaptureClock | null = null;
  #lastUs: number | null = null;
  #intervalMs = 1000 / 30;
  #frames = 0;
  #arrivedAtMs = performance.now();
  #isEnded = false;

  /** Of the camera itself, whether its frames came through or not. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** How long no frame has come, when that is no mere hiccup; 0 otherwise. */
  silentMs(nowMs: number): number {
    const sinceMs = nowMs - this.#arrivedAtMs;
    return sinceMs > (this.#isEnded ? ENDED_SILENCE_MS : LIVE_SILENCE_MS) ? sinceMs : 0;
  }

  get frames(): number {
    return this.#frames;
  }

  get droppedFrames(): number {
    return this.#latest.droppedFrames;
  }

  /** In `performance.now()` of this worker. */
  capturedAtMs(timestampUs: number): number {
    return this.#clock ? capturedAtMs(this.#clock, timestampUs) : performance.now();
  }

  /** The newest frame, or the next one; null when the feed is closed. The caller closes it. */
  async take(): Promise<VideoFrame | null> {
    const frame = await this.#latest.take();
    if (!frame) return null;
    const ageMs = performance.now() - this.capturedAtMs(frame.timestamp);
    if (ageMs < STALE_INTERVALS * this.#intervalMs) return frame;
    // This one came early in a long piece of work; the page holds a newer one, one message away.
    await sleepMs(FRESH_WAIT_MS);
    return this.#latest.exchange(frame);
  }

  put(frame: VideoFrame): void {
    this.#frames++;
    this.#arrivedAtMs = performance.now();
    this.#clock = nextClock(this.#clock, frame.timestamp, this.#arrivedAtMs);
    const gapMs = this.#lastUs === null ? 0 : (frame.timestamp - this.#lastUs) / 1000;
    this.#intervalMs = nextIntervalMs(this.#intervalMs, gapMs);
    this.#lastUs = frame.timestamp;
    this.#latest.put(frame);
  }

  /** Reads this source from now on; the old one is read to its end, and its frames are closed. */
  open(source: FrameSource): void {
    this.#source?.abort();
    this.#source = new AbortController();
    this.#isEnded = false;
    const readable = readableOf(source);
    if (readable) void this.#pump(readable, this.#source.signal);
  }

  close(): void {
    this.#source?.abort();
    this.#latest.close();
  }

  async #pump(readable: ReadableStream<VideoFrame>, signal: AbortSignal): Promise<void> {
    const reader = readable.getReader();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        // Not cancelled: a cancelled stream drops the frames in its queue without closing them. The
        // page ends the stream by stopping its track.
        if (signal.aborted) value.close();
        else this.put(value);
      }
    } catch {
      // The camera went away; the page's watch on the track says so.
    } finally {
      if (!signal.aborted) this.#isEnded = true;
    }
  }
}

function readableOf(source: FrameSource): ReadableStream<VideoFrame> | null {
  if (source.kind === "stream") return source.readable;
  const { Processor } = insertableStreams();
  if (source.kind === "messages" || !Processor) return null;
  return new Processor({ track: source.track, maxBufferSize: 1 }).readable;
}
