import type { JSX } from "preact";
import { Sheet } from "../components/sheet.tsx";
import { t } from "../language.ts";
import type { Parameters } from "../parameters.ts";

export function Calibrate(_properties: { readonly parameters: Parameters }): JSX.Element {
  return (
    <Sheet>
      <main class="stack">
        <h1>{t("calibrate:title")}</h1>
      </main>
    </Sheet>
  );
}
