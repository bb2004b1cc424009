import { appendTrailer, stampEncodeMs } from "@visavis/protocol";
import { type EncodedFrame, type FactsEntry, FactsMatcher } from "./facts-matcher.ts";
import type { FactsMessage } from "./transport.ts";

interface Sender {
  appendsTrailer: boolean;
  readonly matcher: FactsMatcher;
}

const KEPT_MS = 1_500;
const MAX_WAIT_MS = 12;
const WAIT_STEP_MS = 3;

/** Facts of the frames written lately, and who of our peers gets them appended. */
export class SenderFacts {
  #entries: FactsEntry[] = [];
  readonly #senders = new Map<string, Sender>();

  add({ timestampUs, facts }: FactsMessage, nowMs: number): void {
    this.#entries.push({ timestampUs, facts, arrivedAtMs: nowMs });
    while ((this.#entries[0]?.arrivedAtMs ?? nowMs) < nowMs - KEPT_MS) this.#entries.shift();
  }

  /** Another track begins: its timestamps have nothing to do with the old one's. */
  clear(): void {
    this.#entries = [];
    for (const { matcher } of this.#senders.values()) matcher.reset();
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
    if (!appendsTrailer || this.#entries.length === 0) return null;
    // The facts come by another queue than the frame and may lose the race by a little.
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += WAIT_STEP_MS) {
      if (!matcher.isEarly(frame, this.#entries)) break;
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
    }
    const entry = matcher.match(frame, this.#entries);
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
