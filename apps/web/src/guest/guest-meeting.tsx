import { useSignal } from "@preact/signals";
import type { Stage } from "@visavis/stage";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { CeremonyPlace } from "../ceremony/ceremony-place.tsx";
import { reportHealth } from "../ceremony/health-report.ts";
import { RoundButton } from "../components/button.tsx";
import { RoomMirror } from "../devices/mirror.tsx";
import { t } from "../language.ts";
import { LedgerPanel } from "../ledger/ledger-panel.tsx";
import { connect } from "../meeting/connect.ts";
import { toggleFullscreen } from "../meeting/fullscreen.ts";
import { Glass } from "../meeting/glass.tsx";
import { listenToKeys, shortcutText } from "../meeting/keyboard.ts";
import { Meeting } from "../meeting/meeting.ts";
import { OwnNotices } from "../meeting/own-notices.tsx";
import type { OwnSite } from "../meeting/own-site.ts";
import { exposePageApi } from "../meeting/page-api.ts";
import { watchRest } from "../meeting/pointer-rest.ts";
import { StatusPanel } from "../meeting/status-panel.tsx";
import { TorchPlace } from "../meeting/torch-place.tsx";
import { keepAwake } from "../meeting/wake-lock.ts";
import type { Parameters } from "../parameters.ts";
import type { RoomKey } from "../room-link.ts";

interface GuestMeetingProperties {
  readonly own: OwnSite;
  readonly roomKey: RoomKey;
  readonly parameters: Parameters;
}

export function GuestMeeting({ own, roomKey, parameters }: GuestMeetingProperties): JSX.Element {
  const meeting = useMemo(() => {
    const transport = connect(roomKey, "guest", parameters);
    return new Meeting({ transport, role: "guest", own, isStamped: own.isStamped });
  }, [own, roomKey, parameters]);
  const hasLedger = useSignal(parameters.values.stats ?? false);
  const isResting = useSignal(false);
  const stage = useSignal<Stage | null>(null);
  useEffect(() => {
    exposePageApi(meeting, () => stage.peek());
    meeting.join();
    const stops = [
      keepAwake(),
      reportHealth(meeting),
      watchRest((isStill) => (isResting.value = isStill)),
      listenToKeys({
        toggleMicrophone: () => own.microphone.setMuted(!own.microphone.isMuted.peek()),
        toggleCamera: () => own.camera.setOff(!own.camera.isOff.peek()),
        toggleLedger: () => (hasLedger.value = !hasLedger.peek()),
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [meeting, own, stage, hasLedger, isResting]);
  const isQuiet = isResting.value && meeting.status.status === "live";
  return (
    <main class={isQuiet ? "meeting meeting-resting" : "meeting"}>
      <Glass
        meeting={meeting}
        parameters={parameters}
        isLifeSize={false}
        onStage={(made) => (stage.value = made)}
      />
      <StatusPanel meeting={meeting} roomKey={roomKey} isAttended />
      <OwnNotices meeting={meeting} own={own} />
      <SelfView own={own} />
      <CeremonyPlace meeting={meeting} stage={stage.value} roomKey={roomKey} />
      <TorchPlace meeting={meeting} stage={stage.value} roomKey={roomKey} parameters={parameters} />
      <Controls
        meeting={meeting}
        own={own}
        onLedger={() => (hasLedger.value = !hasLedger.peek())}
      />
      {hasLedger.value && <LedgerPanel meeting={meeting} />}
    </main>
  );
}

function SelfView({ own }: { readonly own: OwnSite }): JSX.Element | null {
  const track = own.camera.track.value;
  if (!track || own.camera.isOff.value) return null;
  return (
    <div class="self-view">
      <RoomMirror key={track.id} track={track} />
    </div>
  );
}

interface ControlsProperties {
  readonly meeting: Meeting;
  readonly own: OwnSite;
  readonly onLedger: () => void;
}

function Controls({ meeting, own, onLedger }: ControlsProperties): JSX.Element | null {
  const { camera, microphone } = own;
  const isMuted = microphone.isMuted.value;
  const isOff = camera.isOff.value;
  if (meeting.status.status === "ended" || meeting.status.status === "refused") return null;
  return (
    <nav class="controls" aria-label={t("controls.title")}>
      <RoundButton
        icon={isMuted ? "microphone-off" : "microphone"}
        label={isMuted ? t("controls.unmute") : t("controls.mute")}
        kind={isMuted ? "danger" : "plain"}
        shortcut={shortcutText("A")}
        onPress={() => microphone.setMuted(!isMuted)}
      />
      <RoundButton
        icon={isOff ? "camera-off" : "camera"}
        label={isOff ? t("controls.cameraOn") : t("controls.cameraOff")}
        kind={isOff ? "danger" : "plain"}
        shortcut={shortcutText("V")}
        onPress={() => camera.setOff(!isOff)}
      />
      <RoundButton icon="timing" label={t("controls.ledger")} shortcut="S" onPress={onLedger} />
      <RoundButton
        icon="fullscreen"
        label={t("controls.fullscreen")}
        onPress={() => void toggleFullscreen(document.documentElement)}
      />
      <RoundButton
        icon="close"
        label={t("controls.leave")}
        kind="danger"
        onPress={() => void leave(meeting, own)}
      />
    </nav>
  );
}

async function leave(meeting: Meeting, own: OwnSite): Promise<void> {
  await meeting[Symbol.asyncDispose]();
  await own.close();
}
