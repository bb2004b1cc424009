import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../components/button.tsx";
import { errorText } from "../error-text.ts";
import { t } from "../language.ts";
import type { PlateTask, Studio } from "./studio.ts";

const SHOT_S = 2;

/** Over the whole page, so that it is read from where the person has stepped to. */
export function PlateCountdown({ studio }: { readonly studio: Studio }): JSX.Element | null {
  const task = studio.task.value;
  return task.step === "idle" ? null : <Countdown studio={studio} task={task} />;
}

interface CountdownProperties {
  readonly studio: Studio;
  readonly task: Exclude<PlateTask, { step: "idle" }>;
}

function Countdown({ studio, task }: CountdownProperties): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const numeral = numeralOf(task);
  return (
    <dialog
      ref={dialog}
      class="countdown"
      aria-label={t("studio.takePlate")}
      onClose={() => studio.cancel()}
    >
      <div class={`countdown-card countdown-${task.step}`}>
        {numeral && (
          <p class="countdown-numeral figures" aria-hidden="true">
            {numeral}
          </p>
        )}
        <p class="countdown-sentence" role="status">
          {sentenceOf(task)}
        </p>
        {task.step === "taking" && (
          <progress class="countdown-bar" value={task.progress} aria-label={t("studio.taking")} />
        )}
        <div class="row countdown-actions">
          {task.step === "refused" && <RefusedActions studio={studio} code={task.code} />}
          {task.step !== "taken" && (
            <Button kind="quiet" onPress={() => studio.cancel()}>
              {t("studio.cancel")}
            </Button>
          )}
        </div>
      </div>
    </dialog>
  );
}

function RefusedActions({ studio, code }: { studio: Studio; code: string }): JSX.Element {
  return (
    <>
      <Button kind="primary" onPress={() => void studio.takePlate()}>
        {t("studio.again")}
      </Button>
      {code === "plate-not-empty" && (
        <Button onPress={() => void studio.takePlate({ isSurelyEmpty: true })}>
          {t("studio.isEmpty")}
        </Button>
      )}
    </>
  );
}

function numeralOf(task: PlateTask): string | null {
  if (task.step === "leaving") return String(task.secondsLeft);
  if (task.step !== "taking") return null;
  return String(Math.max(1, Math.ceil((1 - task.progress) * SHOT_S)));
}

function sentenceOf(task: CountdownProperties["task"]): string {
  switch (task.step) {
    case "leaving":
      return t("studio.stepOut");
    case "taking":
      return t("studio.stayOut");
    case "taken":
      return t("studio.taken");
    case "refused":
      return errorText(task.code);
  }
}
