import { useSignal } from "@preact/signals";
import {
  A4_EDGE_M,
  A4_SHORT_M,
  BANK_CARD_M,
  BANK_CARD_SHORT_M,
  diagonalInch,
  type MeasuredSize,
  sizeFromDiagonal,
  sizeFromReference,
  sizeFromWidth,
} from "@visavis/pane";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { Segments } from "../components/field.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft, DisplaySize } from "./calibration-draft.ts";
import { parseNumberEntry, valueOf } from "./number-entry.ts";
import { NumberField } from "./number-field.tsx";
import { centimetres, entryText, numberText, percentText } from "./number-text.ts";
import { ReferenceRuler } from "./reference-ruler.tsx";
import { Step } from "./step.tsx";

type Method = "bank-card" | "a4-edge" | "diagonal" | "tape";

const references = {
  "bank-card": { lengthM: BANK_CARD_M, aspect: BANK_CARD_SHORT_M / BANK_CARD_M },
  "a4-edge": { lengthM: A4_EDGE_M, aspect: A4_SHORT_M / A4_EDGE_M / 3 },
} as const;
const DIAGONAL_RANGE = { least: 5, most: 250 };
const WIDTH_RANGE = { least: 5, most: 1000 };
/** What browsers take a CSS pixel for until somebody measures it. */
const CSS_METRES_PER_PIXEL = 0.0254 / 96;

interface DisplayStepProperties {
  readonly draft: CalibrationDraft;
}

export function DisplayStep({ draft }: DisplayStepProperties): JSX.Element {
  const screen = draft.screen.value;
  const known = draft.display.value;
  const method = useSignal<Method>("bank-card");
  const metresPerPixel = useSignal(
    known ? known.size.widthM / screen.widthPx : CSS_METRES_PER_PIXEL,
  );
  const diagonal = useSignal(known ? entryText(diagonalInch(known.size), 1) : "");
  const width = useSignal(known ? entryText(known.size.widthM * 100, 1) : "");
  const measured = measure();

  function measure(): MeasuredSize | null {
    if (method.value === "diagonal") {
      const inches = valueOf(parseNumberEntry(diagonal.value, DIAGONAL_RANGE));
      return inches === null ? null : sizeFromDiagonal(screen, inches);
    }
    if (method.value === "tape") {
      const widthCm = valueOf(parseNumberEntry(width.value, WIDTH_RANGE));
      return widthCm === null ? null : sizeFromWidth(screen, widthCm / 100);
    }
    const { lengthM } = references[method.value];
    return sizeFromReference(screen, lengthM / metresPerPixel.value, lengthM);
  }

  return (
    <Step
      number={1}
      title={t("calibrate:display.title")}
      result={known && sizeText(known)}
      open={t("calibrate:open")}
    >
      <p class="soft">{t("calibrate:display.why")}</p>
      <Segments<Method>
        label={t("calibrate:display.method")}
        value={method.value}
        choices={[
          { value: "bank-card", label: t("calibrate:display.bankCard") },
          { value: "a4-edge", label: t("calibrate:display.a4") },
          { value: "tape", label: t("calibrate:display.tape") },
          { value: "diagonal", label: t("calibrate:display.diagonal") },
        ]}
        onChange={(next) => (method.value = next)}
      />
      {method.value === "diagonal" && (
        <NumberField
          label={t("calibrate:display.diagonalLabel")}
          hint={t("calibrate:display.diagonalHint")}
          text={diagonal.value}
          range={DIAGONAL_RANGE}
          onInput={(text) => (diagonal.value = text)}
        />
      )}
      {method.value === "tape" && (
        <NumberField
          label={t("calibrate:display.widthLabel")}
          hint={t("calibrate:display.widthHint")}
          text={width.value}
          range={WIDTH_RANGE}
          onInput={(text) => (width.value = text)}
        />
      )}
      {(method.value === "bank-card" || method.value === "a4-edge") && (
        <ByReference method={method.value} draft={draft} metresPerPixel={metresPerPixel} />
      )}
      <div class="row row-spread">
        <p class="figures" aria-live="polite">
          {measured ? sizeText(measured) : t("calibrate:display.nothingYet")}
        </p>
        <Button
          kind="primary"
          isDisabled={!measured}
          onPress={() => measured && draft.setDisplay({ ...measured, method: method.value })}
        >
          {t("calibrate:display.use")}
        </Button>
      </div>
    </Step>
  );
}

interface ByReferenceProperties extends DisplayStepProperties {
  readonly method: keyof typeof references;
  /** Shared, so that the sheet refines what the card found. */
  readonly metresPerPixel: { value: number };
}

function ByReference({ method, draft, metresPerPixel }: ByReferenceProperties): JSX.Element {
  const { lengthM, aspect } = references[method];
  const isCard = method === "bank-card";
  return (
    <div class="stack-tight">
      <p id="ruler-words">
        {isCard ? t("calibrate:display.holdCard") : t("calibrate:display.holdSheet")}
      </p>
      <p class="small faint">{t("calibrate:display.keys")}</p>
      <ReferenceRuler
        lengthPx={lengthM / metresPerPixel.value}
        aspect={aspect}
        label={isCard ? t("calibrate:display.cardSize") : t("calibrate:display.sheetSize")}
        isWide={!isCard}
        stepPx={1 / draft.screen.value.devicePixelRatio}
        onChange={(lengthPx) => (metresPerPixel.value = lengthM / lengthPx)}
      />
    </div>
  );
}

function sizeText({ size, errorPercent }: MeasuredSize | DisplaySize): string {
  return t("calibrate:display.size", {
    width: centimetres(size.widthM),
    height: centimetres(size.heightM),
    inches: numberText(diagonalInch(size), 1),
    percent: percentText(errorPercent),
  });
}
