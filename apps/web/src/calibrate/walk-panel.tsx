import { effect, useSignal } from "@preact/signals";
import { type CameraView, fitWalk, type WalkRefusal, type WalkResult } from "@visavis/pane";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft } from "./calibration-draft.ts";
import { CameraChoice } from "./camera-choice.tsx";
import { CameraPicture } from "./camera-picture.tsx";
import type { CameraSession, UprightPicture } from "./camera-session.ts";
import { ANGLE_RANGE, focalFromDiagonal, USUAL_ANGLE } from "./lens-angle.ts";
import { parseNumberEntry, PERSON_RANGE, valueOf } from "./number-entry.ts";
import { NumberField } from "./number-field.tsx";
import { centimetres, numberText, percentText } from "./number-text.ts";
import { nextWalk, NO_WALK, type Walk, walkProgress } from "./walk-recorder.ts";

interface WalkPanelProperties {
  readonly draft: CalibrationDraft;
  readonly session: CameraSession;
  readonly heightText: { value: string };
}

/** Somebody of known height walks before the camera; tilt and height of the camera follow. */
export function WalkPanel({ draft, session, heightText }: WalkPanelProperties): JSX.Element {
  const angle = useSignal(USUAL_ANGLE);
  const walk = useSignal<Walk>(NO_WALK);
  const isWalking = useSignal(false);
  const heightCm = valueOf(parseNumberEntry(heightText.value, PERSON_RANGE));
  const degrees = valueOf(parseNumberEntry(angle.value, ANGLE_RANGE));
  useEffect(
    () =>
      effect(() => {
        const person = session.person.value;
        if (isWalking.value && person) walk.value = nextWalk(walk.peek(), person);
      }),
    [session, isWalking, walk],
  );
  const picture = session.picture.value;
  const result = fitOf(walk.value, picture, { degrees, heightCm });
  const isOn = session.camera.state.value.state === "on";
  return (
    <div class="step-columns">
      <div class="stack">
        <p class="soft">{t("calibrate:walk.how")}</p>
        <div class="step-fields">
          <NumberField
            label={t("calibrate:walk.height")}
            hint={t("calibrate:walk.heightHint")}
            text={heightText.value}
            range={PERSON_RANGE}
            onInput={(text) => (heightText.value = text)}
          />
          <NumberField
            label={t("calibrate:numbers.angle")}
            hint={t("calibrate:walk.angleHint")}
            text={angle.value}
            range={ANGLE_RANGE}
            onInput={(text) => (angle.value = text)}
          />
        </div>
        {isOn && <CameraChoice session={session} />}
        <div class="row">
          {!isOn && (
            <Button icon="camera" onPress={() => void session.open()}>
              {t("calibrate:walk.openCamera")}
            </Button>
          )}
          <Button
            kind={result?.isFitted ? "plain" : "primary"}
            isDisabled={!isOn || heightCm === null || degrees === null}
            onPress={() => {
              walk.value = NO_WALK;
              session.measureWith(null);
              isWalking.value = true;
            }}
          >
            {walk.value.rows.length > 0 ? t("calibrate:walk.again") : t("calibrate:walk.start")}
          </Button>
          {result?.isFitted && (
            <Button
              kind="primary"
              onPress={() => {
                isWalking.value = false;
                const { view, expectedErrorPercent: errorPercent } = result;
                draft.setCamera({ ...view, method: "walk", errorPercent });
              }}
            >
              {t("calibrate:camera.use")}
            </Button>
          )}
        </div>
        <Progress walk={walk.value} isWalking={isWalking.value} />
        {result && <Outcome result={result} walk={walk.value} />}
      </div>
      <CameraPicture session={session} />
    </div>
  );
}

interface Entries {
  readonly degrees: number | null;
  readonly heightCm: number | null;
}

function fitOf(walk: Walk, picture: UprightPicture | null, entries: Entries): WalkResult | null {
  const { degrees, heightCm } = entries;
  if (!picture || degrees === null || heightCm === null || walk.rows.length === 0) return null;
  const { widthPx, heightPx } = picture;
  const view: CameraView = {
    widthPx,
    heightPx,
    focalPx: focalFromDiagonal(widthPx, heightPx, degrees),
    heightM: 1,
    offsetXM: 0,
    pitchRad: 0,
    rollRad: 0,
  };
  return fitWalk({ rows: walk.rows, heightM: heightCm / 100, view });
}

interface ProgressProperties {
  readonly walk: Walk;
  readonly isWalking: boolean;
}

function Progress({ walk, isWalking }: ProgressProperties): JSX.Element | null {
  if (!isWalking && walk.rows.length === 0) return null;
  const { share, needs } = walkProgress(walk);
  const percent = Math.round(share * 100);
  return (
    <div class="stack-tight">
      {/* Large, because it is read from three metres away. */}
      <p class="reading figures" aria-hidden="true">
        {percent} %
      </p>
      <div
        class="progress"
        role="progressbar"
        aria-label={t("calibrate:walk.progress")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div class="progress-bar" style={{ transform: `scaleX(${share})` }} />
      </div>
      <p class="small soft figures" aria-live="polite">
        {needsText(needs)} {t("calibrate:walk.rows", { rows: walk.rows.length })}
      </p>
    </div>
  );
}

function needsText(needs: ReturnType<typeof walkProgress>["needs"]): string {
  switch (needs) {
    case "more-rows":
      return t("calibrate:walk.moreRows");
    case "longer-way":
      return t("calibrate:walk.longerWay");
    case "nothing":
      return t("calibrate:walk.enough");
  }
}

function Outcome({
  result,
  walk,
}: {
  readonly result: WalkResult;
  readonly walk: Walk;
}): JSX.Element | null {
  if (result.isFitted) {
    return (
      <Notice tone={result.expectedErrorPercent < 1 ? "good" : "warning"}>
        {t("calibrate:walk.fitted", {
          height: centimetres(result.view.heightM),
          tilt: numberText((result.view.pitchRad * 180) / Math.PI, 1),
          rms: percentText(result.rmsPercent),
          percent: percentText(result.expectedErrorPercent),
        })}
      </Notice>
    );
  }
  if (walkProgress(walk).share < 1) return null;
  return <Notice tone="warning">{refusalText(result.reason)}</Notice>;
}

function refusalText(reason: WalkRefusal): string {
  switch (reason) {
    case "too-few":
      return t("calibrate:walk.moreRows");
    case "too-short":
      return t("calibrate:walk.longerWay");
    case "no-fit":
      return t("calibrate:walk.noFit");
  }
}
