/** A number that somebody typed, or why it is none. */
export type NumberEntry =
  | { readonly value: number }
  | { readonly problem: "empty" | "not-a-number" | "out-of-range" };

export interface EntryRange {
  readonly least: number;
  readonly most: number;
}

/** Takes a comma for a point, as half of Europe writes it. */
export function parseNumberEntry(text: string, { least, most }: EntryRange): NumberEntry {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  if (plain === "") return { problem: "empty" };
  if (!/^-?\d*\.?\d+$|^-?\d+\.$/.test(plain)) return { problem: "not-a-number" };
  const value = Number(plain);
  return value >= least && value <= most ? { value } : { problem: "out-of-range" };
}

export function valueOf(entry: NumberEntry): number | null {
  return "value" in entry ? entry.value : null;
}

/** A standing person, in centimetres. */
export const PERSON_RANGE: EntryRange = { least: 50, most: 250 };
