import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { MeetingStatus } from "./meeting-status.ts";

export interface StatusText {
  readonly title: string;
  readonly detail: string;
}

/** What the glass says while nobody can be seen on it; null when somebody can. */
export function statusText(status: MeetingStatus, who: string): StatusText | null {
  switch (status.status) {
    case "live":
      return null;
    case "joining":
      return { title: t("status.joining"), detail: "" };
    case "unreachable":
      return { title: t("status.unreachable"), detail: t("status.unreachableDetail") };
    case "waiting":
      return { title: t("status.waiting"), detail: t("status.waitingDetail") };
    case "left":
      return { title: t("status.left"), detail: t("status.leftDetail") };
    case "arriving":
      return { title: t("status.arriving", { who }), detail: "" };
    case "reconnecting":
      return { title: t("status.reconnecting", { who }), detail: t("status.reconnectingDetail") };
    case "camera-off":
      return { title: t("status.cameraOff", { who }), detail: t("status.cameraOffDetail") };
    case "ended":
      return { title: t("status.ended"), detail: "" };
    case "refused":
      return { title: t("status.refused"), detail: errorText(status.code) };
  }
}
