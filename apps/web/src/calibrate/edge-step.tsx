import { useSignal } from "@preact/signals";
import type { PaneSize } from "@visavis/pane";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft } from "./calibration-draft.ts";
import { parseNumberEntry, valueOf } from "./number-entry.ts";
import { NumberField } from "./number-field.tsx";
import { centimetres, entryText } from "./number-text.ts";
import { Step } from "./step.tsx";
import { WallDrawing } from "./wall-drawing.tsx";

const EDGE_RANGE = { least: -50, most: 300 };
const UNKNOWN_SIZE: PaneSize = { widthM: 0.6, heightM: 1.07 };

/** How high the picture hangs: the floor that remote people stand on. */
export function EdgeStep({ draft }: { readonly draft: CalibrationDraft }): JSX.Element {
  const known = draft.lowerEdgeM.value;
  const text = useSignal(known === null ? "" : entryText(known * 100, 1));
  const edgeCm = valueOf(parseNumberEntry(text.value, EDGE_RANGE));
  const size = draft.display.value?.size ?? UNKNOWN_SIZE;
  const edgeM = edgeCm === null ? (known ?? 0) : edgeCm / 100;
  return (
    <Step
      number={2}
      title={t("calibrate:edge.title")}
      result={known === null ? null : t("calibrate:edge.result", { edge: centimetres(known) })}
      open={t("calibrate:open")}
    >
      <div class="step-columns">
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (edgeCm !== null) draft.setLowerEdge(edgeCm / 100);
          }}
        >
          <p class="soft">{t("calibrate:edge.why")}</p>
          <NumberField
            label={t("calibrate:edge.label")}
            hint={t("calibrate:edge.hint")}
            text={text.value}
            range={EDGE_RANGE}
            onInput={(next) => (text.value = next)}
          />
          <p class="small soft" aria-live="polite">
            {t("calibrate:edge.shows", {
              from: centimetres(Math.max(0, edgeM), 0),
              to: centimetres(edgeM + size.heightM, 0),
            })}
          </p>
          <div class="row">
            <Button type="submit" kind="primary" isDisabled={edgeCm === null}>
              {t("calibrate:edge.use")}
            </Button>
          </div>
        </form>
        <WallDrawing size={size} lowerEdgeM={edgeM} />
      </div>
    </Step>
  );
}
