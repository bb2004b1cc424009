import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { TextField } from "../components/field.tsx";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { coordinatesText, parseCoordinates } from "./coordinates-entry.ts";
import { devicePosition } from "./device-position.ts";

/** Which place this is, in words, and where on earth, if its person wants to say so. */
export function PlaceFields({ own }: { readonly own: OwnSite }): JSX.Element {
  const known = own.coordinates.value;
  const text = useSignal(known ? coordinatesText(known) : "");
  const isAsking = useSignal(false);
  const isRefused = useSignal(false);
  const isEmpty = text.value.trim() === "";
  const isReadable = isEmpty || parseCoordinates(text.value) !== null;
  const enter = (entered: string): void => {
    text.value = entered;
    isRefused.value = false;
    own.setCoordinates(parseCoordinates(entered));
  };
  const locate = async (): Promise<void> => {
    isAsking.value = true;
    const found = await devicePosition();
    isAsking.value = false;
    isRefused.value = found === null;
    if (found) enter(coordinatesText(found));
  };
  return (
    <>
      <TextField
        label={t("place.name")}
        value={own.place.value}
        maxLength={64}
        placeholder={t("place.example")}
        onInput={(place) => own.setPlace(place)}
      />
      <div class="stack-tight">
        <TextField
          label={t("place.coordinates")}
          hint={t("place.privacy")}
          error={errorOf(isReadable, isRefused.value)}
          value={text.value}
          placeholder="39.90, 116.41"
          maxLength={60}
          onInput={enter}
        />
        <div class="row">
          <Button kind="quiet" isDisabled={isAsking.value} onPress={() => void locate()}>
            {isAsking.value ? t("place.asking") : t("place.fromDevice")}
          </Button>
        </div>
      </div>
    </>
  );
}

function errorOf(isReadable: boolean, isRefused: boolean): string | null {
  if (!isReadable) return t("place.unreadable");
  return isRefused ? t("place.refused") : null;
}
