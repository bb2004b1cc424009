import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../language.ts";
import { Button } from "./button.tsx";

interface ConfirmationProperties {
  readonly title: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly kind?: "danger" | "primary";
  readonly isReady?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks before something that cannot be undone. Escape and "cancel" change nothing. */
export function Confirmation(properties: ConfirmationProperties): JSX.Element {
  const { title, action, kind = "danger", isReady = true, onConfirm, onClose } = properties;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = (event: Event): void => {
    event.preventDefault();
    dialog.current?.close();
    onConfirm();
  };
  return (
    <dialog ref={dialog} class="confirmation" aria-labelledby={id} onClose={onClose}>
      <form class="stack" onSubmit={confirm}>
        <h2 id={id}>{title}</h2>
        {properties.children}
        <div class="row">
          <Button kind="quiet" onPress={() => dialog.current?.close()}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" kind={kind} isDisabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
