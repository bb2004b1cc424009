import type { ComponentChildren, JSX } from "preact";
import { Notice } from "../components/notice.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { Meeting } from "./meeting.ts";
import type { OwnSite } from "./own-site.ts";

interface OwnNoticesProperties {
  readonly meeting: Meeting;
  readonly own: OwnSite;
  /** More to be told at the same place. */
  readonly children?: ComponentChildren;
}

/** What is wrong on this side while the other one may be seen well. */
export function OwnNotices({ meeting, own, children }: OwnNoticesProperties): JSX.Element | null {
  const { status } = meeting.status;
  if (status === "ended" || status === "refused") return null;
  return (
    <div class="own-notices">
      {ownProblems(meeting, own).map((sentence) => (
        <Notice key={sentence} tone="warning">
          {sentence}
        </Notice>
      ))}
      {children}
    </div>
  );
}

function ownProblems(meeting: Meeting, { camera, microphone }: OwnSite): readonly string[] {
  const cameraState = camera.state.value;
  const fault = camera.captureFault.value;
  const microphoneState = microphone.state.value;
  const isBlocked = meeting.remotes.value.some(({ isVoiceBlocked }) => isVoiceBlocked.value);
  return [
    isBlocked ? t("notice.soundBlocked") : null,
    cameraState.state === "failed" ? errorText(cameraState.code) : null,
    fault === "browser-unsupported" ? t("check.cannotCutOut") : fault && errorText(fault),
    microphoneState.state === "failed" ? errorText(microphoneState.code) : null,
  ].filter((sentence) => sentence !== null);
}
