import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { LinkButton } from "../components/button.tsx";
import { CopyLine } from "../components/copy-line.tsx";
import { Segments } from "../components/field.tsx";
import { QrCode } from "../components/qr-code.tsx";
import { t } from "../language.ts";
import { type LinkedObject, ObjectChoice } from "./object-choice.tsx";
import { shareOrigin } from "../share-origin.ts";
import {
  type OperatorKey,
  operatorLink,
  type RoomKey,
  roomLink,
  type Station,
} from "../room-link.ts";

interface SharePanelProperties {
  readonly roomKey: RoomKey | OperatorKey;
  readonly onForget: () => void;
}

type Shared = Station | "operator";

/** The links of a room: one for each kind of place that may join it. */
export function SharePanel({ roomKey, onForget }: SharePanelProperties): JSX.Element {
  const station = useSignal<Shared>("guest");
  const object = useSignal<LinkedObject>("");
  const linkAt = (origin: string): string =>
    withObject(linkFor(origin, station.value, roomKey), object.value);
  const link = linkAt(shareOrigin().value);
  const linkHere = linkAt(location.origin);
  const isOperator = station.value === "operator";
  return (
    <section class="panel" aria-label={t("share.title")}>
      <div class="stack-tight">
        <p class="eyebrow share-room">{roomKey.room}</p>
        <h1 class="share-title">{t("share.title")}</h1>
      </div>
      <Segments<Shared>
        label={t("share.station")}
        value={station.value}
        choices={[
          { value: "guest", label: t("share.guest") },
          { value: "booth", label: t("share.booth") },
          { value: "view", label: t("share.view") },
          ...("operatorSecret" in roomKey
            ? [{ value: "operator" as const, label: t("share.operator") }]
            : []),
        ]}
        onChange={(value) => (station.value = value)}
      />
      {!isOperator && (
        <ObjectChoice roomKey={roomKey} onChange={(chosen) => (object.value = chosen)} />
      )}
      <div class="share-body">
        <div class="stack">
          <p class="soft">{explanation(station.value)}</p>
          <CopyLine
            label={t("share.link")}
            text={link}
            hint={isOperator ? t("share.operatorSecret") : t("share.secret")}
          />
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

function linkFor(origin: string, station: Shared, key: RoomKey | OperatorKey): string {
  if (station !== "operator") return roomLink(origin, station, key);
  return "operatorSecret" in key ? operatorLink(origin, key) : "";
}

function withObject(link: string, object: LinkedObject): string {
  if (!object || !URL.canParse(link)) return link;
  const url = new URL(link);
  if (url.pathname.startsWith("/operator/")) return link;
  url.searchParams.set("object", object);
  return url.href;
}

function explanation(station: Shared): string {
  switch (station) {
    case "guest":
      return t("share.guestExplanation");
    case "booth":
      return t("share.boothExplanation");
    case "view":
      return t("share.viewExplanation");
    case "operator":
      return t("share.operatorExplanation");
  }
}
