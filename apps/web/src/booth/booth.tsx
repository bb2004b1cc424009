import { useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { CeremonyPlace } from "../ceremony/ceremony-place.tsx";
import { reportHealth } from "../ceremony/health-report.ts";
import { ParameterNotice } from "../components/parameter-notice.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../language.ts";
import { LedgerPanel } from "../ledger/ledger-panel.tsx";
import { connect } from "../meeting/connect.ts";
import { fullscreenOnFirstGesture } from "../meeting/fullscreen.ts";
import { Glass } from "../meeting/glass.tsx";
import { listenToKeys } from "../meeting/keyboard.ts";
import { Meeting } from "../meeting/meeting.ts";
import { OwnNotices } from "../meeting/own-notices.tsx";
import { OwnSite } from "../meeting/own-site.ts";
import { exposePageApi } from "../meeting/page-api.ts";
import { watchRest } from "../meeting/pointer-rest.ts";
import { StatusPanel } from "../meeting/status-panel.tsx";
import { TorchPlace } from "../meeting/torch-place.tsx";
import { keepAwake } from "../meeting/wake-lock.ts";
import type { Parameters } from "../parameters.ts";
import type { RoomKey } from "../room-link.ts";
import { BoothStudio } from "./booth-studio.tsx";

interface BoothProperties {
  readonly roomKey: RoomKey;
  readonly parameters: Parameters;
}

/** A life-size display that nobody attends: everything starts, and starts again, by itself. */
export function Booth({ roomKey, parameters }: BoothProperties): JSX.Element {
  const own = useMemo(() => new OwnSite(parameters), [parameters]);
  const meeting = useMemo(() => {
    const transport = connect(roomKey, "booth", parameters);
    return new Meeting({ transport, role: "booth", own, isStamped: own.isStamped });
  }, [own, roomKey, parameters]);
  const hasLedger = useSignal(parameters.values.stats ?? false);
  const hasStudio = useSignal(false);
  const isResting = useSignal(true);
  const stage = useSignal<Stage | null>(null);
  useEffect(() => {
    exposePageApi(meeting, () => stage.peek());
    void own.open();
    meeting.join();
    const stops = [
      keepAwake(),
      reportHealth(meeting),
      fullscreenOnFirstGesture(document.documentElement),
      watchRest((isStill) => (isResting.value = isStill)),
      listenToKeys({
        toggleLedger: () => (hasLedger.value = !hasLedger.peek()),
        openStudio: () => (hasStudio.value = true),
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [meeting, own, stage, hasLedger, hasStudio, isResting]);
  return (
    <main class={isResting.value ? "meeting booth meeting-resting" : "meeting booth"}>
      <Glass
        meeting={meeting}
        parameters={parameters}
        isLifeSize
        onStage={(made) => (stage.value = made)}
      />
      <StatusPanel meeting={meeting} roomKey={roomKey} isAttended={false} />
      <OwnNotices meeting={meeting} own={own}>
        <ParameterNotice problems={parameters.problems} />
        {!own.calibration && <NotCalibrated />}
      </OwnNotices>
      <BoothStudio own={own} isOpen={hasStudio} />
      <CeremonyPlace meeting={meeting} stage={stage.value} roomKey={roomKey} />
      <TorchPlace meeting={meeting} stage={stage.value} roomKey={roomKey} parameters={parameters} />
      {hasLedger.value && <LedgerPanel meeting={meeting} />}
    </main>
  );
}

function NotCalibrated(): JSX.Element {
  const back = encodeURIComponent(location.pathname + location.search + location.hash);
  return (
    <Notice tone="warning">
      {t("booth.notCalibrated")} <a href={`/calibrate#back=${back}`}>{t("booth.calibrateNow")}</a>
    </Notice>
  );
}
