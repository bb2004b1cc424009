import { appendTrailer, type FactsMessage, stampEncodeMs } from "@visavis/protocol";
import { type EncodedFrame, FactsMatcher } from "./facts-matcher.ts";

interface Sender {
  appendsTrailer: boolean;
  readonly matcher: FactsMatcher;
}

const MAX_WAIT_MS = 12;
const WAIT_STEP_MS = 3;

/** Who of our peers gets facts appended to the frames that we encode for it. */
export class SenderFacts {
  readonly #senders = new Map<string, Sender>();

  add({ timestampUs, facts }: FactsMessage, nowMs: number): void {
    const entry = { timestampUs, facts, arrivedAtMs: nowMs };
    for (const { matcher } of this.#senders.values()) matcher.add(entry);
  }

  /** Another track begins. */
  clear(): void {
    for (const { matcher } of this.#senders.values()) matcher.clear();
  }

  configure(link: string, to: { appendsTrailer: boolean; encodeMs: number | null }): void {
    const sender = this.#sender(link);
    sender.appendsTrailer = to.appendsTrailer;
    sender.matcher.measuredEncodeMs = to.encodeMs;
  }

  release(link: string): void {
    this.#senders.delete(link);
  }

  /** The frame with its facts; null when it goes without. */
  async append(link: string, data: ArrayBuffer, frame: EncodedFrame): Promise<ArrayBuffer | null> {
    const { matcher, appendsTrailer } = this.#sender(link);
    if (!appendsTrailer) return null;
    // The facts come by another queue than the frame and may lose the race by a little.
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += WAIT_STEP_MS) {
      if (!matcher.isEarly(frame)) break;
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
    }
    const entry = matcher.match(frame);
    if (!entry) return null;
    const facts = entry.facts.slice(0);
    stampEncodeMs(facts, frame.encodedAtMs - entry.arrivedAtMs);
    return appendTrailer(data, facts);
  }

  #sender(link: string): Sender {
    let sender = this.#senders.get(link);
    if (!sender) {
      sender = { appendsTrailer: false, matcher: new FactsMatcher() };
      this.#senders.set(link, sender);
    }
    return sender;
  }
}
