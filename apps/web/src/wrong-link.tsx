import type { JSX } from "preact";
import { LinkButton } from "./components/button.tsx";
import { Sheet } from "./components/sheet.tsx";
import { t } from "./language.ts";

/** A room without its key: the part after # was lost on the way. */
export function WrongLink(): JSX.Element {
  return (
    <Sheet isNarrow>
      <main class="stack">
        <h1>{t("wrongLink.title")}</h1>
        <p class="soft">{t("wrongLink.explanation")}</p>
        <div class="row">
          <LinkButton href="/" kind="primary">
            {t("common.toLobby")}
          </LinkButton>
        </div>
      </main>
    </Sheet>
  );
}
