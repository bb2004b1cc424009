import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { ParameterNotice } from "../components/parameter-notice.tsx";
import { Sheet } from "../components/sheet.tsx";
import { MirrorPanel } from "../devices/mirror-panel.tsx";
import { t } from "../language.ts";
import { OwnSite } from "../meeting/own-site.ts";
import type { Parameters } from "../parameters.ts";
import { NameField } from "../place/name-field.tsx";
import { PlaceFields } from "../place/place-fields.tsx";
import type { RoomKey } from "../room-link.ts";
import { GuestMeeting } from "./guest-meeting.tsx";

interface GuestProperties {
  readonly roomKey: RoomKey;
  readonly parameters: Parameters;
}

/** A laptop or telephone: sees itself first, then joins. */
export function Guest({ roomKey, parameters }: GuestProperties): JSX.Element {
  const own = useMemo(() => new OwnSite(parameters), [parameters]);
  const isJoined = useSignal(parameters.values.autostart ?? false);
  useEffect(() => {
    // Asking at once is right only where the answer is known; elsewhere a person presses a button.
    if (isJoined.peek()) void own.open();
    else void openIfAllowed(own);
  }, [own, isJoined]);
  if (isJoined.value) {
    return <GuestMeeting own={own} roomKey={roomKey} parameters={parameters} />;
  }
  return (
    <Sheet>
      <main class="lobby">
        <ParameterNotice problems={parameters.problems} />
        <div class="lobby-words">
          <div class="stack">
            <p class="eyebrow">{roomKey.room}</p>
            <h1>{t("guest.title")}</h1>
            <p class="lobby-lead">{t("guest.explanation")}</p>
          </div>
          {!isSecureContext && <Notice tone="danger">{t("lobby.insecure")}</Notice>}
          <form
            class="stack guest-form"
            onSubmit={(event) => {
              event.preventDefault();
              isJoined.value = true;
            }}
          >
            <NameField own={own} />
            <details class="place-details">
              <summary>{placeText(own)}</summary>
              <div class="stack">
                <PlaceFields own={own} />
              </div>
            </details>
            <div class="row">
              <Button type="submit" kind="primary" icon="door">
                {joinText(own)}
              </Button>
            </div>
          </form>
        </div>
        <MirrorPanel own={own} />
      </main>
    </Sheet>
  );
}

function placeText({ place }: OwnSite): string {
  return place.value ? t("place.here", { place: place.value }) : t("place.say");
}

/** Joining without a camera is fine; it is only said. */
function joinText({ camera }: OwnSite): string {
  const { state } = camera.state.value;
  return state === "on" || state === "opening" ? t("guest.join") : t("guest.joinWithoutCamera");
}

/** A person who allowed the camera before sees the own picture without another question. */
async function openIfAllowed(own: OwnSite): Promise<void> {
  const names = ["camera", "microphone"] as const;
  const states = await Promise.all(
    names.map(async (name) =>
      navigator.permissions
        ?.query({ name })
        .then(({ state }) => state)
        .catch(() => "prompt"),
    ),
  );
  if (states.every((state) => state === "granted")) await own.open();
}
