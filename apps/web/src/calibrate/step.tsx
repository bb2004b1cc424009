import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface StepProperties {
  readonly number: number;
  readonly title: string;
  /** What is known already; null while the step is open. */
  readonly result: string | null;
  /** Said in place of the result while there is none. */
  readonly open: string;
  readonly children: ComponentChildren;
}

/** One thing to measure, with what came of it in its heading. */
export function Step({ number, title, result, open, children }: StepProperties): JSX.Element {
  const id = useId();
  return (
    <section class="panel step" aria-labelledby={id}>
      <header class="step-head">
        <span class={result ? "step-number step-done" : "step-number"} aria-hidden="true">
          {number}
        </span>
        <h2 id={id}>{title}</h2>
        <p class={result ? "step-result figures" : "step-result faint"} aria-live="polite">
          {result ?? open}
        </p>
      </header>
      <div class="step-body stack">{children}</div>
    </section>
  );
}
