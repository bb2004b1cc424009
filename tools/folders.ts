/** Where code lives; the formatter and the linter are given these and nothing else. */
export const FOLDERS = ["apps", "packages", "tests", "benchmarks", "tools"] as const;
