/** 0 of nothing. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Float32Array.from(values).toSorted()[values.length >> 1] ?? 0;
}
