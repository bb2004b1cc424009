import type { RoomId } from "@visavis/protocol";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { CopyLine } from "../components/copy-line.tsx";
import { Notice } from "../components/notice.tsx";
import { ParameterNotice } from "../components/parameter-notice.tsx";
import { Sheet } from "../components/sheet.tsx";
import { DeadEnd } from "../dead-end.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import { connectOperator } from "../meeting/connect.ts";
import type { Parameters } from "../parameters.ts";
import { type OperatorKey, operatorSecretOf, roomLink, secretOf } from "../room-link.ts";
import { shareOrigin } from "../share-origin.ts";
import { Desk } from "./desk.ts";
import { OperatorRoom } from "./operator-room.ts";
import { PeoplePanel } from "./people-panel.tsx";
import { RecordPanel } from "./record-panel.tsx";
import { ShowPanel } from "./show-panel.tsx";

interface OperatorProperties {
  readonly room: RoomId;
  readonly parameters: Parameters;
}

/** Whoever runs an event: the run of show, who is here and how they are, the record. */
export function Operator({ room, parameters }: OperatorProperties): JSX.Element {
  const secret = secretOf(location.hash);
  const operatorSecret = operatorSecretOf(location.hash);
  if (!secret || !operatorSecret) {
    return <DeadEnd title={t("wrongLink.title")} explanation={t("operator:wrongLink")} />;
  }
  return <OperatorPage roomKey={{ room, secret, operatorSecret }} parameters={parameters} />;
}

interface PageProperties {
  readonly roomKey: OperatorKey;
  readonly parameters: Parameters;
}

function OperatorPage({ roomKey, parameters }: PageProperties): JSX.Element {
  const desk = useMemo(() => new Desk(new OperatorRoom(connectOperator(roomKey))), [roomKey]);
  useEffect(() => {
    const { room } = desk;
    document.title = t("operator:documentTitle", { room: roomKey.room });
    room.open();
    return () => room[Symbol.dispose]();
  }, [desk, roomKey]);
  return (
    <Sheet>
      <main class="operator">
        <div class="stack-tight operator-head">
          <p class="eyebrow share-room">{roomKey.room}</p>
          <h1 class="share-title">{t("operator:title")}</h1>
        </div>
        <ParameterNotice problems={parameters.problems} />
        <Connection desk={desk} />
        <ShowPanel desk={desk} />
        <PeoplePanel desk={desk} />
        <RecordPanel desk={desk} roomKey={roomKey} />
        <Links roomKey={roomKey} />
        <Word desk={desk} />
      </main>
    </Sheet>
  );
}

function Connection({ desk }: { readonly desk: Desk }): JSX.Element | null {
  const connection = desk.room.connection.value;
  switch (connection?.state) {
    case "refused":
      return <Notice tone="danger">{errorText(connection.code ?? "connection-lost")}</Notice>;
    case "waiting":
      return <Notice tone="warning">{errorText(connection.code ?? "connection-lost")}</Notice>;
    default:
      return null;
  }
}

/** What became of the last thing that was done; stays in view wherever the page is scrolled to. */
function Word({ desk }: { readonly desk: Desk }): JSX.Element {
  const word = desk.word.value;
  return (
    <div class="operator-word" role="status">
      {word && <p class={`notice notice-${word.tone}`}>{word.text}</p>}
    </div>
  );
}

function Links({ roomKey }: { readonly roomKey: OperatorKey }): JSX.Element {
  const origin = shareOrigin().value;
  return (
    <details class="panel operator-links">
      <summary>{t("operator:links")}</summary>
      <CopyLine label={t("share.guest")} text={roomLink(origin, "guest", roomKey)} />
      <CopyLine label={t("share.booth")} text={roomLink(origin, "booth", roomKey)} />
      <CopyLine label={t("share.view")} text={roomLink(origin, "view", roomKey)} />
    </details>
  );
}
