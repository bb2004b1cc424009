import { useSignal } from "@preact/signals";
import type { Certificate } from "@visavis/protocol";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { t } from "../language.ts";

interface ActionsProperties {
  readonly certificate: Certificate;
  readonly title: string;
}

const COPIED_MS = 2500;

/** Everything one can do with a certificate; not on paper. */
export function CertificateActions({ certificate, title }: ActionsProperties): JSX.Element {
  const { picture, startedAt } = certificate;
  const copied = useSignal<"copied" | "no" | "refused">("no");
  const url = location.origin + location.pathname;
  const copy = async (): Promise<void> => {
    copied.value = await navigator.clipboard.writeText(url).then(
      () => "copied" as const,
      () => "refused" as const,
    );
    setTimeout(() => (copied.value = "no"), COPIED_MS);
  };
  return (
    <nav class="certificate-actions" aria-label={t("certificate:actions")}>
      <div class="row">
        {"share" in navigator && (
          <Button kind="primary" onPress={() => void share({ title, url })}>
            {t("certificate:share")}
          </Button>
        )}
        <Button icon="copy" onPress={() => void copy()}>
          <span aria-live="polite">
            {copied.value === "copied" ? t("share.copied") : t("certificate:copy")}
          </span>
        </Button>
        <Button kind="quiet" onPress={() => print()}>
          {t("certificate:print")}
        </Button>
        {picture && (
          <a class="button button-quiet" href={picture} download={fileName(startedAt)}>
            {t("certificate:download")}
          </a>
        )}
      </div>
      {copied.value === "refused" && <p class="small soft">{url}</p>}
      <p class="small faint">{t("certificate:address")}</p>
    </nav>
  );
}

async function share(what: ShareData): Promise<void> {
  // Closing the sheet without sharing is no failure.
  await navigator.share(what).catch(() => undefined);
}

/** The browser adds the ending that the picture's type has. */
function fileName(startedAt: string): string {
  return `visavis-${startedAt.slice(0, 10)}`;
}
