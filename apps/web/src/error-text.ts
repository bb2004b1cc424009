import type { ErrorCode } from "@visavis/protocol";
import { t } from "./language.ts";

// Written out, so that the check for missing texts sees every key and the compiler every code.
const texts: Record<ErrorCode, () => string> = {
  "browser-unsupported": () => t("error.browserUnsupported"),
  "calibration-invalid": () => t("error.calibrationInvalid"),
  "camera-busy": () => t("error.cameraBusy"),
  "camera-denied": () => t("error.cameraDenied"),
  "camera-lost": () => t("error.cameraLost"),
  "camera-missing": () => t("error.cameraMissing"),
  "connection-lost": () => t("error.connectionLost"),
  "link-wrong": () => t("error.linkWrong"),
  "matte-failed": () => t("error.matteFailed"),
  "message-invalid": () => t("error.messageInvalid"),
  "message-too-large": () => t("error.messageTooLarge"),
  "microphone-busy": () => t("error.microphoneBusy"),
  "microphone-denied": () => t("error.microphoneDenied"),
  "microphone-missing": () => t("error.microphoneMissing"),
  "model-invalid": () => t("error.modelInvalid"),
  "peer-unreachable": () => t("error.peerUnreachable"),
  "picture-failed": () => t("error.pictureFailed"),
  "plate-failed": () => t("error.plateFailed"),
  "plate-moving": () => t("error.plateMoving"),
  "plate-not-empty": () => t("error.plateNotEmpty"),
  "rate-limited": () => t("error.rateLimited"),
  removed: () => t("error.removed"),
  replaced: () => t("error.replaced"),
  "room-full": () => t("error.roomFull"),
  "ticket-invalid": () => t("error.ticketInvalid"),
  "tracking-failed": () => t("error.trackingFailed"),
  "version-unsupported": () => t("error.versionUnsupported"),
};

/** Of a code that came from another page, which may know more of them. */
export function codeText(code: string): string {
  return isKnown(code) ? texts[code]() : code;
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(texts, code);
}

/** What went wrong and what to do about it, for the person before the screen. */
export function errorText(code: ErrorCode): string {
  return texts[code]();
}
