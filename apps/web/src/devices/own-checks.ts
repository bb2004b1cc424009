import type { Check } from "../components/notice.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";

const LEAST_FPS = 12;

/** How this place is doing, one plain sentence a subject; follows the signals it reads. */
export function ownChecks(own: OwnSite): readonly Check[] {
  return [cameraCheck(own), cutOutCheck(own), microphoneCheck(own)].filter(
    (check) => check !== null,
  );
}

function cameraCheck({ camera }: OwnSite): Check {
  const state = camera.state.value;
  if (state.state === "failed")
    return { id: "camera", tone: "danger", text: errorText(state.code) };
  const picture = camera.report.value?.camera;
  if (!picture || picture.widthPx === 0) {
    return { id: "camera", tone: "plain", text: t("check.cameraOpening") };
  }
  const { widthPx, heightPx, fps } = picture;
  const isSlow = fps < LEAST_FPS;
  const values = { widthPx, heightPx, fps: Math.round(fps) };
  const text = isSlow ? t("check.cameraSlow", values) : t("check.camera", values);
  return { id: "camera", tone: isSlow ? "warning" : "good", text };
}

/** Whether somebody is seen and cut out; null where the camera is shown uncut. */
export function cutOutCheck({ camera }: OwnSite): Check | null {
  const fault = camera.captureFault.value;
  if (fault === "browser-unsupported") {
    return { id: "cut-out", tone: "warning", text: t("check.cannotCutOut") };
  }
  if (fault) return { id: "cut-out", tone: "danger", text: errorText(fault) };
  if (!camera.capture.value) return null;
  const isSeen = camera.isPersonSeen.value;
  const text = isSeen ? t("check.personSeen") : t("check.nobodySeen");
  return { id: "cut-out", tone: isSeen ? "good" : "plain", text };
}

function microphoneCheck({ microphone }: OwnSite): Check {
  const state = microphone.state.value;
  if (state.state === "failed") {
    return { id: "microphone", tone: "danger", text: errorText(state.code) };
  }
  const isOn = state.state === "on";
  const text = isOn ? t("check.microphone") : t("check.microphoneOpening");
  return { id: "microphone", tone: isOn ? "good" : "plain", text };
}
