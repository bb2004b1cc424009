import { useSignal } from "@preact/signals";
import type { Peer } from "@visavis/protocol";
import type { JSX } from "preact";
import { Confirmation } from "../components/confirmation.tsx";
import { TextField } from "../components/field.tsx";
import { t } from "../language.ts";
import { coordinatesText, parseCoordinates, rounded } from "../place/coordinates-entry.ts";
import type { Desk } from "./desk.ts";
import { siteName } from "./site-name.ts";

interface LocateDialogProperties {
  readonly desk: Desk;
  readonly peer: Peer;
  readonly onClose: () => void;
}

/** Says where a site is, when its own people have not; an empty field takes that back. */
export function LocateDialog({ desk, peer, onClose }: LocateDialogProperties): JSX.Element {
  const { coordinates } = peer.site;
  const text = useSignal(coordinates ? coordinatesText(coordinates) : "");
  const name = siteName(peer);
  const entry = parseCoordinates(text.value);
  const isEmpty = text.value.trim() === "";
  const locate = (): void => {
    const place = entry && rounded(entry);
    const request = { type: "locate", peer: peer.peer, coordinates: place } as const;
    void desk.do(request, t("operator:done.located", { name }));
  };
  return (
    <Confirmation
      title={t("operator:locate.title", { name })}
      action={t("operator:locate.action")}
      kind="primary"
      isReady={isEmpty || entry !== null}
      onConfirm={locate}
      onClose={onClose}
    >
      <TextField
        label={t("place.coordinates")}
        hint={t("operator:locate.hint")}
        error={isEmpty || entry ? null : t("place.unreadable")}
        value={text.value}
        placeholder="39.90, 116.41"
        maxLength={60}
        onInput={(next) => (text.value = next)}
      />
    </Confirmation>
  );
}
