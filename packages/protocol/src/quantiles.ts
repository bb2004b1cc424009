/**
 * For each share the value at place `floor(share * n)` of the n sorted ones, counted from 0; past the
 * end the last one. Always one of the values, never between two; empty for nothing.
 */
export function quantiles(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const last = sorted.length - 1;
  return shares.flatMap((share) => sorted[Math.min(last, Math.floor(share * sorted.length))] ?? []);
}

/** Of an even number of values the upper of the two in the middle; null for nothing. */
export function median(values: readonly number[]): number | null {
  return quantiles(values, [0.5])[0] ?? null;
}
