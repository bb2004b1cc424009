/** A figure whose frames stop turns to a ghost rather than a statue. */
export const GHOST_OPACITY = 0.35;
const STALE_AFTER_MS = 1000;
const FADE_MS = 300;

/**
 * Opacity of a figure one step on: towards the ghost while it is stale, solid at once when it is not.
 */
export function nextOpacity(opacity: number, silentMs: number, passedMs: number): number {
  if (silentMs <= STALE_AFTER_MS) return 1;
  const next =
    GHOST_OPACITY + (opacity - GHOST_OPACITY) * Math.exp(-Math.max(0, passedMs) / FADE_MS);
  return next - GHOST_OPACITY < 0.005 ? GHOST_OPACITY : next;
}
