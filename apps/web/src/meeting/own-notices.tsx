import type { JSX } from "preact";
import { Notice } from "../components/notice.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { Meeting } from "./meeting.ts";
import type { OwnSite } from "./own-site.ts";

interface OwnNoticesProperties {
  readonly meeting: Meeting;
  readonly own: OwnSite;
}

/** What is wrong on this side while the other one may be seen well. */
export function OwnNotices({ meeting, own }: OwnNoticesProperties): JSX.Element | null {
  const { status } = meeting.status;
  if (status === "ended" || status === "refused") return null;
  const sentences = ownProblems(meeting, own);
  if (sentences.length === 0) return null;
  return (
    <div class="own-notices">
      {sentences.map((sentence) => (
        <Notice key={sentence} tone="warning">
          {sentence}
        </Notice>
      ))}
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
