import type { UniformValue } from "./gl-program.ts";

/** A uniform's components; none of one that is not there. */
export function numbersOf(value: UniformValue | undefined): readonly number[] {
  return typeof value === "number" ? [value] : (value ?? []);
}
