/** What can be held in the slot: a camera frame, or a stand-in in tests. */
export interface Closable {
  close(): void;
}

/**
 * Holds at most one frame: a newer one takes the place of one that nobody took. Owns what it holds
 * and closes it; `take` hands the ownership over.
 */
export class LatestFrame<Frame extends Closable> {
  #frame: Frame | null = null;
  #waiting: ((frame: Frame | null) => void) | null = null;
  #isClosed = false;
  #droppedFrames = 0;

  /** Since the start. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  put(frame: Frame): void {
    if (this.#isClosed) {
      frame.close();
    } else if (this.#waiting) {
      const hand = this.#waiting;
      this.#waiting = null;
      hand(frame);
    } else {
      if (this.#frame) this.#droppedFrames++;
      this.#frame?.close();
      this.#frame = frame;
    }
  }

  /** The newest frame, or the next one; null after `close`. Only one taker at a time. */
  take(): Promise<Frame | null> {
    const frame = this.#frame;
    this.#frame = null;
    if (frame || this.#isClosed) return Promise.resolve(frame);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Exchanges a frame that was taken for a newer one, if there is one by now. */
  exchange(frame: Frame): Frame {
    const newer = this.#frame;
    if (!newer) return frame;
    this.#frame = null;
    this.#droppedFrames++;
    frame.close();
    return newer;
  }

  close(): void {
    this.#isClosed = true;
    this.#frame?.close();
    this.#frame = null;
    this.#waiting?.(null);
    this.#waiting = null;
  }
}
