import { useSignal } from "@preact/signals";
import { type CameraCalibration, isPersonHeight } from "@visavis/pane";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { Segments } from "../components/field.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft } from "./calibration-draft.ts";
import type { CameraSession } from "./camera-session.ts";
import { CameraNumbers } from "./camera-numbers.tsx";
import { parseNumberEntry, PERSON_RANGE, valueOf } from "./number-entry.ts";
import { NumberField } from "./number-field.tsx";
import { centimetres, entryText, numberText, percentText } from "./number-text.ts";
import { Step } from "./step.tsx";
import { WalkPanel } from "./walk-panel.tsx";

type Way = "walk" | "numbers" | "height";

interface CameraStepProperties {
  readonly draft: CalibrationDraft;
  readonly session: CameraSession;
  /** Of the person who calibrates, in centimetres, as typed; shared with the check. */
  readonly heightText: { value: string };
}

export function CameraStep({ draft, session, heightText }: CameraStepProperties): JSX.Element {
  const way = useSignal<Way>(draft.camera.peek()?.method ?? "walk");
  return (
    <Step
      number={3}
      title={t("calibrate:camera.title")}
      result={result(draft)}
      open={t("calibrate:open")}
    >
      <p class="soft">{t("calibrate:camera.why")}</p>
      <Segments<Way>
        label={t("calibrate:camera.method")}
        value={way.value}
        choices={[
          { value: "walk", label: t("calibrate:camera.byWalk") },
          { value: "numbers", label: t("calibrate:camera.byNumbers") },
          { value: "height", label: t("calibrate:camera.byHeight") },
        ]}
        onChange={(next) => (way.value = next)}
      />
      {way.value === "walk" && (
        <WalkPanel draft={draft} session={session} heightText={heightText} />
      )}
      {way.value === "numbers" && <CameraNumbers draft={draft} />}
      {way.value === "height" && <KnownHeight draft={draft} />}
    </Step>
  );
}

/** For a camera that is not calibrated: everybody is taken to be this tall. */
function KnownHeight({ draft }: { readonly draft: CalibrationDraft }): JSX.Element {
  const known = draft.personHeightM.value;
  const text = useSignal(known === null ? "" : entryText(known * 100, 1));
  const heightCm = valueOf(parseNumberEntry(text.value, PERSON_RANGE));
  return (
    <form
      class="stack step-narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (heightCm !== null && isPersonHeight(heightCm / 100)) {
          draft.setPersonHeight(heightCm / 100);
        }
      }}
    >
      <p class="soft">{t("calibrate:camera.heightWhy")}</p>
      <NumberField
        label={t("calibrate:camera.heightLabel")}
        hint={t("calibrate:camera.heightHint")}
        text={text.value}
        range={PERSON_RANGE}
        onInput={(next) => (text.value = next)}
      />
      <div class="row">
        <Button type="submit" kind="primary" isDisabled={heightCm === null}>
          {t("calibrate:camera.useHeight")}
        </Button>
      </div>
    </form>
  );
}

function result(draft: CalibrationDraft): string | null {
  const camera = draft.camera.value;
  if (camera) return lensText(camera);
  const known = draft.personHeightM.value;
  if (known === null) return null;
  return t("calibrate:camera.heightResult", { height: centimetres(known, 0) });
}

function lensText(lens: Pick<CameraCalibration, "heightM" | "pitchRad" | "errorPercent">): string {
  return t("calibrate:camera.result", {
    height: centimetres(lens.heightM),
    tilt: numberText((lens.pitchRad * 180) / Math.PI, 1),
    percent: percentText(lens.errorPercent),
  });
}
