import { useSignal } from "@preact/signals";
import type { Certificate } from "@visavis/protocol";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Sheet } from "../components/sheet.tsx";
import { DeadEnd } from "../dead-end.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import { CertificateActions } from "./certificate-actions.tsx";
import { fetchCertificate } from "./certificate-source.ts";
import { dateTimeText, partyText, secondsText } from "./certificate-text.ts";
import { Way } from "./way.tsx";

type Found =
  | { readonly state: "asking" | "missing" | "unreachable" }
  | { readonly state: "found"; readonly certificate: Certificate };

/** What a ceremony leaves behind, for whoever has its address; on the screen and on one sheet of paper. */
export function CertificatePage({ certificate }: { readonly certificate: string }): JSX.Element {
  const found = useSignal<Found>({ state: "asking" });
  const read = async (): Promise<void> => {
    found.value = { state: "asking" };
    found.value = await find(certificate);
  };
  useEffect(() => void read(), [certificate]);
  switch (found.value.state) {
    case "asking":
      return <Asking />;
    case "missing":
      return (
        <DeadEnd
          title={t("certificate:missing.title")}
          explanation={t("certificate:missing.explanation")}
        />
      );
    case "unreachable":
      return <Unreachable onRetry={() => void read()} />;
    case "found":
      return <Shown certificate={found.value.certificate} />;
  }
}

async function find(id: string): Promise<Found> {
  try {
    const certificate = await fetchCertificate(id);
    return certificate ? { state: "found", certificate } : { state: "missing" };
  } catch {
    return { state: "unreachable" };
  }
}

function Asking(): JSX.Element {
  return (
    <Sheet isNarrow>
      <main class="stack" aria-busy="true">
        <h1 class="visually-hidden">{t("certificate:title")}</h1>
      </main>
    </Sheet>
  );
}

function Unreachable({ onRetry }: { readonly onRetry: () => void }): JSX.Element {
  return (
    <Sheet isNarrow>
      <main class="stack">
        <h1>{t("certificate:title")}</h1>
        <p class="soft">{errorText("connection-lost")}</p>
        <div class="row">
          <Button kind="primary" onPress={onRetry}>
            {t("certificate:again")}
          </Button>
        </div>
      </main>
    </Sheet>
  );
}

function Shown({ certificate }: { readonly certificate: Certificate }): JSX.Element {
  const title = titleOf(certificate);
  useEffect(() => {
    document.title = `${title} · Visavis`;
  }, [title]);
  return (
    <Sheet>
      <main class="certificate">
        <article class="certificate-card">
          <header class="certificate-head">
            <p class="eyebrow">{t("certificate:title")}</p>
            <h1>{title}</h1>
            <Way places={certificate.places} distanceKm={certificate.distanceKm} />
          </header>
          {certificate.picture && (
            <img
              class="certificate-picture"
              src={certificate.picture}
              alt={pictureText(certificate)}
            />
          )}
          <Facts certificate={certificate} />
        </article>
        <CertificateActions certificate={certificate} title={title} />
      </main>
    </Sheet>
  );
}

function Facts({ certificate }: { readonly certificate: Certificate }): JSX.Element {
  const { startedAt, endedAt, passes, kisses } = certificate;
  const kiss = kisses.at(-1);
  return (
    <dl class="certificate-facts figures">
      <Fact name={t("certificate:when")} value={dateTimeText(startedAt)} />
      <Fact name={t("certificate:who")} value={people(certificate)} />
      {(passes.length > 0 || !kiss) && (
        <Fact name={t("certificate:passes")} value={String(passes.length)} />
      )}
      {kiss && (
        <Fact
          name={t("certificate:kiss")}
          value={t("certificate:seconds", { seconds: secondsText(kiss.lengthS) })}
        />
      )}
      {endedAt === null && <Fact name={t("certificate:state")} value={t("certificate:stillOn")} />}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function titleOf({ title, passes, kisses }: Certificate): string {
  if (title) return title;
  const isKiss = passes.length === 0 && kisses.length > 0;
  return isKiss ? t("certificate:untitledKiss") : t("certificate:untitled");
}

function people({ places }: Certificate): string {
  return [...new Set(places.map(partyText))].join(" · ");
}

function pictureText(certificate: Certificate): string {
  return t("certificate:pictureOf", { who: people(certificate) });
}
