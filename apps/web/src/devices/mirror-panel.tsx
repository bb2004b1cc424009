import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Segments } from "../components/field.tsx";
import { CheckList } from "../components/notice.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { DevicePanel } from "./device-panel.tsx";
import { CutOutMirror, type MirrorGround, RoomMirror } from "./mirror.tsx";
import { ownChecks } from "./own-checks.ts";

/** How the others will see and hear this person; opens the devices when asked to. */
export function MirrorPanel({ own }: { readonly own: OwnSite }): JSX.Element {
  const ground = useSignal<MirrorGround>("checker");
  const { camera, microphone } = own;
  const isOpen = camera.state.value.state !== "off";
  const hasVoice = microphone.track.value !== null;
  useEffect(() => {
    if (hasVoice) microphone.startMeter();
    return () => microphone.stopMeter();
  }, [hasVoice, microphone]);
  return (
    <section class="mirror-panel" aria-label={t("mirror.title")}>
      <div class={`mirror mirror-${ground.value}`}>
        {isOpen ? <Picture own={own} ground={ground.value} /> : <Closed own={own} />}
      </div>
      {isOpen && (
        <div class="mirror-grounds">
          <Segments<MirrorGround>
            label={t("mirror.ground")}
            value={ground.value}
            choices={[
              { value: "checker", label: t("mirror.checker") },
              { value: "black", label: t("mirror.black") },
              { value: "room", label: t("mirror.room") },
            ]}
            onChange={(value) => (ground.value = value)}
          />
        </div>
      )}
      {isOpen && <DevicePanel own={own} />}
      {isOpen && <CheckList checks={ownChecks(own)} />}
    </section>
  );
}

function Closed({ own }: { readonly own: OwnSite }): JSX.Element {
  return (
    <div class="mirror-closed">
      <svg class="mirror-shape" viewBox="0 0 90 160" aria-hidden="true">
        <circle cx="45" cy="34" r="15" />
        <path d="M17 150V88c0-18 11-30 28-30s28 12 28 30v62z" />
      </svg>
      <p class="soft">{t("mirror.invitation")}</p>
      <Button kind="primary" icon="camera" onPress={() => void own.open()}>
        {t("mirror.open")}
      </Button>
      <p class="small faint">{t("mirror.privacy")}</p>
    </div>
  );
}

interface PictureProperties {
  readonly own: OwnSite;
  readonly ground: MirrorGround;
}

function Picture({ own, ground }: PictureProperties): JSX.Element {
  const capture = own.camera.capture.value;
  const track = own.camera.track.value;
  if (track && (ground === "room" || !capture)) return <RoomMirror key={track.id} track={track} />;
  const state = own.camera.state.value;
  if (state.state === "failed") {
    return <p class="mirror-wait soft">{errorText(state.code)}</p>;
  }
  if (capture) return <CutOutMirror key={capture.track.id} own={own} capture={capture} />;
  return <p class="mirror-wait soft">{t("mirror.opening")}</p>;
}
