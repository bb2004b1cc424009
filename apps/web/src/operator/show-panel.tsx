import { useComputed, useSignal } from "@preact/signals";
import type { CeremonyState } from "@visavis/protocol";
import type { JSX } from "preact";
import { t } from "../language.ts";
import type { Desk } from "./desk.ts";
import { PlanForm } from "./plan-form.tsx";
import { CountdownStep, DoneStep, PreparedStep } from "./show-steps.tsx";
import { RunningStep } from "./running-step.tsx";

type StepName = "prepare" | "countdown" | "running" | "kiss" | "done";

/** The run of show: where it is, and what can be done now. */
export function ShowPanel({ desk }: { readonly desk: Desk }): JSX.Element {
  const ceremony = desk.room.ceremony.value;
  const isChanging = useSignal(false);
  const isPrepared = useComputed(() => (desk.room.ceremony.value?.objects.length ?? 0) > 0).value;
  const hasKiss = (ceremony?.objects.length ?? 0) > 1;
  return (
    <section class="panel show" aria-labelledby="show-title">
      <h2 id="show-title">{t("operator:show.title")}</h2>
      <Steps now={stepOf(ceremony)} hasKiss={hasKiss} />
      {ceremony && isPrepared && !isChanging.value ? (
        <Step desk={desk} ceremony={ceremony} onChange={() => (isChanging.value = true)} />
      ) : (
        <PlanForm
          desk={desk}
          before={isPrepared ? ceremony : null}
          onPrepared={() => (isChanging.value = false)}
        />
      )}
    </section>
  );
}

interface StepProperties {
  readonly desk: Desk;
  readonly ceremony: CeremonyState;
  readonly onChange: () => void;
}

function Step({ desk, ceremony, onChange }: StepProperties): JSX.Element {
  switch (ceremony.phase) {
    case "idle":
      return <PreparedStep desk={desk} ceremony={ceremony} onChange={onChange} />;
    case "countdown":
      return <CountdownStep desk={desk} ceremony={ceremony} />;
    case "running":
    case "kiss":
      return <RunningStep desk={desk} ceremony={ceremony} />;
    case "done":
      return <DoneStep desk={desk} ceremony={ceremony} />;
  }
}

function stepOf(ceremony: CeremonyState | null): StepName {
  return ceremony === null || ceremony.phase === "idle" ? "prepare" : ceremony.phase;
}

function Steps({
  now,
  hasKiss,
}: {
  readonly now: StepName;
  readonly hasKiss: boolean;
}): JSX.Element {
  const names: readonly StepName[] = hasKiss
    ? ["prepare", "countdown", "running", "kiss", "done"]
    : ["prepare", "countdown", "running", "done"];
  return (
    <ol class="show-steps">
      {names.map((name) => (
        <li key={name} aria-current={name === now ? "step" : undefined}>
          {stepText(name)}
        </li>
      ))}
    </ol>
  );
}

function stepText(name: StepName): string {
  const texts: Record<StepName, () => string> = {
    prepare: () => t("operator:step.prepare"),
    countdown: () => t("operator:step.countdown"),
    running: () => t("operator:step.running"),
    kiss: () => t("operator:step.kiss"),
    done: () => t("operator:step.done"),
  };
  return texts[name]();
}
