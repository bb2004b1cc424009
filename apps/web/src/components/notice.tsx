import type { ComponentChildren, JSX } from "preact";
import { t } from "../language.ts";

type Tone = "plain" | "good" | "warning" | "danger";

interface NoticeProperties {
  readonly tone?: Tone;
  readonly onDismiss?: () => void;
  readonly children: ComponentChildren;
}

/** Something the person should know, in a sentence; read out when it appears. */
export function Notice({ tone = "plain", onDismiss, children }: NoticeProperties): JSX.Element {
  return (
    <div class={`notice notice-${tone}`} role={tone === "danger" ? "alert" : "status"}>
      <div>{children}</div>
      {onDismiss && (
        <button
          class="notice-dismiss"
          type="button"
          aria-label={t("common.dismiss")}
          onClick={onDismiss}
        >
          ×
        </button>
      )}
    </div>
  );
}

export interface Check {
  readonly id: string;
  readonly tone: Tone;
  readonly text: string;
}

/** What was tried and how it went, one plain sentence each. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }): JSX.Element {
  return (
    <ul class="check-list" aria-live="polite">
      {checks.map((check) => (
        <li key={check.id} class={`check check-${check.tone}`}>
          <span class="check-mark" aria-hidden="true" />
          <span>{check.text}</span>
        </li>
      ))}
    </ul>
  );
}
