import { effect, useSignal } from "@preact/signals";
import { type CameraCalibration, viewAtSize } from "@visavis/pane";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft } from "./calibration-draft.ts";
import { CameraPicture } from "./camera-picture.tsx";
import type { CameraSession } from "./camera-session.ts";
import {
  combinedPercent,
  measuredHeight,
  type MeasuredHeight,
  nextHeights,
} from "./measured-height.ts";
import { parseNumberEntry, PERSON_RANGE, valueOf } from "./number-entry.ts";
import { centimetres, numberText, percentText } from "./number-text.ts";
import { Step } from "./step.tsx";

interface MeasureStepProperties {
  readonly draft: CalibrationDraft;
  readonly session: CameraSession;
  readonly heightText: { value: string };
}

/** The proof: whoever stands before the camera is measured, with the error to expect. */
export function MeasureStep({ draft, session, heightText }: MeasureStepProperties): JSX.Element {
  const camera = draft.camera.value;
  const measured = useSignal<MeasuredHeight | null>(null);
  const isMeasuring = useSignal(false);
  useEffect(() => {
    if (!isMeasuring.value || !camera) return;
    session.measureWith(camera);
    let samples: ReturnType<typeof nextHeights> = [];
    return effect(() => {
      const person = session.person.value;
      const picture = session.picture.value;
      const view = picture && viewAtSize(camera, picture.widthPx, picture.heightPx);
      if (!person || !view) return;
      samples = nextHeights(samples, person, view);
      measured.value = measuredHeight(samples);
    });
  }, [camera, isMeasuring.value, session, measured]);
  const isOn = session.camera.state.value.state === "on";
  const start = async (): Promise<void> => {
    if (!isOn) await session.open();
    isMeasuring.value = true;
  };
  const heightCm = valueOf(parseNumberEntry(heightText.value, PERSON_RANGE));
  return (
    <Step
      number={4}
      title={t("calibrate:measure.title")}
      result={null}
      open={t("calibrate:measure.live")}
    >
      {camera ? (
        <div class="step-columns">
          <div class="stack">
            <p class="soft">{t("calibrate:measure.how")}</p>
            {!(isMeasuring.value && isOn) && (
              <div class="row">
                <Button kind="primary" icon="ruler" onPress={() => void start()}>
                  {t("calibrate:measure.start")}
                </Button>
              </div>
            )}
            {isMeasuring.value && (
              <Reading
                measured={measured.value}
                camera={camera}
                displayPercent={draft.display.value?.errorPercent ?? null}
                typedM={heightCm === null ? null : heightCm / 100}
              />
            )}
            <Fits camera={camera} session={session} />
          </div>
          {isMeasuring.value && <CameraPicture session={session} />}
        </div>
      ) : (
        <p class="soft">{t("calibrate:measure.needsCamera")}</p>
      )}
    </Step>
  );
}

interface ReadingProperties {
  readonly measured: MeasuredHeight | null;
  readonly camera: CameraCalibration;
  readonly displayPercent: number | null;
  /** What the person says of their height. */
  readonly typedM: number | null;
}

function Reading({ measured, camera, displayPercent, typedM }: ReadingProperties): JSX.Element {
  if (!measured) return <p aria-live="polite">{t("calibrate:measure.waiting")}</p>;
  const { heightM, planeM, spreadM } = measured;
  const errorM = Math.hypot((heightM * camera.errorPercent) / 100, spreadM);
  const onGlass = combinedPercent(camera.errorPercent, displayPercent ?? 0);
  const difference = typedM && (heightM / typedM - 1) * 100;
  return (
    <div class="stack-tight">
      <p class="reading figures" role="status">
        {t("calibrate:measure.height", { height: centimetres(heightM) })}
        <span class="reading-error">
          {t("calibrate:measure.plusMinus", { error: centimetres(errorM) })}
        </span>
      </p>
      <p class="soft figures">
        {t("calibrate:measure.distance", { distance: numberText(planeM, 2) })}
        {difference !== null &&
          ` ${t("calibrate:measure.difference", {
            percent: `${difference > 0 ? "+" : ""}${numberText(difference, 1)}`,
          })}`}
      </p>
      {displayPercent !== null && (
        <p class="soft">{t("calibrate:measure.onGlass", { percent: percentText(onGlass) })}</p>
      )}
    </div>
  );
}

/** A camera that delivers another shape of picture than the one that was measured. */
function Fits({
  camera,
  session,
}: {
  readonly camera: CameraCalibration;
  readonly session: CameraSession;
}): JSX.Element | null {
  const picture = session.picture.value;
  if (!picture || viewAtSize(camera, picture.widthPx, picture.heightPx)) return null;
  return <Notice tone="warning">{t("calibrate:measure.otherShape")}</Notice>;
}
