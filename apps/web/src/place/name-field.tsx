import type { JSX } from "preact";
import { TextField } from "../components/field.tsx";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";

/** Who is here, as the others will read it. */
export function NameField({ own }: { readonly own: OwnSite }): JSX.Element {
  return (
    <TextField
      label={t("guest.name")}
      value={own.name.value}
      maxLength={64}
      hint={t("guest.nameHint")}
      onInput={(name) => own.setName(name)}
    />
  );
}
