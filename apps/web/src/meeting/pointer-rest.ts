const REST_MS = 2500;

/**
 * Marks the page as resting while nobody moves a pointer or types: the cursor and the controls
 * hide. Returns the stop.
 */
export function watchRest(onChange: (isResting: boolean) => void): () => void {
  const stopping = new AbortController();
  let timer = 0;
  const rest = (): void => onChange(true);
  const wake = (): void => {
    onChange(false);
    clearTimeout(timer);
    timer = window.setTimeout(rest, REST_MS);
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) {
    addEventListener(name, wake, { signal: stopping.signal, passive: true });
  }
  timer = window.setTimeout(rest, REST_MS);
  return () => {
    stopping.abort();
    clearTimeout(timer);
  };
}
