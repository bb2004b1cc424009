import { useSignal, useSignalEffect } from "@preact/signals";
import type { CeremonyState, PeerId } from "@visavis/protocol";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { certificatePath } from "../certificate/certificate-source.ts";
import { secondsText } from "../certificate/certificate-text.ts";
import { Notice } from "../components/notice.tsx";
import { QrCode } from "../components/qr-code.tsx";
import { useNow } from "../components/use-now.ts";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { Meeting } from "../meeting/meeting.ts";
import { shareOrigin } from "../share-origin.ts";
import { type CeremonyLine, lineBetween } from "./ceremony-line.ts";
import type { CeremonyPlaceProperties } from "./ceremony-place.tsx";
import { secondsLeft } from "./countdown.ts";
import { MomentPicture } from "./moment-picture.ts";

const LINE_MS = 5000;

/** What a ceremony says on every glass: what comes, the countdown, who has the torch, how it ended. */
export function CeremonyGlass(properties: CeremonyPlaceProperties): JSX.Element | null {
  const { meeting } = properties;
  const isPictureLate = usePicture(properties);
  const line = useLine(meeting);
  const ceremony = meeting.ceremony.value;
  if (!ceremony || ceremony.objects.length === 0) return null;
  return (
    <>
      <div class="ceremony-line" role="status">
        {line && <p>{lineText(line, meeting)}</p>}
        {!line && ceremony.phase === "idle" && <p>{soonText(ceremony, meeting)}</p>}
        {isPictureLate && <Notice tone="warning">{errorText("picture-failed")}</Notice>}
      </div>
      {ceremony.phase === "countdown" && <Countdown meeting={meeting} ceremony={ceremony} />}
      {ceremony.phase === "done" && <Ending ceremony={ceremony} />}
    </>
  );
}

/** True while the picture of the moment could not be sent. */
function usePicture({ meeting, stage, roomKey }: CeremonyPlaceProperties): boolean {
  const isLate = useSignal(false);
  useEffect(() => {
    const { own } = meeting;
    if (!own || !stage) return undefined;
    const picture = new MomentPicture({ meeting, own, stage, room: roomKey.room });
    const stop = picture.isLate.subscribe((late) => (isLate.value = late));
    return () => {
      stop();
      picture[Symbol.dispose]();
    };
  }, [meeting, stage, roomKey, isLate]);
  return isLate.value;
}

function useLine(meeting: Meeting): CeremonyLine | null {
  const line = useSignal<CeremonyLine | null>(null);
  const before = useRef<CeremonyState | null>(null);
  const timer = useRef(0);
  useSignalEffect(() => {
    const after = meeting.ceremony.value;
    const next = lineBetween(before.current, after);
    before.current = after;
    if (after?.phase === "done") line.value = null;
    if (!next) return;
    line.value = next;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => (line.value = null), LINE_MS);
  });
  return line.value;
}

interface PhaseProperties {
  readonly meeting: Meeting;
  readonly ceremony: CeremonyState;
}

function Countdown({ meeting, ceremony }: PhaseProperties): JSX.Element {
  const nowMs = useNow(100).value;
  const seconds = secondsLeft(ceremony, meeting.serverClock.at(nowMs));
  return (
    <div class="ceremony-countdown">
      {ceremony.title && <p class="ceremony-title">{ceremony.title}</p>}
      <p class="ceremony-number figures" role="timer" key={seconds}>
        {seconds}
      </p>
      <div class="ceremony-soon">
        <p>{startText(ceremony, meeting)}</p>
        {ceremony.wantsPicture && <p class="ceremony-note">{t("ceremony.pictureComes")}</p>}
      </div>
    </div>
  );
}

/** Low on the glass, so that faces stay free. */
function Ending({ ceremony }: { readonly ceremony: CeremonyState }): JSX.Element {
  const { certificate, kissS, passes, title } = ceremony;
  const path = certificate && certificatePath(certificate);
  return (
    <aside class="ceremony-end" aria-label={t("ceremony.over")}>
      <div class="stack-tight">
        <p class="ceremony-end-title">{title || t("ceremony.over")}</p>
        <p class="soft">{t("ceremony.passes", { passes })}</p>
        {kissS !== null && (
          <p class="soft">{t("ceremony.kissed", { seconds: secondsText(kissS) })}</p>
        )}
        {path && (
          <a href={path} target="_blank" rel="noopener">
            {t("ceremony.certificate")}
          </a>
        )}
      </div>
      {path && <QrCode text={shareOrigin().value + path} label={t("ceremony.qr")} />}
    </aside>
  );
}

function lineText(line: CeremonyLine, meeting: Meeting): string {
  switch (line.line) {
    case "holder":
      return line.holder === meeting.transport.self
        ? t("ceremony.ownTorch")
        : t("ceremony.torchWith", { who: nameOf(line.holder, meeting) });
    case "pictured":
      return t("ceremony.pictured");
  }
}

function soonText(ceremony: CeremonyState, meeting: Meeting): string {
  const start = startText(ceremony, meeting);
  return ceremony.title ? `${ceremony.title} · ${start}` : start;
}

function startText({ order }: CeremonyState, meeting: Meeting): string {
  const [first] = order;
  if (!first) return t("ceremony.soon");
  return first === meeting.transport.self
    ? t("ceremony.ownStart")
    : t("ceremony.starts", { who: nameOf(first, meeting) });
}

function nameOf(peer: PeerId, meeting: Meeting): string {
  const remote = meeting.remotes.value.find((one) => one.peer.value.peer === peer);
  const site = remote?.peer.value.site;
  return site?.name || site?.place || t("status.otherSide");
}
