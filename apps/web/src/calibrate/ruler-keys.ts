interface RulerKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

const COARSE_STEPS = 10;

/** Where a key moves a ruler's edge; null for a key that means nothing to it. */
export function movedByKey(
  lengthPx: number,
  { key, shiftKey }: RulerKey,
  stepPx: number,
): number | null {
  const step = shiftKey ? COARSE_STEPS * stepPx : stepPx;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return lengthPx + step;
    case "ArrowLeft":
    case "ArrowDown":
      return lengthPx - step;
    case "PageUp":
      return lengthPx + COARSE_STEPS * stepPx;
    case "PageDown":
      return lengthPx - COARSE_STEPS * stepPx;
    default:
      return null;
  }
}
