import { type ReadonlySignal, signal } from "@preact/signals";
import type { CeremonyRequest } from "@visavis/protocol";
import { t } from "../language.ts";
import type { OperatorRoom } from "./operator-room.ts";

interface DeskWord {
  readonly tone: "danger" | "good";
  readonly text: string;
}

const SHOWN_MS = 8000;

/** What the operator does, one thing after the other, and what became of it. */
export class Desk {
  readonly room: OperatorRoom;
  readonly #isBusy = signal(false);
  readonly #word = signal<DeskWord | null>(null);
  #timer = 0;

  constructor(room: OperatorRoom) {
    this.room = room;
  }

  get isBusy(): ReadonlySignal<boolean> {
    return this.#isBusy;
  }

  /** Null once it has been there long enough. */
  get word(): ReadonlySignal<DeskWord | null> {
    return this.#word;
  }

  /** @param done what is said when the server has done it */
  async do(request: CeremonyRequest, done: string): Promise<boolean> {
    this.#isBusy.value = true;
    const isDone = await this.room.ask(request);
    this.#isBusy.value = false;
    this.#say(
      isDone ? { tone: "good", text: done } : { tone: "danger", text: t("operator:unanswered") },
    );
    return isDone;
  }

  #say(word: DeskWord): void {
    this.#word.value = word;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => (this.#word.value = null), SHOWN_MS);
  }
}
