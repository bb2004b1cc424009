import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { CheckList } from "../components/notice.tsx";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { StudioPanel } from "../studio/studio-panel.tsx";
import { DevicePanel } from "./device-panel.tsx";
import { MirrorPicture, type PictureGround } from "./mirror-picture.tsx";
import { ownChecks } from "./own-checks.ts";

/** How the others will see and hear this person; opens the devices when asked to. */
export function MirrorPanel({ own }: { readonly own: OwnSite }): JSX.Element {
  const ground = useSignal<PictureGround>("checker");
  const { camera, microphone } = own;
  const isOpen = camera.state.value.state !== "off";
  const hasVoice = microphone.track.value !== null;
  useEffect(() => {
    if (hasVoice) microphone.startMeter();
    return () => microphone.stopMeter();
  }, [hasVoice, microphone]);
  return (
    <section class="mirror-panel" aria-label={t("mirror.title")}>
      {isOpen ? (
        <MirrorPicture own={own} ground={ground} />
      ) : (
        <div class="mirror">
          <Closed own={own} />
        </div>
      )}
      {isOpen && <StudioPanel own={own} />}
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
