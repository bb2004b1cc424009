import { useSignal, useSignalEffect } from "@preact/signals";
import { isVisavisError } from "@visavis/protocol";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Button, LinkButton } from "../components/button.tsx";
import { TextField } from "../components/field.tsx";
import { ParameterNotice } from "../components/parameter-notice.tsx";
import { Notice } from "../components/notice.tsx";
import { Sheet } from "../components/sheet.tsx";
import { MirrorPanel } from "../devices/mirror-panel.tsx";
import { OwnSite } from "../meeting/own-site.ts";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { Parameters } from "../parameters.ts";
import { NameField } from "../place/name-field.tsx";
import { PlaceFields } from "../place/place-fields.tsx";
import { requestOperatorTicket } from "../room-entrance.ts";
import { createRoomKey, type OperatorKey, parseRoomLink, type RoomKey } from "../room-link.ts";
import { keyOfLobby, lobbyFragment } from "./lobby-fragment.ts";
import { SharePanel } from "./share-panel.tsx";

export function Lobby({ parameters }: { readonly parameters: Parameters }): JSX.Element {
  const key = useSignal<RoomKey | OperatorKey | null>(keyOfLobby(location.hash));
  const own = useMemo(() => new OwnSite(parameters), [parameters]);
  useEffect(() => {
    const follow = (): void => void (key.value = keyOfLobby(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [key]);
  useSignalEffect(() => {
    // Kept in the address, so that a reload or "back" finds the same room again.
    const fragment = key.value ? lobbyFragment(key.value) : "";
    if (fragment && location.hash !== fragment) history.pushState(null, "", fragment);
    if (key.value && "operatorSecret" in key.value) void claim(key.value);
  });
  return (
    <Sheet>
      <main class="lobby">
        <ParameterNotice problems={parameters.problems} />
        <div class="lobby-words">
          {!key.value && (
            <div class="stack">
              <h1>{t("lobby.title")}</h1>
              <p class="lobby-lead">{t("lobby.explanation")}</p>
            </div>
          )}
          {!isSecureContext && <Notice tone="danger">{t("lobby.insecure")}</Notice>}
          {key.value ? (
            <SharePanel roomKey={key.value} onForget={() => forget(key)} />
          ) : (
            <StartPanel onStart={(made) => (key.value = made)} />
          )}
          <ThisPlace own={own} />
        </div>
        <MirrorPanel own={own} />
      </main>
    </Sheet>
  );
}

/** Before the first guest has the link, so that nobody else becomes the operator of this room. */
async function claim(key: OperatorKey): Promise<void> {
  // A server that does not answer now is shown the same proof by the operator's page.
  await requestOperatorTicket(key).catch(() => undefined);
}

/** What a booth, which has no form, says of itself; kept by this browser. */
function ThisPlace({ own }: { readonly own: OwnSite }): JSX.Element {
  return (
    <details class="place-details">
      <summary>{t("place.title")}</summary>
      <div class="stack">
        <p class="small soft">{t("place.kept")}</p>
        <NameField own={own} />
        <PlaceFields own={own} />
      </div>
    </details>
  );
}

function forget(key: { value: RoomKey | null }): void {
  history.pushState(null, "", location.pathname + location.search);
  key.value = null;
}

function StartPanel({ onStart }: { readonly onStart: (key: OperatorKey) => void }): JSX.Element {
  const link = useSignal("");
  const error = useSignal<string | null>(null);
  const open = (event: Event): void => {
    event.preventDefault();
    try {
      parseRoomLink(link.value);
      location.assign(addressOf(link.value));
    } catch (problem) {
      error.value = errorText(isVisavisError(problem) ? problem.code : "link-wrong");
    }
  };
  return (
    <section class="stack" aria-label={t("lobby.start")}>
      <div class="row">
        <Button
          kind="primary"
          icon="door"
          onPress={() => onStart(createRoomKey(crypto.getRandomValues(new Uint8Array(36))))}
        >
          {t("lobby.makeRoom")}
        </Button>
        <LinkButton href="/calibrate" kind="quiet" icon="ruler">
          {t("lobby.calibrate")}
        </LinkButton>
      </div>
      <form class="lobby-open" onSubmit={open} noValidate>
        <TextField
          label={t("lobby.openLink")}
          value={link.value}
          placeholder="https://…/r/quiet-harbour-42#k=…"
          inputMode="url"
          error={error.value}
          onInput={(text) => {
            link.value = text;
            error.value = null;
          }}
        />
        <Button type="submit" isDisabled={link.value.trim() === ""}>
          {t("lobby.open")}
        </Button>
      </form>
    </section>
  );
}

function addressOf(link: string): string {
  const text = link.trim();
  return URL.canParse(text) ? text : `https://${text}`;
}
