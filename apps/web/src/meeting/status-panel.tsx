import type { JSX } from "preact";
import { Button, LinkButton } from "../components/button.tsx";
import { QrCode } from "../components/qr-code.tsx";
import { t } from "../language.ts";
import { type RoomKey, roomLink } from "../room-link.ts";
import { shareOrigin } from "../share-origin.ts";
import type { Meeting } from "./meeting.ts";
import { statusText } from "./status-text.ts";

interface StatusPanelProperties {
  readonly meeting: Meeting;
  readonly roomKey: RoomKey;
  /** A booth is left alone: it gets no buttons. */
  readonly isAttended: boolean;
}

/** The sentence on an empty glass, with the way in for the other side while there is none. */
export function StatusPanel(properties: StatusPanelProperties): JSX.Element | null {
  const { meeting, roomKey, isAttended } = properties;
  const { status } = meeting;
  const text = statusText(status, nameOf(meeting));
  if (!text) {
    return (
      <div class="visually-hidden" role="status">
        <h1>{t("status.live", { who: nameOf(meeting) })}</h1>
      </div>
    );
  }
  const isAlone = status.status === "waiting" || status.status === "left";
  const isOver = status.status === "ended" || status.status === "refused";
  return (
    <div class="status" role="status">
      <div class="status-card">
        {!isOver && !isAlone && <span class="status-pulse" aria-hidden="true" />}
        <h1 class="status-title">{text.title}</h1>
        {text.detail && <p class="soft">{text.detail}</p>}
        {isAlone && <Invitation roomKey={roomKey} />}
        {isOver && isAttended && (
          <div class="row status-actions">
            <Button kind="primary" onPress={() => location.reload()}>
              {t("status.again")}
            </Button>
            <LinkButton href="/">{t("common.toLobby")}</LinkButton>
          </div>
        )}
      </div>
    </div>
  );
}

function Invitation({ roomKey }: { readonly roomKey: RoomKey }): JSX.Element {
  const link = roomLink(shareOrigin().value, "guest", roomKey);
  return (
    <div class="invitation">
      <QrCode text={link} label={t("share.qr")} />
      <p class="small faint invitation-link">{link.replace(/^https?:\/\//, "")}</p>
    </div>
  );
}

function nameOf(meeting: Meeting): string {
  const [remote] = meeting.remotes.value;
  const site = remote?.peer.value.site;
  const name = [site?.name, site?.place].filter(Boolean).join(", ");
  return name || t("status.otherSide");
}
