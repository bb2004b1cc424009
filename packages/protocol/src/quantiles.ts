/** By nearest rank: for each share the value that it does not exceed; empty for nothing. */
export function quantiles(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const last = sorted.length - 1;
  return shares.flatMap((share) => sorted[Math.min(last, Math.floor(share * sorted.length))] ?? []);
}

/** Null for nothing. */
export function median(values: readonly number[]): number | null {
  return quantiles(values, [0.5])[0] ?? null;
}
