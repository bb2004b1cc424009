/** For tests: every VideoFrame that this page makes from now on, and those that nobody has closed. */
export class FrameCount implements Disposable {
  made = 0;
  open = 0;
  readonly #real = globalThis.VideoFrame;

  constructor() {
    globalThis.VideoFrame = new Proxy(this.#real, {
      construct: (real, [source, init]: ConstructorParameters<typeof VideoFrame>) =>
        this.#watch(new real(source, init)),
    });
  }

  #watch(frame: VideoFrame): VideoFrame {
    this.made++;
    this.open++;
    const close = frame.close.bind(frame);
    const clone = frame.clone.bind(frame);
    let isOpen = true;
    frame.close = () => {
      if (isOpen) this.open--;
      isOpen = false;
      close();
    };
    frame.clone = () => this.#watch(clone());
    return frame;
  }

  [Symbol.dispose](): void {
    globalThis.VideoFrame = this.#real;
  }
}
