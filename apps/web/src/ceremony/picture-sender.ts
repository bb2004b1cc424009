import type { CeremonyNews, RoomId } from "@visavis/protocol";
import type { Transport } from "@visavis/transport";
import { sleep } from "../sleep.ts";

export interface PictureSenderOptions {
  readonly room: RoomId;
  readonly transport: Pick<Transport, "askCeremony" | "events">;
  readonly signal: AbortSignal;
  /** True while it could not be sent. */
  readonly onLate: (isLate: boolean) => void;
  readonly post?: (url: string, init: RequestInit) => Promise<{ readonly status: number }>;
  readonly waitsMs?: readonly number[];
}

type Permit = Extract<CeremonyNews, { type: "picture-permit" }>;
type Outcome = "again" | "over" | "refused";

const WAITS_MS = [2000, 5000, 10_000, 20_000, 40_000] as const;
const PERMIT_MS = 4000;
const POST_MS = 20_000;
/** Sent; or another site's is there already. */
const OVER: ReadonlySet<number> = new Set([201, 409]);
/** Ours is no picture: asking again would change nothing. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 415]);

/** Brings one picture to the server: a permit, then the bytes; again after a while when that fails. */
export class PictureSender {
  readonly #options: PictureSenderOptions;
  #life = new AbortController();

  constructor(options: PictureSenderOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.cancel());
  }

  /** The latest picture is the one that is wanted. */
  send(picture: Blob): void {
    this.cancel();
    void this.#try(picture, this.#life.signal);
  }

  cancel(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#options.onLate(false);
  }

  async #try(picture: Blob, signal: AbortSignal): Promise<void> {
    const { onLate, waitsMs = WAITS_MS } = this.#options;
    for (let tries = 0; !signal.aborted; tries++) {
      const outcome = await this.#once(picture, signal);
      if (signal.aborted) return;
      onLate(outcome !== "over");
      if (outcome !== "again") return;
      await sleep(waitsMs[Math.min(tries, waitsMs.length - 1)] ?? 0, signal);
    }
  }

  async #once(picture: Blob, signal: AbortSignal): Promise<Outcome> {
    const answer = await this.#permit(signal);
    if (!answer) return "again";
    const { certificate, permit } = answer;
    if (certificate === null || permit === null) return "over";
    const { post = fetch, room } = this.#options;
    const headers = { authorization: `Picture ${permit}`, "content-type": picture.type };
    try {
      const { status } = await post(`/api/v1/rooms/${room}/ceremonies/${certificate}/picture`, {
        method: "POST",
        headers,
        body: picture,
        signal: AbortSignal.any([signal, AbortSignal.timeout(POST_MS)]),
      });
      if (OVER.has(status)) return "over";
      return REFUSED.has(status) ? "refused" : "again";
    } catch {
      // No way to the server for the moment.
      return "again";
    }
  }

  /** Null when the server gave no answer in time. */
  async #permit(signal: AbortSignal): Promise<Permit | null> {
    const { transport } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Permit | null>();
    const stop = transport.events.on("ceremonyNews", (news) => {
      if (news.type === "picture-permit") resolve(news);
    });
    const timer = setTimeout(() => resolve(null), PERMIT_MS);
    signal.addEventListener("abort", () => resolve(null), { once: true });
    if (!transport.askCeremony({ type: "picture-permit" })) resolve(null);
    const answer = await promise;
    clearTimeout(timer);
    stop();
    return answer;
  }
}
