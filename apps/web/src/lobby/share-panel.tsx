import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { LinkButton } from "../components/button.tsx";
import { CopyLine } from "../components/copy-line.tsx";
import { Segments } from "../components/field.tsx";
import { QrCode } from "../components/qr-code.tsx";
import { t } from "../language.ts";
import { shareOrigin } from "../share-origin.ts";
import { type RoomKey, roomLink, type Station } from "../room-link.ts";

interface SharePanelProperties {
  readonly roomKey: RoomKey;
  readonly onForget: () => void;
}

/** The links of a room: one for each kind of place that may join it. */
export function SharePanel({ roomKey, onForget }: SharePanelProperties): JSX.Element {
  const station = useSignal<Station>("guest");
  const link = roomLink(shareOrigin().value, station.value, roomKey);
  const linkHere = roomLink(location.origin, station.value, roomKey);
  return (
    <section class="panel" aria-label={t("share.title")}>
      <div class="stack-tight">
        <p class="eyebrow share-room">{roomKey.room}</p>
        <h1 class="share-title">{t("share.title")}</h1>
      </div>
      <Segments<Station>
        label={t("share.station")}
        value={station.value}
        choices={[
          { value: "guest", label: t("share.guest") },
          { value: "booth", label: t("share.booth") },
          { value: "view", label: t("share.view") },
        ]}
        onChange={(value) => (station.value = value)}
      />
      <div class="share-body">
        <div class="stack">
          <p class="soft">{explanation(station.value)}</p>
          <CopyLine label={t("share.link")} text={link} hint={t("share.secret")} />
        </div>
        <QrCode text={link} label={t("share.qr")} />
      </div>
      <div class="row">
        <LinkButton href={linkHere} kind="primary" icon="door">
          {t("share.enter")}
        </LinkButton>
        <LinkButton href={linkHere} kind="quiet" opensNewTab>
          {t("share.enterNewTab")}
        </LinkButton>
        <button class="text-button" type="button" onClick={onForget}>
          {t("share.another")}
        </button>
      </div>
    </section>
  );
}

function explanation(station: Station): string {
  switch (station) {
    case "guest":
      return t("share.guestExplanation");
    case "booth":
      return t("share.boothExplanation");
    case "view":
      return t("share.viewExplanation");
  }
}
