import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { ParameterNotice } from "../components/parameter-notice.tsx";
import { Sheet } from "../components/sheet.tsx";
import { t } from "../language.ts";
import type { Parameters } from "../parameters.ts";
import { currentScreen, pageStorage } from "../site-calibration.ts";
import { CalibrationDraft } from "./calibration-draft.ts";
import { CameraSession } from "./camera-session.ts";
import { CameraStep } from "./camera-step.tsx";
import { DisplayStep } from "./display-step.tsx";
import { EdgeStep } from "./edge-step.tsx";
import { KeepStep } from "./keep-step.tsx";
import { MeasureStep } from "./measure-step.tsx";
import { entryText } from "./number-text.ts";
import { pageZoom } from "./page-zoom.ts";
import { screenText } from "./screen-text.ts";
import "./calibrate.css";

export function Calibrate({ parameters }: { readonly parameters: Parameters }): JSX.Element {
  const draft = useMemo(
    () =>
      new CalibrationDraft({
        screen: currentScreen(),
        storage: pageStorage(),
        now: () => new Date().toISOString(),
      }),
    [],
  );
  const session = useMemo(() => new CameraSession(parameters), [parameters]);
  const zoom = useSignal(pageZoom(outerWidth, innerWidth));
  const typed = parameters.values.height ?? draft.personHeightM.peek();
  const heightText = useSignal(typed ? entryText(typed * 100, 1) : "");
  useEffect(() => {
    const follow = (): void => {
      draft.lookAt(currentScreen());
      zoom.value = pageZoom(outerWidth, innerWidth);
    };
    const leave = (): void => void session.close();
    addEventListener("resize", follow);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("resize", follow);
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [draft, session, zoom]);
  return (
    <Sheet>
      <ParameterNotice problems={parameters.problems} />
      <main class="calibrate">
        <header class="stack">
          <h1>{t("calibrate:title")}</h1>
          <p class="calibrate-lead">{t("calibrate:lead")}</p>
        </header>
        {!isSecureContext && <Notice tone="danger">{t("calibrate:insecure")}</Notice>}
        {zoom.value !== 1 && <Notice tone="warning">{t("calibrate:zoomed")}</Notice>}
        <Recheck draft={draft} />
        {/* Made afresh when the screen changes: its fields start from that screen's numbers. */}
        <DisplayStep key={screenText(draft.screen.value)} draft={draft} />
        <EdgeStep draft={draft} />
        <CameraStep draft={draft} session={session} heightText={heightText} />
        <MeasureStep draft={draft} session={session} heightText={heightText} />
        <KeepStep draft={draft} />
      </main>
    </Sheet>
  );
}

/** Another screen, or the same at another zoom, must be measured again; its camera need not. */
function Recheck({ draft }: { readonly draft: CalibrationDraft }): JSX.Element | null {
  const other = draft.other.value;
  if (!other) return null;
  return (
    <Notice tone="warning">
      <p>
        {t("calibrate:recheck", {
          known: screenText(other.display.screen),
          now: screenText(draft.screen.value),
        })}
      </p>
      <p class="row notice-actions">
        <Button onPress={() => draft.takeOver(other)}>{t("calibrate:takeOver")}</Button>
      </p>
    </Notice>
  );
}
