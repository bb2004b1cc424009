import type { CeremonyRequest, PassMark, PassReport } from "@visavis/protocol";
import type { Baton } from "@visavis/relay";

const MOST_MARKS = 5000;
const GIVE_UP_MS = 20_000;

/** Counts what becomes of offers, and tells the ceremony how long a pass took. */
export class PassRecord {
  readonly #object: string;
  readonly #ask: (request: CeremonyRequest) => boolean;
  readonly #given: PassMark[] = [];
  readonly #taken: PassMark[] = [];
  #refused = 0;
  #passes = 0;
  #waiting: { readonly answer: (isDone: boolean) => void; readonly untilMs: number }[] = [];

  constructor(object: string, ask: (request: CeremonyRequest) => boolean) {
    this.#object = object;
    this.#ask = ask;
  }

  get report(): PassReport {
    const [given, taken] = [[...this.#given], [...this.#taken]];
    return { given, taken, refused: this.#refused, passes: this.#passes };
  }

  /** Resolves at the next thing that becomes of the torch here. */
  next(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.push({ answer: resolve, untilMs: performance.now() + GIVE_UP_MS });
    return promise;
  }

  frame(nowMs: number): void {
    if (this.#waiting.some(({ untilMs }) => nowMs >= untilMs)) this.#answer(false);
  }

  roleChanged(before: Baton, { role, term, seq }: Baton, nowMs: number): void {
    const atMs = performance.timeOrigin + nowMs;
    if (role === "passed") mark(this.#given, { term, seq, atMs });
    else if (role === "held" && before.role === "reserved") {
      mark(this.#taken, { term, seq, atMs });
      this.#answer(true);
    } else if (role === "held" && before.role === "offered") {
      this.#refused += 1;
      this.#answer(false);
    } else if (before.role === "passed" && term === before.term) this.#acknowledged(before, atMs);
  }

  #acknowledged({ term, seq }: Baton, atMs: number): void {
    this.#passes += 1;
    const given = this.#given.at(-1);
    if (given?.term === term && given.seq === seq) {
      const commitMs = Math.max(0, atMs - given.atMs);
      this.#ask({ type: "passed", object: this.#object, term, seq, commitMs });
    }
    this.#answer(true);
  }

  #answer(isDone: boolean): void {
    for (const { answer } of this.#waiting.splice(0)) answer(isDone);
  }
}

function mark(list: PassMark[], one: PassMark): void {
  list.push(one);
  if (list.length > MOST_MARKS) list.shift();
}
