/** One figure. `target` is what it was meant to be, in words; `isMet` whether it is, in this run. */
export interface BenchmarkRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
  readonly isMet?: boolean;
}

export interface BenchmarkResult {
  readonly rows: readonly BenchmarkRow[];
  /** Whatever else belongs in the stored result: conditions, raw series, notes. */
  readonly details?: unknown;
}

/** `benchmarks/NAME.bench.ts` exports one of these as `benchmark`; `npm run bench -- NAME args…` runs it. */
export type Benchmark = (args: readonly string[]) => Promise<BenchmarkResult>;
