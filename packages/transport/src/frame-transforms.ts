import { decodeFacts, isVisavisError } from "@visavis/protocol";
import { wallNowMs } from "./clock.ts";
import type { TransformCommand, TransformOptions, TransformReport } from "./transform-message.ts";
import type { ReceivedFacts } from "./transport.ts";

const KEPT_FRAMES = 240;
const START_MS = 5_000;

/** Whether this browser can put facts on encoded frames and read them. */
export function hasFrameTransforms(): boolean {
  return typeof RTCRtpScriptTransform === "function" && typeof Worker === "function";
}

/** The worker through which all our encoded frames pass, and the facts that it read. */
export class FrameTransforms implements Disposable {
  readonly #worker: Worker;
  readonly #received = new Map<string, Map<number, ReceivedFacts>>();
  #port: MessagePort | null = null;

  /** Null when the worker does not come up: the page then goes without facts on frames. */
  static async start(worker: Worker = createTransformWorker()): Promise<FrameTransforms | null> {
    const isReady = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), START_MS);
      const settle = (is: boolean) => (): void => {
        clearTimeout(timer);
        resolve(is);
      };
      worker.addEventListener("message", settle(true), { once: true });
      worker.addEventListener("error", settle(false), { once: true });
    });
    if (isReady) return new FrameTransforms(worker);
    worker.terminate();
    return null;
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data: report }: MessageEvent<TransformReport>) => {
      if (report.type === "facts") this.#keep(report);
    });
  }

  /**
   * Must run in the same task that made the transceiver: a browser that was told to do without
   * transforms does not take one later.
   */
  attach({ sender, receiver }: RTCRtpTransceiver, link: string): void {
    this.#received.set(link, new Map());
    const options = (side: TransformOptions["side"]): TransformOptions => ({ side, link });
    sender.transform = new RTCRtpScriptTransform(this.#worker, options("sender"));
    receiver.transform = new RTCRtpScriptTransform(this.#worker, options("receiver"));
  }

  /** Takes the port over; one that is already here stays. */
  listenTo(port: MessagePort | null): void {
    if (port === this.#port) return;
    this.#port = port;
    this.#command({ type: "facts", port }, port ? [port] : []);
  }

  configureSender(link: string, appendsTrailer: boolean, encodeMs: number | null): void {
    this.#command({ type: "sender", link, appendsTrailer, encodeMs });
  }

  release(link: string): void {
    this.#received.delete(link);
    this.#command({ type: "release", link });
  }

  factsAt(link: string, rtpTimestamp: number): ReceivedFacts | null {
    return this.#received.get(link)?.get(rtpTimestamp >>> 0) ?? null;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #keep({ link, rtpTimestamp, receivedAtMs, facts }: TransformReport & { type: "facts" }): void {
    const frames = this.#received.get(link);
    if (!frames) return;
    try {
      const decoded = decodeFacts(facts, wallNowMs());
      frames.set(rtpTimestamp >>> 0, { ...decoded, receivedAtMs });
    } catch (error) {
      // A peer that sends nonsense is seen without facts.
      if (!isVisavisError(error)) throw error;
    }
    for (const oldest of frames.keys()) {
      if (frames.size <= KEPT_FRAMES) break;
      frames.delete(oldest);
    }
  }

  #command(command: TransformCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }
}

function createTransformWorker(): Worker {
  return new Worker(new URL("./facts-transform.worker.ts", import.meta.url), { type: "module" });
}
