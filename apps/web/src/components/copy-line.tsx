import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../language.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";

/** A link that can be read, selected, or copied with one press. */
export function CopyLine({
  label,
  text,
  hint,
}: {
  readonly label: string;
  readonly text: string;
  readonly hint?: string;
}): JSX.Element {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    isCopied.value = true;
    setTimeout(() => (isCopied.value = false), 2000);
  };
  return (
    <Field label={label} hint={hint}>
      {({ id, describedBy }) => (
        <div class="copy-line">
          <input
            class="input"
            id={id}
            readOnly
            value={text}
            aria-describedby={describedBy}
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button icon="copy" onPress={() => void copy()}>
            <span aria-live="polite">{isCopied.value ? t("share.copied") : t("share.copy")}</span>
          </Button>
        </div>
      )}
    </Field>
  );
}
