/** Browsers grant fullscreen only in answer to a person: the first touch or key is taken as that. */
export function fullscreenOnFirstGesture(element: Element): () => void {
  const stopping = new AbortController();
  const enter = (): void => {
    stopping.abort();
    void enterFullscreen(element);
  };
  for (const name of ["pointerup", "keydown"]) {
    addEventListener(name, enter, { signal: stopping.signal });
  }
  return () => stopping.abort();
}

export async function toggleFullscreen(element: Element): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await enterFullscreen(element);
}

async function enterFullscreen(element: Element): Promise<void> {
  // Refused inside some frames and on some telephones: the page works without it.
  await element.requestFullscreen?.({ navigationUI: "hide" }).catch(() => undefined);
}
