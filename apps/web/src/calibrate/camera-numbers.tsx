import { useSignal } from "@preact/signals";
import { type CameraView, cameraErrorPercent } from "@visavis/pane";
import type { JSX } from "preact";
import { Button } from "../components/button.tsx";
import { SelectField } from "../components/field.tsx";
import { t } from "../language.ts";
import type { CalibrationDraft } from "./calibration-draft.ts";
import { ANGLE_RANGE, diagonalAngle, focalFromDiagonal, USUAL_ANGLE } from "./lens-angle.ts";
import { parseNumberEntry, valueOf } from "./number-entry.ts";
import { NumberField } from "./number-field.tsx";
import { entryText, percentText } from "./number-text.ts";

const HEIGHT_RANGE = { least: 5, most: 400 };
const TILT_RANGE = { least: -45, most: 60 };
const OFFSET_RANGE = { least: -300, most: 300 };
const RAD = Math.PI / 180;

/** The shapes of picture that cameras deliver; only the shape counts. */
const shapes = {
  "9:16": { widthPx: 1080, heightPx: 1920 },
  "16:9": { widthPx: 1920, heightPx: 1080 },
  "3:4": { widthPx: 1080, heightPx: 1440 },
  "4:3": { widthPx: 1440, heightPx: 1080 },
} as const;
type Shape = keyof typeof shapes;

/** A camera measured by hand. */
export function CameraNumbers({ draft }: { readonly draft: CalibrationDraft }): JSX.Element {
  const known = draft.camera.value;
  const shape = useSignal<Shape>(known ? shapeOf(known) : "16:9");
  const angle = useSignal(
    known ? entryText(diagonalAngle(known.widthPx, known.heightPx, known.focalPx), 1) : USUAL_ANGLE,
  );
  const height = useSignal(known ? entryText(known.heightM * 100, 1) : "");
  const tilt = useSignal(known ? entryText(known.pitchRad / RAD, 1) : "0");
  const offset = useSignal(known ? entryText(known.offsetXM * 100, 1) : "0");
  const view = read();

  function read(): CameraView | null {
    const degrees = valueOf(parseNumberEntry(angle.value, ANGLE_RANGE));
    const heightCm = valueOf(parseNumberEntry(height.value, HEIGHT_RANGE));
    const tiltDegrees = valueOf(parseNumberEntry(tilt.value, TILT_RANGE));
    const offsetCm = valueOf(parseNumberEntry(offset.value, OFFSET_RANGE));
    if (degrees === null || heightCm === null || tiltDegrees === null || offsetCm === null) {
      return null;
    }
    const { widthPx, heightPx } = shapes[shape.value];
    return {
      widthPx,
      heightPx,
      focalPx: focalFromDiagonal(widthPx, heightPx, degrees),
      heightM: heightCm / 100,
      offsetXM: offsetCm / 100,
      pitchRad: tiltDegrees * RAD,
      rollRad: 0,
    };
  }

  const errorPercent = view && cameraErrorPercent(view);
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (view && errorPercent !== null) {
          draft.setCamera({ ...view, method: "numbers", errorPercent: Math.min(50, errorPercent) });
        }
      }}
    >
      <div class="step-fields">
        <NumberField
          label={t("calibrate:numbers.height")}
          hint={t("calibrate:numbers.heightHint")}
          text={height.value}
          range={HEIGHT_RANGE}
          onInput={(text) => (height.value = text)}
        />
        <NumberField
          label={t("calibrate:numbers.tilt")}
          hint={t("calibrate:numbers.tiltHint")}
          text={tilt.value}
          range={TILT_RANGE}
          onInput={(text) => (tilt.value = text)}
        />
        <NumberField
          label={t("calibrate:numbers.angle")}
          hint={t("calibrate:numbers.angleHint")}
          text={angle.value}
          range={ANGLE_RANGE}
          onInput={(text) => (angle.value = text)}
        />
        <NumberField
          label={t("calibrate:numbers.offset")}
          hint={t("calibrate:numbers.offsetHint")}
          text={offset.value}
          range={OFFSET_RANGE}
          onInput={(text) => (offset.value = text)}
        />
        <SelectField
          label={t("calibrate:numbers.shape")}
          value={shape.value}
          choices={Object.keys(shapes).map((value) => ({ value, label: value }))}
          onChange={(next) => {
            if (isShape(next)) shape.value = next;
          }}
        />
      </div>
      <div class="row row-spread">
        <p class="soft" aria-live="polite">
          {errorPercent === null
            ? t("calibrate:numbers.incomplete")
            : t("calibrate:numbers.error", { percent: percentText(errorPercent) })}
        </p>
        <Button type="submit" kind="primary" isDisabled={!view}>
          {t("calibrate:camera.use")}
        </Button>
      </div>
    </form>
  );
}

function isShape(value: string): value is Shape {
  return Object.hasOwn(shapes, value);
}

function shapeOf({ widthPx, heightPx }: CameraView): Shape {
  const aspect = widthPx / heightPx;
  if (aspect < 0.65) return "9:16";
  if (aspect < 1) return "3:4";
  return aspect < 1.5 ? "4:3" : "16:9";
}
