import type { JSX } from "preact";
import { LinkButton } from "./components/button.tsx";
import { Sheet } from "./components/sheet.tsx";
import { t } from "./language.ts";

export function NotFound(): JSX.Element {
  return (
    <Sheet isNarrow>
      <main class="stack">
        <h1>{t("notFound.title")}</h1>
        <p class="soft">{t("notFound.explanation")}</p>
        <div class="row">
          <LinkButton href="/" kind="primary">
            {t("common.toLobby")}
          </LinkButton>
        </div>
      </main>
    </Sheet>
  );
}
