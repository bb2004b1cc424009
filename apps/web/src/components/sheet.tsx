import type { ComponentChildren, JSX } from "preact";
import { chooseLanguage, isLanguage, language, languages, t } from "../language.ts";

interface SheetProperties {
  readonly isNarrow?: boolean;
  readonly children: ComponentChildren;
}

/** The frame of every page that is read rather than looked through. */
export function Sheet({ isNarrow = false, children }: SheetProperties): JSX.Element {
  return (
    <div class={isNarrow ? "sheet sheet-narrow" : "sheet"}>
      <header class="masthead">
        <a class="wordmark" href="/">
          <Mark />
          Visavis
        </a>
        <LanguageChoice />
      </header>
      {children}
    </div>
  );
}

function LanguageChoice(): JSX.Element {
  return (
    <select
      class="input select-quiet"
      aria-label={t("common.language")}
      value={language.value}
      onChange={({ currentTarget }) => {
        if (isLanguage(currentTarget.value)) chooseLanguage(currentTarget.value);
      }}
    >
      {Object.entries(languages).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 4v24" stroke="var(--text-faint)" stroke-width="1.4" />
      <g fill="var(--accent)">
        <circle cx="9" cy="9.5" r="3" />
        <path d="M4.5 27v-7.5a4.5 4.5 0 0 1 9 0V27z" />
      </g>
      <g fill="var(--text)">
        <circle cx="23" cy="9.5" r="3" />
        <path d="M18.5 27v-7.5a4.5 4.5 0 0 1 9 0V27z" />
      </g>
    </svg>
  );
}
