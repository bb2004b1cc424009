import type { CaptureReport } from "@visavis/capture";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { type Choice, SelectField } from "../components/field.tsx";
import { CheckList } from "../components/notice.tsx";
import { t } from "../language.ts";
import type { OwnSite } from "../meeting/own-site.ts";
import { adviceText } from "./advice-text.ts";
import { PlateCountdown } from "./plate-countdown.tsx";
import type { BackdropName, StudioChoice } from "./studio-choice.ts";

/** What lies behind the person: where the outline comes from, and how to make it better. */
export function StudioPanel({ own }: { readonly own: OwnSite }): JSX.Element | null {
  const { camera, studio } = own;
  if (!camera.capture.value) return null;
  const { backdrop, people, hair } = studio.choice.value;
  const usesPlate = backdrop === "auto" || backdrop === "plate";
  const { advice } = studio;
  const tone = advice === "good" ? "good" : "warning";
  return (
    <section class="studio-panel" aria-label={t("studio.title")}>
      {advice && <CheckList checks={[{ id: "advice", tone, text: adviceText(advice) }]} />}
      <div class="studio-choices">
        <SelectField
          label={t("studio.backdrop")}
          hint={hintOf(backdrop)}
          value={backdrop}
          choices={backdropChoices()}
          onChange={(value) => studio.choose({ backdrop: value })}
        />
        <SelectField
          label={t("studio.people")}
          value={people}
          choices={peopleChoices()}
          onChange={(value) => studio.choose({ people: value })}
        />
        <SelectField
          label={t("studio.hair")}
          hint={hairHint(hair, camera.report.value)}
          value={hair}
          choices={hairChoices()}
          onChange={(value) => studio.choose({ hair: value })}
        />
      </div>
      {usesPlate && <PlateActions own={own} />}
      <PlateCountdown studio={studio} />
    </section>
  );
}

function PlateActions({ own: { camera, studio } }: { readonly own: OwnSite }): JSX.Element {
  const plate = camera.report.value?.plate;
  return (
    <div class="stack-tight">
      <div class="row">
        <Button onPress={() => void studio.takePlate()}>
          {plate?.takenAtMs ? t("studio.takePlateAgain") : t("studio.takePlate")}
        </Button>
        {plate?.takenAtMs && (
          <button class="text-button" type="button" onClick={() => studio.forgetPlate()}>
            {t("studio.forget")}
          </button>
        )}
      </div>
      <p class="small faint">{plate && plateText(plate)}</p>
    </div>
  );
}

type Plate = NonNullable<OwnSite["camera"]["report"]["value"]>["plate"];

function plateText({ source, share, takenAtMs }: Plate): string {
  switch (source) {
    case "taken":
      return t("studio.plateTaken");
    case "learnt":
      return t("studio.plateLearnt", { percent: Math.round(share * 100) });
    case "none":
      return takenAtMs ? t("studio.plateResting") : t("studio.plateNotTaken");
  }
}

function backdropChoices(): readonly Choice<BackdropName>[] {
  return [
    { value: "auto", label: t("studio.backdropAuto") },
    { value: "plate", label: t("studio.backdropPlate") },
    { value: "green", label: t("studio.backdropGreen") },
    { value: "blue", label: t("studio.backdropBlue") },
    { value: "none", label: t("studio.backdropNone") },
  ];
}

function hintOf(backdrop: BackdropName): string {
  switch (backdrop) {
    case "auto":
      return t("studio.hintAuto");
    case "plate":
      return t("studio.hintPlate");
    case "green":
    case "blue":
      return t("studio.hintScreen");
    case "none":
      return t("studio.hintNone");
  }
}

function peopleChoices(): readonly Choice<StudioChoice["people"]>[] {
  return [
    { value: "one", label: t("studio.peopleOne") },
    { value: "near", label: t("studio.peopleNear") },
    { value: "all", label: t("studio.peopleAll") },
  ];
}

function hairChoices(): readonly Choice<StudioChoice["hair"]>[] {
  return [
    { value: "auto", label: t("studio.hairAuto") },
    { value: "on", label: t("studio.hairOn") },
    { value: "off", label: t("studio.hairOff") },
  ];
}

/** What the automatic choice has come to; otherwise what the choice means. */
function hairHint(hair: StudioChoice["hair"], report: CaptureReport | null): string {
  switch (hair) {
    case "auto":
      if (report?.limits.hasHair === false) return t("studio.hintHairShort");
      return report?.band === "hair" ? t("studio.hintHairNear") : t("studio.hintHairFar");
    case "on":
      return t("studio.hintHairOn");
    case "off":
      return t("studio.hintHairOff");
  }
}
