/** Whether this machine can afford to look for hands beside the matte. Pure state. */
export interface HandsGate {
  readonly isOpen: boolean;
  /** Since when capture's load has spoken for the other state; null while it does not. */
  readonly sinceMs: number | null;
}

/** The matte steps down at 0.9: hands have gone by then. */
const BUSY_LOAD = 0.86;
const CALM_LOAD = 0.75;
const BUSY_MS = 3000;
/** Loading the nets is the dearest part: it is not done at every lull. */
const CALM_MS = 6000;

export const NO_HANDS_YET: HandsGate = { isOpen: false, sinceMs: null };

/** @param load as capture reports it; null while nothing is known or nothing is cut out */
export function nextHandsGate(gate: HandsGate, load: number | null, nowMs: number): HandsGate {
  const isWanted = load === null || (gate.isOpen ? load < BUSY_LOAD : load < CALM_LOAD);
  if (isWanted === gate.isOpen) return gate.sinceMs === null ? gate : { ...gate, sinceMs: null };
  const sinceMs = gate.sinceMs ?? nowMs;
  const waitMs = gate.isOpen ? BUSY_MS : CALM_MS;
  return nowMs - sinceMs >= waitMs ? { isOpen: isWanted, sinceMs: null } : { ...gate, sinceMs };
}
