/** A frame that comes sooner than this had been waiting: it is as old as the pause between looks. */
const WAITED_MS = 4;

/** Takes frames from a camera when they are wanted, and only then. */
export interface FrameTap {
  /** A picture of now; null when no more will come. The caller closes it. */
  take(): Promise<VideoFrame | null>;
  /** Frames that are still on their way are closed here. */
  close(): void;
}

export class StreamTap implements FrameTap {
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  #isClosed = false;

  constructor(readable: ReadableStream<VideoFrame>) {
    this.#reader = readable.getReader();
  }

  async take(): Promise<VideoFrame | null> {
    const askedAtMs = performance.now();
    const first = await this.#read();
    if (!first || performance.now() - askedAtMs > WAITED_MS) return first;
    // Closed before the next is read: a camera has few frames to lend.
    first.close();
    return this.#read();
  }

  close(): void {
    this.#isClosed = true;
    void this.#drain();
  }

  async #read(): Promise<VideoFrame | null> {
    try {
      const { value, done } = await this.#reader.read();
      if (done) return null;
      if (!this.#isClosed) return value;
      value.close();
      return null;
    } catch {
      // The camera went away; the page's watch on the track says so.
      return null;
    }
  }

  /** Not cancelled: a cancelled stream drops the frames in its queue without closing them. */
  async #drain(): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) return;
        value.close();
      }
    } catch {
      // Ended by its track.
    }
  }
}

/** For browsers where only the page can make frames: it is asked for each one. */
export class MessageTap implements FrameTap {
  readonly #ask: () => void;
  #waiting: ((frame: VideoFrame | null) => void) | null = null;

  constructor(ask: () => void) {
    this.#ask = ask;
  }

  take(): Promise<VideoFrame | null> {
    this.#ask();
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** What nobody waits for is closed. */
  put(frame: VideoFrame): void {
    const hand = this.#waiting;
    this.#waiting = null;
    if (hand) hand(frame);
    else frame.close();
  }

  close(): void {
    this.#waiting?.(null);
    this.#waiting = null;
  }
}
