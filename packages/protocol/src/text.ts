import * as v from "valibot";

// Controls, bidirectional marks, overrides and isolates, zero-width and line separators. Zero-width joiners
// stay: emoji and several scripts need them.
const UNSAFE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Names and places as they may be shown on a stranger's wall: NFC, no control or bidi characters,
 * at most `maxCharacters` user-perceived characters.
 */
export function cleanText(text: string, maxCharacters: number): string {
  // Composed after the cleaning: what was removed may have kept two halves of a letter apart.
  const clean = text.replaceAll(UNSAFE, "").normalize("NFC").trim();
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(clean);
  let out = "";
  let count = 0;
  for (const { segment } of graphemes) {
    if (count++ === maxCharacters) break;
    out += segment;
  }
  return out.trimEnd();
}

const MAX_NAME_CHARACTERS = 64;

/** A name, a place or a title that somebody wrote. */
export const shortTextSchema = v.pipe(
  v.string(),
  v.maxLength(4 * MAX_NAME_CHARACTERS),
  v.transform((text) => cleanText(text, MAX_NAME_CHARACTERS)),
);
