/** Means of named figures since the last `take`. */
export class Means<Name extends string> {
  readonly #sums = new Map<Name, { sum: number; count: number }>();

  add(name: Name, value: number): void {
    const now = this.#sums.get(name) ?? { sum: 0, count: 0 };
    this.#sums.set(name, { sum: now.sum + value, count: now.count + 1 });
  }

  count(name: Name): number {
    return this.#sums.get(name)?.count ?? 0;
  }

  /** 0 for a figure that did not occur. */
  mean(name: Name): number {
    const now = this.#sums.get(name);
    return now ? now.sum / now.count : 0;
  }

  clear(): void {
    this.#sums.clear();
  }
}
