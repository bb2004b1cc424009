export interface Shortcuts {
  readonly toggleMicrophone?: () => void;
  readonly toggleCamera?: () => void;
  readonly toggleLedger?: () => void;
  readonly openStudio?: () => void;
}

/** Ctrl/Cmd-Shift-A, Ctrl/Cmd-Shift-V and a plain S or B; returns the stop. */
export function listenToKeys(shortcuts: Shortcuts): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const action = actionOf(event, shortcuts);
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}

function actionOf(event: KeyboardEvent, shortcuts: Shortcuts): (() => void) | undefined {
  if (event.repeat || isTyping(event.target)) return undefined;
  const key = event.key.toLowerCase();
  const hasCommand = event.ctrlKey || event.metaKey;
  if (hasCommand && event.shiftKey && key === "a") return shortcuts.toggleMicrophone;
  if (hasCommand && event.shiftKey && key === "v") return shortcuts.toggleCamera;
  const isPlain = !hasCommand && !event.altKey && !event.shiftKey;
  if (isPlain && key === "b") return shortcuts.openStudio;
  return isPlain && key === "s" ? shortcuts.toggleLedger : undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLSelectElement ||
    target instanceof HTMLTextAreaElement
  );
}

/** How this machine's keyboard writes a shortcut; for titles of buttons. */
export function shortcutText(letter: "A" | "V"): string {
  const isMac = navigator.platform.startsWith("Mac");
  return isMac ? `⌘⇧${letter}` : `Ctrl+Shift+${letter}`;
}
