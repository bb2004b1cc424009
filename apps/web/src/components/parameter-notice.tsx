import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../language.ts";
import type { ParameterProblem } from "../parameters.ts";
import { Notice } from "./notice.tsx";

/** Parameters in the address that had no effect, so that a typing error is found before the event. */
export function ParameterNotice({
  problems,
}: {
  readonly problems: readonly ParameterProblem[];
}): JSX.Element | null {
  const isOpen = useSignal(problems.length > 0);
  if (!isOpen.value) return null;
  return (
    <Notice tone="warning" onDismiss={() => (isOpen.value = false)}>
      {problems.map(({ kind, name, value }) => (
        <p key={name}>
          {kind === "unknown"
            ? t("parameter.unknown", { name })
            : t("parameter.invalid", { name, value })}
        </p>
      ))}
    </Notice>
  );
}
