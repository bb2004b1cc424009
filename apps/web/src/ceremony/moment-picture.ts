import { type ReadonlySignal, signal } from "@preact/signals";
import { type CeremonyState, type PeerId, type RoomId } from "@visavis/protocol";
import type { Stage } from "@visavis/stage";
import type { Meeting } from "../meeting/meeting.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { sleep } from "../sleep.ts";
import { isBest, isWanted, type Moment, momentBetween, turnOf } from "./moment.ts";
import { pictureOfMoment } from "./moment-canvas.ts";
import { PictureSender } from "./picture-sender.ts";

export interface MomentPictureOptions {
  readonly meeting: Meeting;
  readonly own: OwnSite;
  readonly stage: Stage;
  readonly room: RoomId;
}

/** The torch is drawn by its new holder within a frame or two; faces follow a little later. */
const AFTER_PASS_MS = 300;
/** Whose turn it is not waits for those before him. */
const TURN_MS = 8000;

/**
 * Takes the picture of the moment and sends it: first the site that has the torch, and the others
 * only if nothing came of that. Nothing here holds the meeting up.
 */
export class MomentPicture implements Disposable {
  readonly #options: MomentPictureOptions;
  readonly #isLate = signal(false);
  readonly #stop = new AbortController();
  readonly #sender: PictureSender;
  #before: CeremonyState | null = null;
  #shot: Blob | null = null;
  #turn = 0;
  #takes = 0;

  constructor(options: MomentPictureOptions) {
    this.#options = options;
    const { meeting, room } = options;
    this.#sender = new PictureSender({
      room,
      transport: meeting.transport,
      signal: this.#stop.signal,
      onLate: (isLate) => (this.#isLate.value = isLate),
    });
    const unsubscribe = meeting.ceremony.subscribe((after) => this.#follow(after));
    this.#stop.signal.addEventListener("abort", () => {
      unsubscribe();
      clearTimeout(this.#turn);
    });
  }

  /** True while it could not be sent, and is tried again. */
  get isLate(): ReadonlySignal<boolean> {
    return this.#isLate;
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  #follow(after: CeremonyState | null): void {
    const before = this.#before;
    this.#before = after;
    if (!after || !isWanted(after)) return this.#drop();
    if (after.certificate !== before?.certificate) this.#drop();
    const moment = momentBetween(before, after);
    if (moment === "end" && this.#shot) this.#sendInTurn(after);
    else if (moment) void this.#take(moment, after);
  }

  #drop(): void {
    this.#shot = null;
    clearTimeout(this.#turn);
    this.#sender.cancel();
  }

  async #take(moment: Moment, ceremony: CeremonyState): Promise<void> {
    const take = ++this.#takes;
    if (moment === "pass") await sleep(AFTER_PASS_MS);
    const { own, stage } = this.#options;
    // Of two persons where it is our turn; for those who stand by, the glass alone is cheap.
    const shot = await pictureOfMoment(stage, this.#turnIn(ceremony) === 0 ? own : null);
    const now = this.#before;
    const isLast = take === this.#takes && !this.#stop.signal.aborted;
    if (!shot || !now || !isLast || ceremony.certificate !== now.certificate) return;
    this.#shot = shot;
    if (isBest(moment, now) || now.phase === "done") this.#sendInTurn(now);
  }

  #sendInTurn(ceremony: CeremonyState): void {
    clearTimeout(this.#turn);
    this.#turn = window.setTimeout(
      () => {
        if (this.#shot) this.#sender.send(this.#shot);
      },
      TURN_MS * this.#turnIn(ceremony),
    );
  }

  #turnIn(ceremony: CeremonyState): number {
    const { self } = this.#options.meeting.transport;
    const others = this.#options.meeting.remotes.peek().map(({ peer }) => peer.peek().peer);
    const sites: PeerId[] = self ? [self, ...others] : others;
    return self ? turnOf(self, sites, ceremony) : sites.length;
  }
}
