import { signal } from "@preact/signals";
import { createInstance, type TOptions } from "i18next";
import { remembered, remember } from "./memory.ts";

export const languages = { en: "English", zh: "中文", fr: "Français" } as const;
export type Language = keyof typeof languages;

/** Reading it in a component makes the component follow a change of language. */
export const language = signal<Language>("en");

const texts = createInstance();
type Texts = { default: Record<string, unknown> };
const loadedNamespaces = new Set<string>();
const files = import.meta.glob<Texts>("./locales/*/*.json");

export function isLanguage(value: string): value is Language {
  return Object.hasOwn(languages, value);
}

/** What this person most likely reads: asked for in the link, chosen before, or the browser's. */
export function preferredLanguage(asked: string | null): Language {
  const wishes = [asked, remembered("language"), ...navigator.languages];
  for (const wish of wishes) {
    const short = wish?.toLowerCase().split("-")[0] ?? "";
    if (isLanguage(short)) return short;
  }
  return "en";
}

/** Loads the texts of one language; a page that needs another namespace names it. */
export async function setLanguage(
  next: Language,
  namespaces: readonly string[] = [],
): Promise<void> {
  if (!texts.isInitialized) {
    await texts.init({
      lng: next,
      fallbackLng: false,
      defaultNS: "page",
      ns: ["page"],
      resources: {},
      interpolation: { escapeValue: false },
    });
  }
  const wanted = new Set([...loadedNamespaces, "page", ...namespaces]);
  await Promise.all([...wanted].map(async (namespace) => load(next, namespace)));
  await texts.changeLanguage(next);
  document.documentElement.lang = next;
  language.value = next;
}

export function chooseLanguage(next: Language): void {
  remember("language", next);
  void setLanguage(next);
}

async function load(lng: Language, namespace: string): Promise<void> {
  loadedNamespaces.add(namespace);
  if (texts.hasResourceBundle(lng, namespace)) return;
  const file = files[`./locales/${lng}/${namespace}.json`];
  if (file) texts.addResourceBundle(lng, namespace, (await file()).default);
}

/** A text in the current language. */
export function t(key: string, values: TOptions = {}): string {
  return texts.t(key, { lng: language.value, ...values });
}
