import type { CeremonyState } from "@visavis/protocol";

/** The number to be shown: 3 for the whole third second before the start. Null when none is due. */
export function secondsLeft(
  { phase, startsAtMs }: Pick<CeremonyState, "phase" | "startsAtMs">,
  serverNowMs: number | null,
): number | null {
  if (phase !== "countdown" || startsAtMs === null || serverNowMs === null) return null;
  return Math.max(1, Math.ceil((startsAtMs - serverNowMs) / 1000));
}
