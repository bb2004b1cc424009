import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const folder = path.join(import.meta.dirname, "locales");
const languages = ["zh", "fr"];
const namespaces = globSync("*.json", { cwd: path.join(folder, "en") });

/** Every text of a file by its whole key. */
function textsOf(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>();
  const collect = (value: unknown, key: string): void => {
    if (typeof value === "string") texts.set(key, value);
    else for (const [name, inner] of Object.entries(value ?? {})) collect(inner, `${key}.${name}`);
  };
  collect(JSON.parse(readFileSync(path.join(folder, language, file), "utf8")), file);
  return texts;
}

function placeholdersOf(text: string | undefined): string[] {
  return [...(text ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? "").toSorted();
}

test.each(namespaces)("%s: every language has every text, and none is empty", (file) => {
  const english = textsOf("en", file);
  for (const language of languages) {
    const texts = textsOf(language, file);
    expect([...texts.keys()].toSorted(), language).toEqual([...english.keys()].toSorted());
    expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([]);
  }
});

test.each(namespaces)("%s: every language fills in the same values", (file) => {
  const english = textsOf("en", file);
  for (const language of languages) {
    for (const [key, text] of textsOf(language, file)) {
      expect(placeholdersOf(text), `${language} ${key}`).toEqual(placeholdersOf(english.get(key)));
    }
  }
});

test("every text that the pages ask for exists, and no text is left over", () => {
  const asked = new Set<string>();
  for (const file of globSync("**/*.{ts,tsx}", { cwd: import.meta.dirname })) {
    if (file.includes(".test.")) continue;
    const code = readFileSync(path.join(import.meta.dirname, file), "utf8");
    for (const [, key] of code.matchAll(/\bt\(\s*"([^"]+)"/g)) asked.add(key ?? "");
  }
  const known = namespaces.flatMap((file) => {
    const prefix = file === "page.json" ? "" : `${path.basename(file, ".json")}:`;
    return [...textsOf("en", file).keys()].map((key) => prefix + key.slice(file.length + 1));
  });
  expect([...asked].filter((key) => !known.includes(key))).toEqual([]);
  const plural = /_(zero|one|two|few|many|other)$/;
  expect(known.filter((key) => !asked.has(key) && !asked.has(key.replace(plural, "")))).toEqual([]);
});
