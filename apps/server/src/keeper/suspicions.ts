import type { PeerId } from "@visavis/protocol";

export interface Suspect {
  readonly peer: PeerId;
  readonly count: number;
  /** What it did last. */
  readonly what: string;
}

/** From here on an operator is told: a single oddity can be an accident of two versions. */
const WORTH_TELLING = 3;
const MOST_KEPT = 64;

/** Counts who said what cannot be true. Removing somebody for it is for people to decide. */
export class Suspicions {
  readonly #suspects = new Map<PeerId, Suspect & { readonly kinds: Map<string, number> }>();

  add(peer: PeerId, what: string): Suspect & { readonly isWorthLogging: boolean } {
    const known = this.#suspects.get(peer);
    const count = (known?.count ?? 0) + 1;
    const kinds = known?.kinds ?? new Map<string, number>();
    const ofKind = (kinds.get(what) ?? 0) + 1;
    kinds.set(what, ofKind);
    this.#suspects.delete(peer);
    const suspect = { peer, count, what };
    this.#suspects.set(peer, { ...suspect, kinds });
    const [oldest] = this.#suspects.keys();
    if (this.#suspects.size > MOST_KEPT && oldest) this.#suspects.delete(oldest);
    // Of each kind the first, the tenth, the hundredth: a flood of lies must not become a flood of lines.
    return { ...suspect, isWorthLogging: /^10*$/.test(String(ofKind)) };
  }

  forget(peer: PeerId): void {
    this.#suspects.delete(peer);
  }

  get worthTelling(): Suspect[] {
    const all = [...this.#suspects.values()].map(({ peer, count, what }) => ({
      peer,
      count,
      what,
    }));
    return all.filter(({ count }) => count >= WORTH_TELLING);
  }
}
