import { type Quantiles, quantiles } from "@visavis/protocol";

/** Null of nothing. */
export function quantilesOf(values: readonly number[]): Quantiles | null {
  const [p50, p95] = quantiles(values, [0.5, 0.95]);
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}

/** The newest values of something that never stops. */
export class RecentValues {
  readonly #values: number[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** In no order. */
  get values(): readonly number[] {
    return this.#values;
  }
}
