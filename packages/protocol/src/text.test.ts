import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText } from "./text.ts";

const anyText = fc.string({ unit: "binary" });
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

test("names keep their letters, whatever the script", () => {
  for (const name of ["Åsa", "王小明", "Zoë Müller", "नमस्ते", "👩‍👩‍👧 family"]) {
    expect(cleanText(name, 64)).toBe(name.normalize("NFC"));
  }
});

test("what turns or hides the text of others is taken out", () => {
  expect(cleanText("A\u202Enn\u0000\u2066 B\u200Bob\u061C", 64)).toBe("Ann Bob");
});

test("cleaning is bounded, harmless to clean text, and leaves nothing unsafe", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const clean = cleanText(text, limit);
      expect([...segmenter.segment(clean)].length).toBeLessThanOrEqual(limit);
      expect(clean).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(cleanText(clean, limit)).toBe(clean);
    }),
  );
});
