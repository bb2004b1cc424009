import type { JSX } from "preact";
import { LinkButton } from "./components/button.tsx";
import { Sheet } from "./components/sheet.tsx";
import { t } from "./language.ts";

interface DeadEndProperties {
  readonly title: string;
  readonly explanation: string;
}

/** An address that leads nowhere, why, and the way to the lobby. */
export function DeadEnd({ title, explanation }: DeadEndProperties): JSX.Element {
  return (
    <Sheet isNarrow>
      <main class="stack">
        <h1>{title}</h1>
        <p class="soft">{explanation}</p>
        <div class="row">
          <LinkButton href="/" kind="primary">
            {t("common.toLobby")}
          </LinkButton>
        </div>
      </main>
    </Sheet>
  );
}

export function NotFound(): JSX.Element {
  return <DeadEnd title={t("notFound.title")} explanation={t("notFound.explanation")} />;
}

/** A room without its key: the part after # was lost on the way. */
export function WrongLink(): JSX.Element {
  return <DeadEnd title={t("wrongLink.title")} explanation={t("wrongLink.explanation")} />;
}
