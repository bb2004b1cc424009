const APPEAR_MS = 100;
const VANISH_MS = 800;

/** Whether somebody is before the camera, without flutter. Pure state. */
export interface Presence {
  readonly isPresent: boolean;
  /** Since when frames say otherwise. */
  readonly otherSinceMs: number | null;
}

export const NOBODY: Presence = { isPresent: false, otherSinceMs: null };

export function nextPresence(before: Presence, isSeen: boolean, atMs: number): Presence {
  if (isSeen === before.isPresent) {
    return before.otherSinceMs === null ? before : { ...before, otherSinceMs: null };
  }
  const otherSinceMs = before.otherSinceMs ?? atMs;
  const neededMs = isSeen ? APPEAR_MS : VANISH_MS;
  return atMs - otherSinceMs >= neededMs
    ? { isPresent: isSeen, otherSinceMs: null }
    : { ...before, otherSinceMs };
}
