import { useSignal } from "@preact/signals";
import { type CalibrationResult, encodeCalibration, type SiteCalibration } from "@visavis/pane";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft } from "./calibration-draft.ts";
import { screenText } from "./screen-text.ts";
import { Step } from "./step.tsx";

/** Where the calibration is kept, and how it gets to another browser. */
export function KeepStep({ draft }: { readonly draft: CalibrationDraft }): JSX.Element {
  const result = useSignal<CalibrationResult | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const calibration = draft.calibration.value;
  const isKept = draft.saved.value === "kept";
  const read = async (file: File | undefined): Promise<void> => {
    if (file) result.value = draft.importFile(await file.text());
    // The same file may be chosen again after it was mended.
    if (input.current) input.current.value = "";
  };
  return (
    <Step
      number={5}
      title={t("calibrate:keep.title")}
      result={isKept && calibration ? t("calibrate:keep.kept") : null}
      open={t("calibrate:keep.open")}
    >
      <p class="soft">{t("calibrate:keep.how", { screen: screenText(draft.screen.value) })}</p>
      {draft.saved.value === "refused" && (
        <Notice tone="warning">{t("calibrate:keep.refused")}</Notice>
      )}
      <div class="row">
        <Button
          isDisabled={!calibration}
          onPress={() => calibration && downloadCalibration(calibration)}
        >
          {t("calibrate:keep.export")}
        </Button>
        <Button kind="quiet" onPress={() => input.current?.click()}>
          {t("calibrate:keep.import")}
        </Button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          hidden
          onChange={({ currentTarget }) => void read(currentTarget.files?.[0])}
        />
      </div>
      {result.value && <ImportOutcome result={result.value} draft={draft} />}
    </Step>
  );
}

interface ImportOutcomeProperties {
  readonly result: CalibrationResult;
  readonly draft: CalibrationDraft;
}

function ImportOutcome({ result, draft }: ImportOutcomeProperties): JSX.Element {
  if (!result.isValid) return <Notice tone="danger">{refusalText(result)}</Notice>;
  const { screen } = result.calibration.display;
  if (draft.display.value) return <Notice tone="good">{t("calibrate:keep.imported")}</Notice>;
  return (
    <Notice tone="warning">
      {t("calibrate:keep.importedOther", { screen: screenText(screen) })}
    </Notice>
  );
}

function refusalText({ problem, field }: Extract<CalibrationResult, { isValid: false }>): string {
  switch (problem) {
    case "not-json":
      return t("calibrate:keep.notJson");
    case "too-large":
      return t("calibrate:keep.tooLarge");
    case "version":
      return t("calibrate:keep.version");
    case "field":
      return field === ""
        ? t("calibrate:keep.notCalibration")
        : t("calibrate:keep.field", { field });
  }
}

function downloadCalibration(calibration: SiteCalibration): void {
  const blob = new Blob([encodeCalibration(calibration)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  const { widthPx, heightPx } = calibration.display.screen;
  link.download = `visavis-${widthPx}x${heightPx}.json`;
  link.click();
  // The browser has its own hold on the file once the click is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
