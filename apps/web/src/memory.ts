const PREFIX = "visavis.";

/** Small things this browser keeps between visits. Storage may be refused: then nothing is kept. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // A private window without storage: the choice lasts as long as the page.
  }
}
