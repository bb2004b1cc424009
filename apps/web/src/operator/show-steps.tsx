import { useSignal } from "@preact/signals";
import type { CeremonyState } from "@visavis/protocol";
import type { JSX } from "preact";
import { secondsLeft } from "../ceremony/countdown.ts";
import { certificatePath } from "../certificate/certificate-source.ts";
import { secondsText } from "../certificate/certificate-text.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CopyLine } from "../components/copy-line.tsx";
import { Segments } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { QrCode } from "../components/qr-code.tsx";
import { useNow } from "../components/use-now.ts";
import { t } from "../language.ts";
import { shareOrigin } from "../share-origin.ts";
import type { Desk } from "./desk.ts";
import { missingFrom } from "./show-plan.ts";
import { nameOf } from "./site-name.ts";

interface StepProperties {
  readonly desk: Desk;
  readonly ceremony: CeremonyState;
}

const COUNTDOWNS = ["3", "5", "10", "30"] as const;

export function PreparedStep(
  properties: StepProperties & { readonly onChange: () => void },
): JSX.Element {
  const { desk, ceremony, onChange } = properties;
  const seconds = useSignal<(typeof COUNTDOWNS)[number]>("5");
  const isBusy = desk.isBusy.value;
  const start = { type: "start", inMs: Number(seconds.value) * 1000 } as const;
  return (
    <div class="stack">
      <Summary desk={desk} ceremony={ceremony} />
      <div class="stack-tight">
        <h3>{t("operator:prepared.countdown")}</h3>
        <Segments<(typeof COUNTDOWNS)[number]>
          label={t("operator:prepared.countdown")}
          value={seconds.value}
          choices={COUNTDOWNS.map((value) => ({
            value,
            label: t("operator:prepared.seconds", { seconds: value }),
          }))}
          onChange={(value) => (seconds.value = value)}
        />
      </div>
      <div class="row">
        <Button
          kind="primary"
          isDisabled={isBusy}
          onPress={() => void desk.do(start, t("operator:done.started"))}
        >
          {t("operator:prepared.start")}
        </Button>
        <Button kind="quiet" isDisabled={isBusy} onPress={onChange}>
          {t("operator:prepared.change")}
        </Button>
        <Button
          kind="quiet"
          isDisabled={isBusy}
          onPress={() => void desk.do({ type: "clear" }, t("operator:done.putAway"))}
        >
          {t("operator:prepared.putAway")}
        </Button>
      </div>
    </div>
  );
}

function Summary({ desk, ceremony }: StepProperties): JSX.Element {
  const peers = desk.room.peers.value;
  const [first, ...others] = ceremony.order.map((peer) => nameOf(peer, peers));
  const missing = missingFrom(ceremony, peers);
  return (
    <div class="stack-tight">
      {ceremony.title && <p class="show-name">{ceremony.title}</p>}
      <p>
        {ceremony.objects.length > 1
          ? t("operator:prepared.two", { first, second: others[0] })
          : t("operator:prepared.one", { first })}
      </p>
      {others.length > 0 && (
        <p class="soft">{t("operator:prepared.receives", { names: others.join(" → ") })}</p>
      )}
      {missing > 0 && <Notice tone="warning">{t("operator:prepared.missing")}</Notice>}
    </div>
  );
}

export function CountdownStep({ desk, ceremony }: StepProperties): JSX.Element {
  const nowMs = useNow(100).value;
  const seconds = secondsLeft(ceremony, desk.room.serverClock.at(nowMs));
  return (
    <div class="stack">
      <p class="show-countdown figures" role="timer">
        {seconds ?? "–"}
      </p>
      <div class="row">
        <Button
          kind="danger"
          isDisabled={desk.isBusy.value}
          onPress={() => void desk.do({ type: "call-off" }, t("operator:done.calledOff"))}
        >
          {t("operator:countdown.callOff")}
        </Button>
      </div>
    </div>
  );
}

export function DoneStep({ desk, ceremony }: StepProperties): JSX.Element {
  const { certificate, kissS, passes } = ceremony;
  const path = certificate && certificatePath(certificate);
  return (
    <div class="stack">
      <p class="show-name">{t("operator:over.title")}</p>
      <p class="soft">{t("operator:over.passes", { passes })}</p>
      {kissS !== null && (
        <p class="soft">{t("operator:over.kiss", { seconds: secondsText(kissS) })}</p>
      )}
      {path && (
        <div class="share-body">
          <div class="stack">
            <CopyLine
              label={t("operator:over.certificate")}
              text={shareOrigin().value + path}
              hint={t("operator:over.certificateHint")}
            />
          </div>
          <QrCode text={shareOrigin().value + path} label={t("operator:over.qr")} />
        </div>
      )}
      <div class="row">
        {path && (
          <LinkButton href={path} kind="primary" opensNewTab>
            {t("operator:over.open")}
          </LinkButton>
        )}
        <Button
          kind="quiet"
          isDisabled={desk.isBusy.value}
          onPress={() => void desk.do({ type: "clear" }, t("operator:done.cleared"))}
        >
          {t("operator:over.next")}
        </Button>
      </div>
    </div>
  );
}
